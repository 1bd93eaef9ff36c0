"""What each row of a file means for the contacts. Pure; the CRM's part is asked for before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.files.columns.matched_columns import values_in
from assistant.files.import_rows import Column, ImportRow, RowReason, RowState, Verdict
from assistant.files.reading.encodings import is_garbled
from assistant.files.reading.formula_cells import is_formula
from assistant.files.reading.row_table import RawRow, RowTrouble, Table
from assistant.proposals.rules import STAGE, goes_back, wanted_instead
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import InvalidValues

EMAIL = "email"

_TROUBLES = {
    RowTrouble.RAGGED: RowReason.RAGGED,
    RowTrouble.BROKEN: RowReason.BROKEN,
    RowTrouble.UNREADABLE: RowReason.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A row's own words by property, or at once the reason why it cannot be imported."""

    number: int
    values: Mapping[str, str]
    reason: RowReason | None = None


def said_in(table: Table, columns: Sequence[Column]) -> list[SaidRow]:
    """Each row's values, before anybody has checked them against the account."""
    return [_said(row, values_in(row, table.headings, columns)) for row in table.rows]


def _said(row: RawRow, values: Mapping[str, str]) -> SaidRow:
    reason: RowReason | None = None
    if row.trouble is not None:
        reason = _TROUBLES[row.trouble]
    elif any(is_formula(value) for value in values.values()):
        reason = RowReason.FORMULA
    elif any(is_garbled(value) for value in values.values()):
        reason = RowReason.GARBLED
    elif not values.get(EMAIL):
        reason = RowReason.NO_EMAIL
    return SaidRow(row.number, values, reason)


def checked(said: SaidRow, answer: Mapping[str, str] | InvalidValues | None) -> ImportRow:
    """Return the row once the account has checked its values.

    ``answer`` is None where they were not worth checking.
    """
    if said.reason is not None or answer is None:
        return _invalid(said, said.reason or RowReason.REFUSED)
    if isinstance(answer, InvalidValues):
        return _invalid(said, RowReason.REFUSED).model_copy(update={"problems": answer.problems})
    values = {name: value for name, value in answer.items() if value}
    return ImportRow(
        number=said.number,
        verdict=Verdict.NEW,
        email=values.get(EMAIL, ""),
        name=_name(values),
        values=values,
    )


def judged(
    rows: Sequence[ImportRow], existing: Mapping[str, Contact], stages: Sequence[str]
) -> list[ImportRow]:
    """Return the rows with their verdicts.

    They are judged against each other and against the contacts that have their addresses.

    Args:
        rows: As `checked` returns them.
        existing: Contacts by each address of theirs.
        stages: The account's lifecycle stages in their order.
    """
    first_about: dict[str, int] = {}
    verdicts = []
    for row in rows:
        if row.verdict is Verdict.INVALID:
            verdicts.append(row)
            continue
        contact = existing.get(row.email)
        whom = f"#{contact.id}" if contact else row.email
        earlier = first_about.setdefault(whom, row.number)
        if earlier != row.number:
            update = {
                "verdict": Verdict.DUPLICATE,
                "reason": RowReason.TWICE,
                "same_as": earlier,
                "values": {},
            }
            verdicts.append(row.model_copy(update=update))
        elif contact is None:
            verdicts.append(row.model_copy(update={"state": RowState.WAITING}))
        else:
            verdicts.append(_against(row, contact, stages))
    return verdicts


def _against(row: ImportRow, contact: Contact, stages: Sequence[str]) -> ImportRow:
    """What would change on a contact that is there; its address stays, for by it the contact was found."""
    changes = wanted_instead(contact, row.values)
    left_out: tuple[str, ...] = ()
    # HubSpot would not store it in one write, and a file hardly ever means it.
    if goes_back(contact.get(STAGE), changes.get(STAGE, ""), stages):
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


def _invalid(said: SaidRow, reason: RowReason) -> ImportRow:
    harmless = {name: "" if is_formula(value) else value for name, value in said.values.items()}
    return ImportRow(
        number=said.number,
        verdict=Verdict.INVALID,
        email=harmless.get(EMAIL, ""),
        name=_name(harmless),
        reason=reason,
    )


def _name(values: Mapping[str, str]) -> str:
    return f"{values.get('firstname', '')} {values.get('lastname', '')}".strip() or values.get(EMAIL, "")
