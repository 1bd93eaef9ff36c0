"""What the rules of writing mean, for proposals and for the rows of an import alike. Pure.

*As seen*: nothing that a person was shown has changed, letter by letter. *Untouched since*: a contact says what our
write has left, in whatever spelling. *Goes back*: a lifecycle stage that HubSpot stores only after it was emptied.
*Is ours*: a contact that is found after the answer to its create was lost is the one that this create made.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from hubspot_tools.contacts import Contact
from hubspot_tools.errors import Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.values.properties import LIFECYCLE_STAGE
from hubspot_tools.values.text import ids_in, joined
from hubspot_tools.values.typed_values import same_value
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES

STAGE = LIFECYCLE_STAGE
"""The property that HubSpot lets go forwards only."""

CLOCK_TOLERANCE = timedelta(seconds=60)
"""How far HubSpot's clock may be from ours."""

SENT_BY_NOW = timedelta(seconds=45)
"""A write that could not be sent so long after it was begun, for want of a place in the account's budget, never is."""

ENDED_BY_NOW = timedelta(seconds=75)
"""A write that was sent, at the latest when `SENT_BY_NOW` says, is answered, or given up, and can be read by now.

HubSpot's store tells what was written at once; a call ends after 23 seconds.
"""

LANDED_BY_NOW = timedelta(seconds=120)
"""A write that can only be found by a search did not happen if it is not found by now; HubSpot's index lags by less."""

ABANDONED_BY_NOW = timedelta(seconds=15)
"""Most writes have ended by now; of one that has not, whoever does it may be gone."""

MERGED_IDS = "hs_merged_object_ids"
"""Which contacts were merged into this one; set only where there were any, and read only where it is asked for."""

_PEOPLE_S_OWN = frozenset({"hs_lead_status", "hs_additional_emails", MERGED_IDS})


def differences(contact: Contact, values: Mapping[str, str]) -> dict[str, str]:
    """Which of the values the contact does not have, letter by letter."""
    return {name: value for name, value in values.items() if contact.get(name) != value}


def wanted_instead(existing: Contact, values: Mapping[str, str]) -> dict[str, str]:
    """What a create becomes for a contact that has its address: an update that leaves the address alone.

    The address may be a secondary one of the contact, whose primary one is nobody's to change here.
    """
    return differences(existing, {name: value for name, value in values.items() if name != "email"})


def with_record(
    values: Mapping[str, str], record: AssociatedCompany | None, contact: Contact | None
) -> dict[str, str]:
    """The values, and the association with a company's record beside those that there are."""
    if record is None:
        return dict(values)
    there = ids_in(contact.get(ASSOCIATED_COMPANY)) if contact else []
    return {**values, ASSOCIATED_COMPANY: joined([*there, record.id])}


def rebased(values: Mapping[str, str], before: Mapping[str, str], current: Contact) -> dict[str, str]:
    """The values for a contact that has got or lost associations since: only ours are added or ended."""
    if ASSOCIATED_COMPANY not in values:
        return dict(values)
    stored = (
        values.get(ASSOCIATED_COMPANY, ""),
        before.get(ASSOCIATED_COMPANY, ""),
        current.get(ASSOCIATED_COMPANY),
    )
    then, seen, now = (set(ids_in(ids)) for ids in stored)
    return {**values, ASSOCIATED_COMPANY: joined((now | (then - seen)) - (seen - then))}


def as_seen(contact_id: str | None, before: Mapping[str, str], current: Contact | None) -> bool:
    """Whether a contact still has the values that a person was shown to be replaced.

    An id that was merged away leads to another contact, which the person has not seen.
    """
    return current is not None and current.id == contact_id and not differences(current, before)


def says_the_same(seen: Contact, current: Contact) -> bool:
    """Tell whether a contact is as a person was shown it.

    Nobody has changed it since, as far as it was read.
    """
    return seen.id == current.id and not changed_since(seen, current)


def changed_since(left: Contact, current: Contact, written: Collection[str] | None = None) -> set[str]:
    """The properties of a contact that say something else than a write has left, whatever their spelling.

    Args:
        left: The contact as the write has left it, or as somebody has looked at it since.
        current: The contact now; what was not read of it cannot have changed.
        written: What was written; None where all of the contact counts, as of one that is new. HubSpot keeps its
            own accounts in properties whose names begin with ``hs_``; three of these are people's.
    """
    names = set(written) if written is not None else _people_s(current)
    return {name for name in names if not same_value(name, current.get(name), left.get(name))}


