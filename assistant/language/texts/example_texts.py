"""What a newcomer can click in the welcome, in French and English.

Each is a sentence that a person could type, and is heard as one. A missing one is a type error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.detection import Language


@dataclass(frozen=True, slots=True)
class ExampleTexts:
    """Holds sentences with a ``{name}`` or a ``{company}`` that is really there, or with none.

    French says ``{of_name}`` where its ``de`` may be elided.
    """

    company: str
    find: str
    newest: str
    question: Mapping[str, str]
    """By the property that is asked for."""
    update: str
    create: str


EXAMPLES_FRENCH = ExampleTexts(
    company="Cherche les contacts chez {company}",
    find="Cherche {name}",
    newest="Montre-moi les derniers contacts",
    question={
        "phone": "Quel est le téléphone {of_name}\u202f?",
        "email": "Quel est l’e-mail {of_name}\u202f?",
    },
    update="Modifie la fiche {of_name}",
    create="Ajoute un contact",
)

EXAMPLES_ENGLISH = ExampleTexts(
    company="Find the contacts at {company}",
    find="Find {name}",
    newest="Show me the latest contacts",
    question={
        "phone": "What is {name}’s phone number?",
        "email": "What is {name}’s e-mail address?",
    },
    update="Update {name}",
    create="Add a contact",
)


def example_texts_in(language: Language) -> ExampleTexts:
    """The sentences in a language."""
    return EXAMPLES_FRENCH if language == "fr" else EXAMPLES_ENGLISH
