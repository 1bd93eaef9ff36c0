"""Who owns contacts: everybody who may, and everybody who did and has left. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from pydantic import BaseModel

from hubspot_tools.values import text as texts
from hubspot_tools.values.properties import nearest

_MOST_OWNERS = 10


class Owner(BaseModel, frozen=True):
    """A HubSpot user who owns contacts.

    ``archived`` is one who has left, and to whom none can be given any more.
    """

    id: str
    email: str = ""
    name: str = ""
    user_id: str = ""
    """Of the user, whom histories name; kept also when the user has left."""
    archived: bool = False
    teams: tuple[str, ...] = ()

    @classmethod
    def from_wire(cls, owner: Any) -> Self:
        """Read one owner of ``GET /crm/v3/owners`` as the client decodes it."""
        first, last = getattr(owner, "first_name", None) or "", getattr(owner, "last_name", None) or ""
        teams = getattr(owner, "teams", None)
        named = (getattr(team, "name", None) for team in (teams if isinstance(teams, list) else ()))
        return cls(
            id=str(owner.id),
            email=str(getattr(owner, "email", None) or ""),
            name=f"{first} {last}".strip(),
            user_id=str(
                getattr(owner, "user_id", None) or getattr(owner, "user_id_including_inactive", None) or ""
            ),
            archived=getattr(owner, "archived", None) is True,
            teams=tuple(str(name) for name in named if name),
        )

    @property
    def label(self) -> str:
        """What people call the owner."""
        return self.name or self.email or self.id

    @property
    def full_label(self) -> str:
        """The owner with what tells namesakes apart: the address, and the teams if there are any."""
        return f"{self.label} ({', '.join([self.email or self.id, *self.teams])})"

    def is_called(self, text: str) -> bool:
        """Tell whether the text is this owner's id, address or name.

        Words may stand in any order, with or without the address and the teams.
        """
        if text == self.id or text.casefold() == self.email.casefold():
            return True
        spoken = sorted(texts.words(text))
        ways = (self.name, f"{self.name} {self.email}", f"{self.name} {self.email} {' '.join(self.teams)}")
        return bool(spoken) and spoken in (sorted(texts.words(one)) for one in ways)

    def may_be_called(self, text: str) -> bool:
        """Whether the text is a part of this owner's name, the first name for example."""
        spoken = set(texts.words(text))
        return bool(spoken) and spoken <= set(texts.words(self.name))


class SeveralOwners(ValueError):
    """A text that may be several owners; ``labels`` tells them apart, by id."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        super().__init__("several owners are called so")
        self.labels = labels


class OwnerDirectory:
    """Finds owners by what people call them."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self._all = tuple(owners)
        self._assignable = tuple(owner for owner in self._all if not owner.archived)

    def assignable(self, text: str) -> str:
        """Return the id of the one owner, among those who can be given a contact, whom the text names.

        Raises:
            SeveralOwners: it may be several.
            ValueError: it is none.
        """
        wanted = text.strip()
        if not self._all and wanted.isascii() and wanted.isdigit():
            return wanted  # the token may not list owners: HubSpot itself will judge the id
        return _the_one(self._assignable, wanted)

    def sought(self, text: str) -> str:
        """Return the id of the one owner whose contacts are wanted.

        It may be one who has left, where nobody else fits.

        Raises:
            SeveralOwners: it may be several.
            ValueError: it is none.
        """
        try:
            return self.assignable(text)
        except SeveralOwners:
            raise
        except ValueError:
            return _the_one([owner for owner in self._all if owner.archived], text.strip())

    def near(self, text: str) -> dict[str, str]:
        """Those who can be given a contact and whose name or address is nearest, or the first few, by id."""
        labels = _told_apart(self._assignable)
        spellings = [
            (owner.id, one) for owner in self._assignable for one in (owner.name, owner.email) if one
        ]
        near = nearest(text, spellings)
        return {one: labels[one] for one in near or list(labels)[:_MOST_OWNERS]}


def _the_one(owners: Sequence[Owner], wanted: str) -> str:
    if len(wanted) > texts.LONGEST_COMPARED:
        raise ValueError("no owner is called so")  # found out once, and not once for each owner
    called = [owner for owner in owners if owner.is_called(wanted)]
    matches = called or [owner for owner in owners if owner.may_be_called(wanted)]
    if not matches:
        raise ValueError("no owner is called so")
    if len(matches) > 1:
        raise SeveralOwners(_told_apart(matches[:_MOST_OWNERS]))
    return matches[0].id


def _told_apart(owners: Sequence[Owner]) -> dict[str, str]:
    names = Counter(owner.label for owner in owners)
    return {owner.id: owner.label if names[owner.label] == 1 else owner.full_label for owner in owners}
