"""Says what somebody may do right now."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.access.member import Identity, Member, Role


@dataclass(frozen=True, slots=True)
class DailyLimits:
    """What one person may use up in a day; None is without end.

    ``money`` is in the currency of the model's prices.
    """

    messages: float | None = None
    tokens: float | None = None
    money: float | None = None
    exports: float | None = None
    imports: float | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What one role may do with contacts; without a member nothing at all.

    They are asked for anew at each deed, so that a role taken away is taken away within a talk, too.
    """

    member: Member | None = field(default_factory=Member.unasked)
    hidden: frozenset[str] = frozenset()
    """Properties, by internal name, whose values this person never gets to see."""
    fixed: frozenset[str] = frozenset()
    """Properties that they may see and not change."""
    most_import_rows: int | None = None
    most_export_rows: int | None = None
    daily: DailyLimits = DailyLimits()

    @property
    def role(self) -> str:
        """The role by its name, ``""`` for whoever is not here any more."""
        return self.member.role.value if self.member is not None else ""

    @property
    def may_read(self) -> bool:
        """Whether they may look at contacts at all."""
        return self.member is not None

    @property
    def may_write(self) -> bool:
        """Whether they may have contacts written."""
        return self._is(Role.EDITOR)

    @property
    def may_undo_others(self) -> bool:
        """Whether they may take back what somebody else wrote.

        Nobody may where nobody signs in: whose a write is, and who asks, is not known then.
        """
        return self._is(Role.STEWARD) and self.member is not None and self.member.identity.method != "none"

    def sees_less_than(self, before: "Rights") -> bool:
        """Whether something that could be seen before is hidden now."""
        return self.may_read < before.may_read or not self.hidden <= before.hidden

    @property
    def may_see_account(self) -> bool:
        """Whether they are told what the HubSpot account and its token allow."""
        return self.member is not None and self.member.operator

    def _is(self, role: Role) -> bool:
        return self.member is not None and self.member.role.includes(role)


RightsNow = Callable[[], Rights]
"""Gives somebody's rights as they are at this moment."""


def viewer_rights(identity: Identity) -> Rights:
    """What somebody may do of whom nothing more is said."""
    return Rights(member=Member(identity=identity))
