"""How an account wants a property's values to be formed, as far as it tells."""

from enum import StrEnum

from pydantic import BaseModel


class FormRule(StrEnum):
    """How the account wants a value to be formed."""

    DIGITS = "digits"
    LETTERS = "letters"
    LETTERS_AND_DIGITS = "letters_and_digits"
    AT_LEAST_LONG = "at_least_long"
    AT_MOST_LONG = "at_most_long"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    OTHER = "other"
    """In a way that HubSpot alone checks."""


class AskedForm(BaseModel, frozen=True):
    """Names a form that values must have; ``bound`` is the number in it, ``""`` where there is none."""

    form: FormRule
    bound: str = ""
