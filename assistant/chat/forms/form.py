"""Holds what a form asks of a person, and what they have typed into it. Pure.

A form is about one contact or one search.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self

from pydantic import BaseModel, Field

from assistant.proposals.proposal import Proposal
from hubspot_tools.contacts import IDENTIFYING, Contact
from hubspot_tools.errors import Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.properties import OWNER

Purpose = Literal["create", "update", "search"]


SEARCH_FIELDS = ("name", "email", "phone", "company", "jobtitle", "lifecyclestage")
"""What `hubspot_tools.contacts.SearchContacts` can be asked for."""

_REQUIRED_MARK = "*"


class FormFields(BaseModel, frozen=True):
    """Names the properties that the account's forms show, in order, and those required.

    A new contact must have the required ones.
    """

    names: tuple[str, ...]
    required: frozenset[str] = frozenset()

    @classmethod
    def of(cls, written: Iterable[str]) -> Self:
        """Read internal names as an operator writes them: ``phone``, or ``email*`` for a required one."""
        marked = [(name.strip().removesuffix(_REQUIRED_MARK).strip(), name.strip()) for name in written]
        required = frozenset(name for name, full in marked if full.endswith(_REQUIRED_MARK))
        return cls(names=tuple(dict.fromkeys(name for name, _ in marked if name)), required=required)


EVERYDAY_FIELDS = FormFields(
    names=(
        "email",
        "firstname",
        "lastname",
        "phone",
        "jobtitle",
        "company",
        "lifecyclestage",
        OWNER,
        "city",
        "country",
    )
)
"""What a form asks for where the operator has not chosen otherwise."""


class Form(BaseModel, frozen=True):
    """An open form.

    ``values`` is what its fields hold when it is shown, by internal name; ``contact`` is the contact it changes,
    None for a new one; ``corrects`` is the proposal that its submission takes the place of.
    """

    id: str
    purpose: Purpose
    fields: tuple[str, ...]
    required: frozenset[str] = frozenset()
    values: Mapping[str, str] = Field(default_factory=dict)
    contact: Contact | None = None
    corrects: Proposal | None = None
    problems: tuple[PropertyProblem, ...] = ()
    to_update: bool = False
    """A search for somebody who is to be updated."""

    def wanted(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What a submission asks for: the values of a new contact, or those that differ from the contact's.

        A field that was left as it was asks for nothing, so nobody else's change to it is undone, and a value
        that would not be accepted today stays what it is.
        """
        cleaned = {name: value.strip() for name, value in typed.items()}
        if self.contact is None:
            return {name: value for name, value in cleaned.items() if value}
        return {name: value for name, value in cleaned.items() if value != self.contact.get(name)}

    def missing(self, typed: Mapping[str, str]) -> list[PropertyProblem]:
        """What has to be filled in yet before it can be submitted."""
        filled = {name for name, value in typed.items() if value.strip()}
        if self.purpose == "search":
            return []
        asked = self.required if self.purpose == "create" else self.required & typed.keys()
        left = [name for name in self.fields if name in asked - filled]
        found = [PropertyProblem(property=name, problem=Problem.MISSING) for name in left]
        if self.purpose == "create" and not filled.intersection(IDENTIFYING) and "email" not in left:
            found.append(PropertyProblem(property="email", problem=Problem.NOBODY))
        return found

    def holding(self, typed: Mapping[str, str], problems: Sequence[PropertyProblem] = ()) -> Self:
        """The same form with what was typed into it, and what is wrong with that."""
        known = {name: value for name, value in typed.items() if name in self.fields}
        return self.model_copy(update={"values": known, "problems": tuple(problems)})


class FormCheck(BaseModel, frozen=True):
    """What is known about a form while it is filled in.

    ``holder`` has the e-mail address already; ``similar`` may be the same person; ``looked`` is False when
    something newer was typed before anybody could be looked for.
    """

    problems: tuple[PropertyProblem, ...] = ()
    holder: Contact | None = None
    similar: tuple[Contact, ...] = ()
    looked: bool = True


def unknown(names: Iterable[str], labels: Mapping[str, PropertyLabel]) -> list[PropertyProblem]:
    """What a form never offered: no property of the account, or one that only HubSpot fills in."""
    return [
        PropertyProblem(
            property=name, problem=Problem.READ_ONLY if name in labels else Problem.UNKNOWN_PROPERTY
        )
        for name in names
        if name not in labels or not labels[name].writable
    ]
