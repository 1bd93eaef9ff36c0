"""Serves the chat, lists what was written, keeps accounts, or starts again: `python -m assistant`.

To start again is to go back to the sample contacts.
"""

import argparse
import asyncio
import csv
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TextIO

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from assistant.access.account_commands import add_account_commands, run_account_command
from assistant.account_check import account_in_words
from assistant.files.reading.formula_cells import harmless
from assistant.language.texts.capability_texts import CAPABILITIES_ENGLISH
from assistant.proposals.journal import JournalEntry
from assistant.proposals.journal_chain import blank, report_lines, verify
from assistant.proposals.proposal_store import JournalFilter, ProposalStore
from assistant.settings import Settings, what_is_wrong
from assistant.state.budget_store import BudgetStore
from assistant.state.data_folder import claimed, keep_for_owner, remove_database
from assistant.state.database import StateDatabase
from assistant.state.errors import StateIsNewer, StateUnavailable
from assistant.state.tables import utc_now
from assistant.ui.server.launch import launcher
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import reset
from hubspot_tools.values.text import escaped

Command = Callable[[argparse.Namespace, TextIO], int]
WriteEntry = Callable[[JournalEntry], object]
Format = Callable[[TextIO], WriteEntry]

COLUMNS = (
    "at",
    "owner",
    "event",
    "action",
    "contact_id",
    "before",
    "after",
    "reason",
    "correlation_id",
    "proposal_id",
    "count",
)


