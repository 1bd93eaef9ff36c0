"""What each row of a file means for the contacts. Pure; the CRM's part is asked for before and after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.files.cells.outcomes import CellReason, LeftCell, shortened
from assistant.files.cells.row_identity import could_be_one, further_emails_in, shared_in
from assistant.files.exported_cells import Account, is_unedited
from assistant.files.import_rows import ImportRow, RowReason, RowState, Verdict
from assistant.files.people.addressless import NewPeople
from assistant.files.people.said_rows import EMAIL, SaidRow
from assistant.files.reading.column_fates import BrokenCells, ColumnFate
from assistant.files.reading.row_table import RawRow
from assistant.proposals.rules import STAGE, differences, goes_back, missing_in_new
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import InvalidValues, Problem
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.typed_values import same_phone, same_value

_FURTHER_EMAILS: Final = "hs_additional_emails"

_REASONS: Final = {
    Problem.NOT_AN_EMAIL: CellReason.NOT_AN_EMAIL,
    Problem.NOT_A_PHONE: CellReason.NOT_A_PHONE,
    Problem.NOT_A_NUMBER: CellReason.NOT_A_NUMBER,
    Problem.NOT_A_DATE: CellReason.NOT_A_DATE,
    Problem.NOT_AN_OPTION: CellReason.NOT_AN_OPTION,
    Problem.AMBIGUOUS: CellReason.NOT_AN_OPTION,
    Problem.TOO_LONG: CellReason.TOO_LONG,
}


def without_unedited(said: SaidRow, row: RawRow, fates: Sequence[ColumnFate], account: Account) -> SaidRow:
    """The row without what its contact says already, so that nobody judges what nobody has changed.

    A cell is unedited where it says what a file of ours says of its contact's value, however odd that is.
    """
    contact = said.contact
    if contact is None or said.reason is not None:
        return said
    same = {
        fate.place: fate.property_name
        for fate in fates
        if fate.property_name
        and fate.place < len(row.cells)
        and (stored := contact.get(fate.property_name))
        and is_unedited(row.cells[fate.place], fate.property_name, stored, account)
    }
    moved = {one.property_name for one in said.noted if one.place in same}
    gone = {*same.values(), *moved} - {EMAIL}
    values = {name: value for name, value in said.values.items() if name not in gone}
    held = {contact.get(EMAIL), *contact.get(_FURTHER_EMAILS).split(";")}
    left = tuple(
        one for one in said.left if one.place not in same and not (one.is_further_email and one.value in held)
    )
    noted = tuple(one for one in said.noted if one.place not in same)
    return replace(said, values=values, left=left, noted=noted)


def without_refused(
    said: SaidRow, refused: InvalidValues, fates: Sequence[ColumnFate], account: Account
) -> SaidRow:
    """The row without the values that the account does not take, which are told."""
    values, left = dict(said.values), list(said.left)
    for problem in refused.problems:
        value = values.pop(problem.property, "")
        known = account.get(problem.property)
        reason = _REASONS.get(problem.problem, CellReason.REFUSED)
        if reason is CellReason.NOT_AN_OPTION and known and known.kind is PropertyKind.OWNER:
            reason = CellReason.NO_SUCH_OWNER
        left.append(_left(said.number, problem.property, value, reason, fates))
    return replace(said, values=values, left=tuple(left))


def _left(number: int, name: str, value: str, reason: CellReason, fates: Sequence[ColumnFate]) -> LeftCell:
    place = next((fate.place for fate in fates if fate.property_name == name), 0)
    return LeftCell(number, place, name, shortened(value), reason)


def checked(said: SaidRow, values: Mapping[str, str], broken: BrokenCells) -> ImportRow:
    """Return the row once the account has checked its values.

    Args:
        said: The row, with all that is left out of it.
        values: What is left of it, as HubSpot stores it.
        broken: What happens to a row with a cell that cannot be taken.
    """
    reason = said.reason
    if reason is None and broken is BrokenCells.LEAVE_ROW and any(one.costs_its_row for one in said.left):
        reason = RowReason.LEFT_CELL
    filled = {name: value for name, value in values.items() if value}
    return ImportRow(
        number=said.number,
        verdict=Verdict.NEW if reason is None else Verdict.INVALID,
        email=said.email,
        found_by=said.found_by,
        known_by=said.known_by,
        may_be=said.may_be,
        name=(said.contact.name if said.contact else "") or _name(said.values, said.email),
        reason=reason,
        values=filled if reason is None else {},
        left=said.left,
        noted=said.noted,
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """What the account decides: its properties, its stages in order, and where its numbers are dialled."""

    account: Account
    stages: Sequence[str]
    region: str


def judged(rows: Sequence[ImportRow], contacts: Sequence[Contact | None], rules: Rules) -> list[ImportRow]:
    """Return the rows with their verdicts, judged against each other and against their contacts.

    Args:
        rows: As `checked` returns them.
        contacts: For each row its contact, None for one that is new.
        rules: The account's.
    """
    first_about: dict[str, ImportRow] = {}
    people = _new_people(rows, contacts)
    shared = shared_in(row.left for row in rows)
    verdicts = []
    for row, contact in zip(rows, contacts, strict=True):
        if row.verdict is Verdict.INVALID:
            verdicts.append(row)
            continue
        if contact is None and not row.email:
            earlier = people.first_like(row) or row
            people.add(row)
        else:
            earlier = _earlier(row, contact, first_about, shared)
        if earlier is not row:
            update = {
                "verdict": Verdict.DUPLICATE,
                "reason": RowReason.TWICE,
                "same_as": earlier.number,
                "values": {},
            }
            verdicts.append(row.model_copy(update=update))
        elif contact is None:
            verdicts.append(_new(row, rules))
        else:
            verdicts.append(_against(row, contact, rules))
    return verdicts


def _new_people(rows: Sequence[ImportRow], contacts: Sequence[Contact | None]) -> NewPeople:
    """Those with an address whom a row without one may mean, wherever in the file they stand."""
    people = NewPeople()
    if any(row.verdict is Verdict.NEW and not row.email for row in rows):
        for row, contact in zip(rows, contacts, strict=True):
            if row.email and contact is None and row.verdict is Verdict.NEW:
                people.add(row)
    return people


def _new(row: ImportRow, rules: Rules) -> ImportRow:
    """A new contact; without what the account requires of one, HubSpot would refuse it."""
    if missing := missing_in_new(row.values, rules.account):
        refused = {"verdict": Verdict.INVALID, "reason": RowReason.REFUSED, "values": {}}
        return row.model_copy(update={**refused, "problems": tuple(missing)})
    return row.model_copy(update={"state": RowState.WAITING})


def _earlier(
    row: ImportRow, contact: Contact | None, first_about: dict[str, ImportRow], shared: Collection[str]
) -> ImportRow:
    """The first row about the same contact, or new person by any address; or the row itself."""
    whom = f"#{contact.id}" if contact else row.email
    same = first_about.get(whom)
    further = [] if contact else [one for one in further_emails_in(row.left) if one not in shared]
    if same is None or not _is_own(whom, same):
        others = (first_about[one] for one in (whom, *further) if one in first_about)
        same = next((one for one in others if could_be_one(row.values, one.values)), None)
    for one in (whom, *further):
        first_about.setdefault(one, same or row)
    return same or row


def _is_own(whom: str, row: ImportRow) -> bool:
    """Whether a row is about a contact, or has an address as its own and not beside it."""
    return whom.startswith("#") or row.email == whom


def _against(row: ImportRow, contact: Contact, rules: Rules) -> ImportRow:
    """What would change on a contact that is there; its address stays, for by it the contact was found.

    Values are compared, and not how they are spelled.
    """
    wanted = {name: value for name, value in row.values.items() if name != EMAIL}
    changes = {
        name: value
        for name, value in differences(contact, wanted).items()
        if not _say_the_same(name, contact.get(name), value, rules)
    }
    left_out: tuple[str, ...] = ()
    # HubSpot would not store it in one write, and a file hardly ever means it.
    if goes_back(contact.get(STAGE), changes.get(STAGE, ""), rules.stages):
        del changes[STAGE]
        left_out = (STAGE,)
    return row.model_copy(
        update={
            "verdict": Verdict.UPDATE if changes else Verdict.SAME,
            "state": RowState.WAITING if changes else RowState.IDLE,
            "name": contact.name,
            "values": changes,
            "before": {name: contact.get(name) for name in changes},
            "contact_id": contact.id,
            "seen_at": contact.updated_at,
            "left_out": left_out,
        }
    )


def _say_the_same(name: str, stored: str, value: str, rules: Rules) -> bool:
    known = rules.account.get(name)
    kind = known.kind if known else PropertyKind.LINE
    if kind is PropertyKind.CHOICES:
        return set(stored.split(";")) == set(value.split(";"))
    if kind is PropertyKind.PHONE and same_phone(stored, value, rules.region):
        return True
    return same_value(name, stored, value)


def _name(values: Mapping[str, str], email: str) -> str:
    return f"{values.get('firstname', '')} {values.get('lastname', '')}".strip() or email
