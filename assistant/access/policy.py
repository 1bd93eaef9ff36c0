"""Says what a company lets whom do: roles, fields, limits. Pure.

How it is written is in `policy_file`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from assistant.access.member import Identity, Member, Role
from assistant.access.rights import DailyLimits, Rights
from hubspot_tools.values.vocabulary import MOBILE

MOST_NAMED = 2_000
"""People and groups of one role."""

MOST_FIELDS = 500
"""Properties with a rule of their own."""

IMPORT_ROWS = 500
"""Rows that an import may write, where the file does not say otherwise and the role is below steward."""

EVERYONE = "everyone"

NEVER_HIDDEN = frozenset({"firstname", "lastname"})
"""A contact has to be called something: whoever may see contacts sees these."""

_COPIES: Mapping[str, tuple[str, ...]] = {
    "email": ("hs_additional_emails", "hs_email_domain", "hs_full_name_or_email", "hs_quarantined_emails"),
    "phone": (
        "hs_searchable_calculated_phone_number",
        "hs_searchable_calculated_international_phone_number",
        "hs_calculated_phone_number",
        "hs_calculated_phone_number_area_code",
        "hs_calculated_phone_number_country_code",
        "hs_calculated_phone_number_region_code",
    ),
    MOBILE: (
        "hs_searchable_calculated_mobile_number",
        "hs_searchable_calculated_international_mobile_number",
        "hs_calculated_mobile_number",
    ),
}
"""Where HubSpot itself repeats a property: who may not see one may not see the other."""

_MOST = 1_000_000_000

PropertyName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[a-z0-9_]+$", strip_whitespace=True)
]
From = Literal["viewer", "editor", "steward", "nobody"]
"""The least role that may; ``nobody`` stands above them all."""

Unlimited = Literal["unlimited"]
Count = Annotated[int, Field(ge=0, le=_MOST, strict=True)] | Unlimited
Amount = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)] | Unlimited


def _known(entry: str) -> str:
    kind, separator, value = entry.partition(":")
    if entry == EVERYONE or (separator and kind in {"group", "domain", "id"} and value.strip()):
        return entry
    if not separator and "@" in entry.strip("@"):
        return entry
    raise ValueError("write group:NAME, someone@example.com, domain:example.com, id:… or everyone")


Entry = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$"),
    AfterValidator(_known),
]
Entries = Annotated[frozenset[Entry], Field(max_length=MOST_NAMED)]


class _StrictTable(BaseModel):
    """A table of the file: no key beside those that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class RoleEntries(_StrictTable):
    """Who has which role; whoever is in none of them is a viewer."""

    editor: Entries = frozenset()
    steward: Entries = frozenset()
    operator: Entries = frozenset()


class FieldRule(_StrictTable):
    """From which role on a property may be seen, and changed."""

    see: From = "viewer"
    change: From = "editor"


class LimitsOfOne(_StrictTable):
    """What one person may do in a day, and at once; None says nothing about it."""

    messages_a_day: Count | None = None
    tokens_a_day: Count | None = None
    money_a_day: Amount | None = None
    exports_a_day: Count | None = None
    imports_a_day: Count | None = None
    export_rows: Count | None = None
    import_rows: Count | None = None


class RoleLimits(LimitsOfOne):
    """The limits of everybody, and of single roles, which go before them."""

    viewer: LimitsOfOne = LimitsOfOne()
    editor: LimitsOfOne = LimitsOfOne()
    steward: LimitsOfOne = LimitsOfOne()

    def of(self, role: Role, name: str, otherwise: int | None = None) -> float | None:
        """What holds for a role; None where it is unlimited."""
        own: LimitsOfOne = getattr(self, role.value)
        for said in (getattr(own, name), getattr(self, name)):
            if said is not None:
                return None if said == "unlimited" else said
        return otherwise


class AccessPolicy(_StrictTable):
    """The whole file. Without one, whoever is signed in is a viewer."""

    roles: RoleEntries = RoleEntries()
    fields: Annotated[dict[PropertyName, FieldRule], Field(max_length=MOST_FIELDS)] = {}
    limits: RoleLimits = RoleLimits()

    def rights_of(self, identity: Identity) -> Rights:
        """What somebody may, as this policy has it.

        Where nobody is asked who they are, whoever sits there has every role; what nobody may see or change still
        holds for them.
        """
        member = self.member(identity)
        return Rights(
            member=member,
            hidden=self._hidden[member.role],
            fixed=self._fixed[member.role],
            most_import_rows=_whole(self.limits.of(member.role, "import_rows", _import_rows(member.role))),
            most_export_rows=_whole(self.limits.of(member.role, "export_rows")),
            daily=self._daily[member.role],
        )

    def member(self, identity: Identity) -> Member:
        """In which role somebody is here: the highest that names them."""
        if identity.method == "none":
            return Member(identity=identity, role=Role.STEWARD, operator=True)
        names = _names_of(identity)
        role = next((role for role in (Role.STEWARD, Role.EDITOR) if names & self._named[role]), Role.VIEWER)
        return Member(identity=identity, role=role, operator=bool(names & self._named["operator"]))

    @cached_property
    def _named(self) -> Mapping[str, frozenset[str]]:
        lists = {"editor": self.roles.editor, "steward": self.roles.steward, "operator": self.roles.operator}
        return {name: frozenset(map(_compared, entries)) for name, entries in lists.items()}

    @cached_property
    def _hidden(self) -> Mapping[Role, frozenset[str]]:
        return {
            role: frozenset(
                one
                for name, rule in self.fields.items()
                if name not in NEVER_HIDDEN and not _reaches(role, rule.see)
                for one in (name, *_COPIES.get(name, ()))
            )
            for role in Role
        }

    @cached_property
    def _fixed(self) -> Mapping[Role, frozenset[str]]:
        return {
            role: frozenset(name for name, rule in self.fields.items() if not _reaches(role, rule.change))
            for role in Role
        }

    @cached_property
    def _daily(self) -> Mapping[Role, DailyLimits]:
        return {
            role: DailyLimits(
                messages=self.limits.of(role, "messages_a_day"),
                tokens=self.limits.of(role, "tokens_a_day"),
                money=self.limits.of(role, "money_a_day"),
                exports=self.limits.of(role, "exports_a_day"),
                imports=self.limits.of(role, "imports_a_day"),
            )
            for role in Role
        }


def _reaches(role: Role, least: From) -> bool:
    return least != "nobody" and role.includes(Role(least))


def _import_rows(role: Role) -> int | None:
    return None if role is Role.STEWARD else IMPORT_ROWS


def _whole(most: float | None) -> int | None:
    return None if most is None else int(most)


def _names_of(identity: Identity) -> set[str]:
    """By what a list of the file can name somebody."""
    names = {EVERYONE, f"id:{identity.id}", *(f"group:{group}" for group in identity.groups)}
    if identity.email:
        names |= {identity.email.lower(), f"domain:{identity.email.lower().rpartition('@')[2]}"}
    return names


def _compared(entry: str) -> str:
    """Return an entry as `_names_of` writes it: addresses in lower case, groups and ids letter by letter."""
    kind, separator, value = entry.partition(":")
    value = value.strip()
    if not separator:
        return entry.lower()
    if kind == "domain":
        return f"domain:{value.lower().removeprefix('@')}"
    return f"{kind}:{value}"