def main(arguments: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    return command(options, out or sys.stdout)


def _serve(options: argparse.Namespace, _out: TextIO) -> int:
    return launcher.run(options)


def _reset(_options: argparse.Namespace, out: TextIO) -> int:
    """Forget everything on this machine, unless a server is using it."""
    try:
        settings = Settings()
        with claimed({settings.contacts_database, *settings.own_databases}):
            reset(settings.contacts_database)
            for database in settings.own_databases:
                if database != settings.contacts_database:
                    remove_database(database)
    except ValidationError as error:
        return _failed(what_is_wrong(error))
    except (OSError, sqlite3.Error) as error:
        return _failed(str(error))
    forgotten = ", and no proposals and no journal" if settings.state_is_own else ""
    out.write(f"{settings.data_dir} holds the sample contacts again{forgotten}.\n")
    return 0


def _failed(reason: str) -> int:
    print(f"Nothing was reset: {reason}.", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
    return 1


def _journal(options: argparse.Namespace, out: TextIO) -> int:
    """List, follow the chain, or blank; 1 where that failed, or the chain is broken."""
    wanted = JournalFilter(options.person, options.contact, options.since, options.until)
    try:
        settings = Settings()
        if options.blank is not None:
            return asyncio.run(_blank(settings, options.blank, out))
        if options.verify:
            return asyncio.run(_verify(settings, options.known, out))
        asyncio.run(_write(settings, wanted, _FORMATS[options.format], out))
    except (ValidationError, StateUnavailable, SQLAlchemyError, ImportError) as error:
        reason = error if isinstance(error, StateIsNewer) else type(error).__name__
        print(f"The journal cannot be used ({reason}).", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant")
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve the chat")
    launcher.add_arguments(serve)
    serve.set_defaults(command=_serve)
    commands.add_parser(
        "reset", help="put the sample contacts back, forget proposals and journal"
    ).set_defaults(command=_reset)
    journal = commands.add_parser("journal", help="list, export or verify what was written")
    journal.set_defaults(command=_journal)
    journal.add_argument("--person", help="only what this person decided")
    journal.add_argument("--contact", help="only what concerns the contact with this id")
    journal.add_argument(
        "--since", type=_moment, help="from this day or moment on, ISO 8601, UTC unless it says otherwise"
    )
    journal.add_argument("--until", type=_moment, help="before this day or moment")
    journal.add_argument("--format", choices=_FORMATS, default="text")
    journal.add_argument(
        "--verify", action="store_true", help="tell whether every line is there as it was written"
    )
    journal.add_argument(
        "--known",
        type=_known,
        metavar="LINE:FINGERPRINT",
        help="with --verify: what it told at an earlier time",
    )
    journal.add_argument(
        "--blank",
        metavar="CONTACT",
        help="take out for good what the lines about the contact with this id say",
    )
    commands.add_parser(
        "check", help="tell what HubSpot allows, and whether the store and the model answer"
    ).set_defaults(command=_check)
    user = commands.add_parser("user", help="add, list or shut out people who sign in")
    add_account_commands(user)
    user.set_defaults(command=_user)
    return parser


def _check(_options: argparse.Namespace, out: TextIO) -> int:
    """Tell of each part whether it would work; 1 where something that is needed is not there."""
    from assistant.service import what_to_mend  # noqa: PLC0415 - all the product, which no other command loads

    try:
        return asyncio.run(_checked(Settings(), out))
    except (ValidationError, SQLAlchemyError, ImportError) as error:
        out.write(f"{what_to_mend(error)}\n")
        return 1


async def _checked(settings: Settings, out: TextIO) -> int:
    from assistant import overview  # noqa: PLC0415 - likewise
    from assistant.service import chosen_model  # noqa: PLC0415 - likewise

    told: list[tuple[Sequence[str], bool]] = [await _account(settings)]
    async with AsyncExitStack() as started:
        if settings.state_is_own and not all(file.exists() for file in settings.own_databases):
            told.append(([overview.NO_STORE_YET], True))
        else:
            state = ProposalStore(settings.state_database)
            started.push_async_callback(state.close)
            told.append(await overview.store_in_words(state))
        if settings.shares_limits:
            told.append(await overview.limits_in_words(BudgetStore(settings.state_database)))
        model = chosen_model(settings, started.enter_context(ExitStack()))
        started.push_async_callback(model.close)
        told.append(await overview.model_in_words(model))
    out.writelines(f"{escaped(line)}\n" for lines, _ in told for line in lines)
    return int(not all(is_fine for _, is_fine in told))


async def _account(settings: Settings) -> tuple[Sequence[str], bool]:
    """What the account allows, if there is one, and whether that will do."""
    if settings.hubspot_access_token is None:
        return [CAPABILITIES_ENGLISH.local], True
    contacts = HubSpotContacts(
        settings.hubspot_access_token,
        base_url=settings.hubspot_address,
        region=settings.phone_region,
        settings=ClientSettings(version=settings.hubspot_api_version),
    )
    try:
        return await account_in_words(contacts)
    finally:
        await contacts.close()


def _user(options: argparse.Namespace, out: TextIO) -> int:
    try:
        state = StateDatabase(Settings().state_database)
    except ValidationError as error:
        print(f"Nothing was changed: {what_is_wrong(error)}.", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
        return 1
    except (SQLAlchemyError, ImportError) as error:
        print(f"Nothing was changed: STATE_URL cannot be used ({type(error).__name__}).", file=sys.stderr)  # noqa: T201 - likewise
        return 1
    return run_account_command(state, utc_now, options, out, sys.stderr)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _known(text: str) -> tuple[int, str]:
    number, _, fingerprint = text.partition(":")
    return int(number), fingerprint


async def _verify(settings: Settings, known: tuple[int, str] | None, out: TextIO) -> int:
    async with _opened(settings) as state:
        report = await verify(state, known)
    out.writelines(f"{line}\n" for line in report_lines(report, known))
    return int(not report.is_whole)


async def _blank(settings: Settings, contact_id: str, out: TextIO) -> int:
    async with _opened(settings) as state:
        number = await blank(state, contact_id)
    out.write(f"{number} lines of the journal say nothing any more.\n")
    return 0


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[ProposalStore]:
    state = ProposalStore(settings.state_database)
    try:
        await state.open()
        yield state
    finally:
        await state.close()


async def _write(settings: Settings, wanted: JournalFilter, form: Format, out: TextIO) -> None:
    """Write each line as it is read: a journal of years is longer than the memory."""
    async with _opened(settings) as state:
        write = form(out)
        async for entry in state.journal_lines(wanted):
            write(entry)


def _as_text(out: TextIO) -> WriteEntry:
    return lambda entry: out.write(f"{escaped(_line(entry))}\n")


def _line(entry: JournalEntry) -> str:
    changes = ", ".join(
        f"{_name(name)}: {entry.before.get(name, '')!r} -> {value!r}" for name, value in entry.after.items()
    )
    what = f"{entry.action or '?'} of contact {entry.contact_id or '(new)'}"
    why = f" ({entry.reason})" if entry.reason else ""
    often = f" {entry.count} times" if entry.count > 1 else ""
    return f"{entry.at:%Y-%m-%d %H:%M:%S} {entry.owner} {entry.event}{why}{often}: {what} {changes}".rstrip()


def _name(name: str) -> str:
    """A property's name as it is; one that could pass for more than a name in quotation marks."""
    return name if name.isidentifier() else repr(name)


def _as_csv(out: TextIO) -> WriteEntry:
    writer = csv.writer(out)
    writer.writerow(COLUMNS)

    def write(entry: JournalEntry) -> None:
        row = entry.model_dump(mode="json")
        writer.writerow([_cell(row[column]) for column in COLUMNS])

    return write


def _as_json_lines(out: TextIO) -> WriteEntry:
    return lambda entry: out.write(f"{escaped(entry.model_dump_json())}\n")


def _cell(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value or "")
    return harmless(escaped(text))


_FORMATS: Mapping[str, Format] = {"text": _as_text, "csv": _as_csv, "jsonl": _as_json_lines}

if __name__ == "__main__":
    keep_for_owner()
    sys.exit(main())
