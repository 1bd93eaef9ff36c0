"""Contacts and proposals as Markdown for Chainlit; pure.

Every stored value passes `escape_line`, so that a field written by a stranger shows as the text it is.
"""

from collections.abc import Iterable, Iterator, Mapping

from assistant.chat.outcome_sentences import outcome_sentence
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.settle import applied
from assistant.ui.cards.markdown import escape, escape_line, link, shorten, trusted_url
from assistant.ui.cards.query_text import count_found, list_title
from assistant.ui.cards.reader import Reader
from assistant.ui.cards.warnings import warnings_of
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, NAMED_PROPERTIES

RECORD_HOSTS = ("hubspot.com",)
"""The only sites a card may link to (app.hubspot.com and its regional sisters)."""

VALUE_LENGTH = 500
"""Characters of one value shown on a card; what is cut says so."""

_LIST_VALUE_LENGTH = 120
_BETWEEN = "\u00a0· "
_LINE_BREAK = "\\\n   "
_WHO = ("jobtitle", "company", "city")
_DETAILS = (*CONTACT_DETAILS, LIFECYCLE_STAGE)
_NAME = frozenset({"firstname", "lastname"})


def contact_list(page: ContactPage, reader: Reader) -> str:
    """A page of search results: how many there are, and a numbered list."""
    heading = f"**{escape(_heading(page, reader))}**"
    entries = [
        f"{number}. {_entry(contact, reader)}" for number, contact in enumerate(page.contacts, start=1)
    ]
    return "\n\n".join([heading, "\n".join(entries)]) if entries else heading


def contact_card(contact: Contact, reader: Reader, *, also: Iterable[str] = ()) -> str:
    """One contact: what is set, by name; ``also`` are further properties worth showing."""
    names = dict.fromkeys([*NAMED_PROPERTIES, OWNER, *also])
    shown = [name for name in names if name not in _NAME and reader.of(contact, name)]
    rows = [[_cell(reader.label(name), reader), _cell(reader.of(contact, name), reader)] for name in shown]
    texts = reader.texts
    if zone := reader.zone_of(shown):
        rows.append([_cell(texts.time_zone, reader), _cell(zone, reader)])
    rows += [
        [_cell(texts.properties[ASSOCIATED_COMPANY], reader), _company(one, reader)]
        for one in contact.companies
    ]
    table = [_table([texts.column_property, texts.column_value], rows)] if rows else []
    return "\n\n".join([f"**{_short(contact.name)}**", *table, *_record(contact, reader)])


def proposal_card(proposal: Proposal, reader: Reader) -> str:
    """What would be written, or was: before and after for an update, the values for a new contact."""
    reader = reader.knowing(proposal.companies)
    heading = f"**{escape(proposal_title(proposal, reader))}**"
    footer = f"*{escape(how_it_stands(proposal, reader))}*"
    body = _body(proposal, reader)
    return "\n\n".join(part for part in (heading, body, *_warnings(proposal, reader), footer) if part)


def how_it_stands(proposal: Proposal, reader: Reader) -> str:
    """What stands under a proposal: that nothing is written yet, what came of it, or how far it is."""
    texts = reader.texts
    match proposal.state:
        case ProposalState.PENDING:
            return _pending_note(proposal, reader)
        case ProposalState.DONE if proposal.stored is not None:
            return outcome_sentence(applied(proposal, proposal.stored), texts)
        case ProposalState.CANCELLED:
            return texts.cancelled
        case ProposalState.EXPIRED:
            return texts.expired
        case state:
            return texts.states[state]


def _pending_note(proposal: Proposal, reader: Reader) -> str:
    """That nothing is written yet, and in which zone any times are meant."""
    zone = reader.zone_of(proposal.values)
    times = f" {reader.texts.times_in.format(zone=zone)}" if zone else ""
    return f"{reader.texts.nothing_written}{times}"


def record_url(record: Contact | AssociatedCompany) -> str:
    """Where a record opens in HubSpot, ``""`` when it opens nowhere or elsewhere."""
    url = record.record_url if isinstance(record, Contact) else record.url
    return trusted_url(url or "", hosts=RECORD_HOSTS)


def _company(company: AssociatedCompany, reader: Reader) -> str:
    return link(_short_name(company), company.url or "", hosts=RECORD_HOSTS) or _cell(company.name, reader)


def _short_name(company: AssociatedCompany) -> str:
    return shorten(company.name, _LIST_VALUE_LENGTH)


