"""Reads the answer to "who is it?" without any model.

It is for the form that stands open beside the question.
"""

from collections.abc import Mapping

from assistant.language.detection import language_of
from assistant.language.persons.new_person import Create, read_card
from assistant.language.requests.intents import Bare
from assistant.language.requests.understand import understand
from hubspot_tools.values.vocabulary import CONTACT_DETAILS


def person_in(text: str) -> Mapping[str, str]:
    """Return what a message says of somebody new, by property.

    Nothing where it asks for something else, or names nobody.

    It takes a whole name without a word of everyday French or English, an address or a number.
    """
    match understand(text):
        case Create(values=values):
            pass
        case Bare(span=span):
            values = read_card(span).values
        case _:
            return {}
    named = {"firstname", "lastname"} <= values.keys()
    if named and language_of(f"{values['firstname']} {values['lastname']}") is not None:
        return {}
    return values if named or any(name in values for name in CONTACT_DETAILS) else {}