def _people_s(contact: Contact) -> set[str]:
    names = {*contact.properties, *NAMED_PROPERTIES} - {"lastmodifieddate"}
    return {name for name in names if not name.startswith("hs_") or name in _PEOPLE_S_OWN}


def is_untouched(left: Contact | None, current: Contact, written: Collection[str] | None = None) -> bool:
    """Tell whether a contact is as our write has left it.

    The write may then be taken back without a question.

    Args:
        left: The contact as our write has left it; None where that is not known.
        current: The contact now.
        written: As in `changed_since`; None for a contact that the write has made.
    """
    if left is None or left.id != current.id or (written is None and not is_proven(left)):
        return False
    return not changed_since(left, current, written)


def is_proven(created: Contact) -> bool:
    """Whether HubSpot has answered the create of this contact.

    One that was only read back, since the answer was lost, may be somebody else's of the same values; HubSpot
    names no request for it. Nobody archives that without a look.
    """
    return created.correlation_id is not None


def is_taken_back(before: Mapping[str, str], current: Contact) -> bool:
    """Tell whether a contact says again what it said before a write, in whatever spelling.

    Nothing is left to undo then.
    """
    return all(same_value(name, current.get(name), value) for name, value in before.items())


def stages_in(labels: Mapping[str, PropertyLabel]) -> Sequence[str]:
    """The account's lifecycle stages in their order; none where the account does not tell."""
    return list(labels[STAGE].options) if STAGE in labels else []


def missing_in_new(values: Mapping[str, str], labels: Mapping[str, PropertyLabel]) -> list[PropertyProblem]:
    """What a new contact with these values lacks that the account requires, as far as it tells."""
    return [
        PropertyProblem(property=name, problem=Problem.MISSING, label=known.label)
        for name, known in labels.items()
        if known.required and known.writable and not values.get(name)
    ]


def goes_back(now: str, then: str, stages: Sequence[str]) -> bool:
    """Tell whether a lifecycle stage goes backwards in this order.

    HubSpot stores it only after it was emptied.

    Nothing is known of a stage that the order does not name, and emptying is no step back.
    """
    return now in stages and then in stages and stages.index(then) < stages.index(now)


def has_stepped_half(target: Mapping[str, str], current: Contact) -> bool:
    """Tell whether the stage is emptied and the one to go back to is still missing.

    The first of two writes is stored then.
    """
    return bool(target.get(STAGE)) and not current.get(STAGE)


def is_ours(contact: Contact, begun_at: datetime) -> bool:
    """Whether a contact is young enough to be the one that a create begun then has made.

    Its values are compared besides. HubSpot's clock may be behind ours, by `CLOCK_TOLERANCE` at most.
    """
    return contact.created_at is not None and contact.created_at >= begun_at - CLOCK_TOLERANCE


def is_unwritten(contact: Contact, seen_at: datetime | None) -> bool:
    """Tell whether nothing at all was written to a contact since it was shown.

    ``seen_at`` is when it had last been changed then.
    """
    return seen_at is not None and contact.updated_at is not None and contact.updated_at <= seen_at


def history_from(begun_at: datetime, seen_at: datetime | None) -> datetime:
    """The moment after which a value in a contact's history counts as our write's.

    HubSpot's own time of the last change that was seen is better than ours, for it needs no tolerance.
    """
    return seen_at or begun_at - CLOCK_TOLERANCE


def as_written(contact: Contact, values: Mapping[str, str]) -> Contact:
    """A contact as our write has left it, whatever others have made of it since."""
    stored = {name: value for name, value in {**contact.properties, **values}.items() if value}
    return contact.model_copy(update={"properties": stored})


def would_have_landed(begun_at: datetime, now: datetime) -> bool:
    """Whether a write that was begun then would be readable by now, had it arrived."""
    return now - begun_at >= LANDED_BY_NOW


def may_still_be_sent(begun_at: datetime, now: datetime) -> bool:
    """Whether a write that was begun then may be sent now; later others take it for one that never was."""
    return now - begun_at < SENT_BY_NOW


def may_be_abandoned(begun_at: datetime, now: datetime) -> bool:
    """Whether a write that was begun then may have lost the server that does it."""
    return now - begun_at >= ABANDONED_BY_NOW


def must_have_ended(begun_at: datetime, now: datetime) -> bool:
    """Whether nobody can send a write any more, or wait for its answer, that was begun then."""
    return now - begun_at >= ENDED_BY_NOW