def _body(proposal: Proposal, reader: Reader) -> str:
    match proposal.action:
        case "create":
            return _new_values(proposal, reader)
        case "update":
            return _changes(proposal, reader)
        case "archive":
            return _entry(proposal.contact, reader) if proposal.contact else ""


def _warnings(proposal: Proposal, reader: Reader) -> Iterator[str]:
    """What a person should know before deciding."""
    for warning in warnings_of(proposal, reader.texts):
        yield f"⚠ {escape(warning)}"
    if proposal.similar and proposal.state is ProposalState.PENDING:
        entries = [f"- {_entry(contact, reader)}" for contact in proposal.similar]
        yield "\n".join([f"⚠ **{escape(reader.texts.similar_title)}**\n", *entries])


def _heading(page: ContactPage, reader: Reader) -> str:
    told = [count_found(page, reader)]
    if page.total > 0:
        told.insert(0, list_title(page, reader))
    if page.pages > 1:
        told.append(reader.texts.page_of.format(page=page.page, pages=page.pages))
    return " · ".join(told)


def _entry(contact: Contact, reader: Reader) -> str:
    name = f"**{_short(contact.name)}**"
    lines = [
        _BETWEEN.join([name, *_set(contact, _WHO, reader)]),
        _BETWEEN.join(_set(contact, _DETAILS, reader)),
    ]
    return _LINE_BREAK.join(line for line in [*lines, *_record(contact, reader)] if line)


def _set(contact: Contact, names: Iterable[str], reader: Reader) -> Iterator[str]:
    for name in names:
        value = reader.of(contact, name)
        if value and value != contact.name:
            yield _short(value)


def _record(contact: Contact, reader: Reader) -> list[str]:
    shown = link(reader.texts.open_record, contact.record_url or "", hosts=RECORD_HOSTS)
    return [shown] if shown else []


def proposal_title(proposal: Proposal, reader: Reader) -> str:
    """What is asked, or was, as plain text; what is decided asks no more."""
    texts, asks = reader.texts, proposal.state is ProposalState.PENDING
    if proposal.action == "create":
        sentence = texts.create_title
    elif proposal.action == "archive":
        sentence = texts.archive_title if asks else "{name}"
    elif not asks:
        sentence = texts.update_title
    elif proposal.undoes:
        sentence = texts.undo_title
    else:
        sentence = texts.exists_title if proposal.instead_of_create else texts.update_title
    return sentence.format(name=shorten(proposal.name, _LIST_VALUE_LENGTH))


def _changes(proposal: Proposal, reader: Reader) -> str:
    texts = reader.texts
    head = [texts.column_property, texts.column_before, texts.column_after]
    rows = [
        [_cell(reader.label(name), reader), *_change(name, proposal.before.get(name, ""), value, reader)]
        for name, value in values_now(proposal).items()
    ]
    return _table(head, rows)


def values_now(proposal: Proposal) -> Mapping[str, str]:
    """What would be written; once it is, with what HubSpot made of what it did not take as sent."""
    stored = proposal.stored
    if proposal.state is not ProposalState.DONE or stored is None:
        return proposal.values
    not_taken = applied(proposal, stored).not_taken
    return {**proposal.values, **{name: stored.get(name) for name in not_taken}}


def _change(name: str, before: str, after: str, reader: Reader) -> tuple[str, str]:
    old, new = shown_change(name, before, after, reader)
    return (
        _cell(old, reader) if before else f"*{escape(reader.texts.empty)}*",
        f"**{_cell(new, reader)}**" if after else f"*{escape(reader.texts.will_be_cleared)}*",
    )


def shown_change(name: str, before: str, after: str, reader: Reader) -> tuple[str, str]:
    """Return a property's values before and after as plain text, never the same twice.

    An empty one is ``""``.
    """
    old, new = (reader.value(name, stored) if stored else "" for stored in (before, after))
    if old == new:  # two spellings of one telephone number: only the stored forms show what changes
        return before, after
    return old, new


def _new_values(proposal: Proposal, reader: Reader) -> str:
    rows = [
        [_cell(reader.label(name), reader), _cell(reader.value(name, value), reader)]
        for name, value in values_now(proposal).items()
    ]
    return _table([reader.texts.column_property, reader.texts.column_value], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [[escape(column) for column in head], ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str, reader: Reader) -> str:
    return escape_line(text, limit=VALUE_LENGTH, cut_off=reader.texts.cut_off)


def _short(text: str) -> str:
    return escape_line(text, limit=_LIST_VALUE_LENGTH, cut_off="…")
