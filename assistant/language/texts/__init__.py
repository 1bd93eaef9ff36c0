"""Every sentence the application itself says, in French and English, from one place."""

from assistant.language.detection import Language
from assistant.language.texts.answer_texts import ANSWER_ENGLISH, ANSWER_FRENCH, AnswerTexts
from assistant.language.texts.chat_english import ENGLISH
from assistant.language.texts.chat_french import FRENCH
from assistant.language.texts.chat_sentences import Texts
from assistant.language.texts.import_english import IMPORT_ENGLISH
from assistant.language.texts.import_french import IMPORT_FRENCH
from assistant.language.texts.import_sentences import ImportTexts
from assistant.language.texts.page_texts import PAGE_ENGLISH, PAGE_FRENCH, PageTexts

__all__ = [
    "AnswerTexts",
    "ImportTexts",
    "PageTexts",
    "Texts",
    "answer_texts_in",
    "import_texts_in",
    "page_texts_in",
    "texts_in",
]


def texts_in(language: Language) -> Texts:
    """The sentences of one language."""
    return FRENCH if language == "fr" else ENGLISH


def answer_texts_in(language: Language) -> AnswerTexts:
    """Return what is said under an answer, in one language."""
    return ANSWER_FRENCH if language == "fr" else ANSWER_ENGLISH


def import_texts_in(language: Language) -> ImportTexts:
    """The sentences about imports of one language."""
    return IMPORT_FRENCH if language == "fr" else IMPORT_ENGLISH


def page_texts_in(language: Language) -> PageTexts:
    """Return what stands on the page around a talk, in one language."""
    return PAGE_FRENCH if language == "fr" else PAGE_ENGLISH
