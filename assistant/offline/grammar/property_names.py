"""Property names and problems in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from assistant.language.detection import Language
from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import problem_sentence
from hubspot_tools.errors import WHOLE_CONTACT, PropertyProblem
from hubspot_tools.values.vocabulary import said_properties
from hubspot_tools.values.vocabulary_entry import WORD_LANGUAGES

_FIELDS: Final = {language: said_properties(language) for language in WORD_LANGUAGES}
_PROBLEMS: Final[Mapping[Language, dict[str, str]]] = {
    "fr": {
        "not_an_email": "«\u202f{value}\u202f» n’est pas une adresse e-mail.",
        "not_a_phone": "«\u202f{value}\u202f» n’est pas un numéro de téléphone.",
        "not_a_number": "«\u202f{value}\u202f» n’est pas un nombre.",
        "not_a_date": "«\u202f{value}\u202f» n’est pas une date.",
        "not_an_option": "«\u202f{value}\u202f» n’est pas une valeur possible pour {field}.",
        "too_long": "la valeur pour {field} est trop longue.",
        "read_only": "{field} ne se modifie pas.",
        "unknown_property": "le champ «\u202f{property}\u202f» n’existe pas.",
        "nothing_to_write": "il n’y a rien à enregistrer.",
        "refused": "«\u202f{value}\u202f» a été refusé pour {field}.",
    },
    "en": {
        "not_an_email": "“{value}” is not an e-mail address.",
        "not_a_phone": "“{value}” is not a phone number.",
        "not_a_number": "“{value}” is not a number.",
        "not_a_date": "“{value}” is not a date.",
        "not_an_option": "“{value}” is not a possible value for the {field}.",
        "too_long": "the value for the {field} is too long.",
        "read_only": "the {field} cannot be changed.",
        "unknown_property": "there is no field “{property}”.",
        "nothing_to_write": "there is nothing to store.",
        "refused": "“{value}” was refused for the {field}.",
    },
}
_SUGGEST: Final[Mapping[Language, str]] = {
    "fr": " Peut-être\u202f: {names}\u202f?",
    "en": " Perhaps: {names}?",
}
_LONGEST_QUOTED: Final = 60
_MOST_SUGGESTED: Final = 5


def field_name(name: str, language: Language) -> str:
    """What readers call a property; its own name when there is no everyday word for it."""
    return _FIELDS[language].get(name, name)


def called(problem: Mapping[str, Any], language: Language) -> str:
    """What readers, or the account, call the property that a problem is about."""
    name = str(problem.get("property", ""))
    return _FIELDS[language].get(name) or quoted(str(problem.get("label") or name))


def problems(found: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Why values were refused, and what might be meant instead: the end of a sentence, and further ones."""
    first, *others = [_problem(problem, language) for problem in found] or [""]
    return " ".join([first, *(other[:1].upper() + other[1:] for other in others)])


def _problem(problem: Mapping[str, Any], language: Language) -> str:
    name = str(problem.get("property", ""))
    template = _PROBLEMS[language].get(str(problem.get("problem")))
    if template is None or name == WHOLE_CONTACT:
        return _in_the_chat_s_words(problem, language)
    field = called(problem, language)
    told = template.format(value=quoted(str(problem.get("value", ""))), field=field, property=quoted(name))
    suggestions = [quoted(str(suggestion)) for suggestion in problem.get("suggestions") or ()]
    if not suggestions:
        return told
    return told + _SUGGEST[language].format(names=", ".join(suggestions[:_MOST_SUGGESTED]))


def _in_the_chat_s_words(problem: Mapping[str, Any], language: Language) -> str:
    """What the chat itself says of a problem for which there is no sentence here."""
    texts = texts_in(language)
    try:
        said = problem_sentence(PropertyProblem.model_validate(problem), texts)
    except ValidationError:
        said = texts.crm.refused_whole
    return said if said.endswith("?)") else f"{said}."


def quoted(text: str) -> str:
    """A value short enough to stand in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTED else flat[:_LONGEST_QUOTED] + "…"
