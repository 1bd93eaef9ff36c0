"""Serves the chat, lists what was written, or starts again: `python -m assistant`.

To start again is to go back to the sample contacts.
"""

import argparse
import asyncio
import csv
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TextIO

from pydantic import ValidationError

from assistant.files.reading.formula_cells import harmless
from assistant.proposals.journal import JournalEntry
from assistant.proposals.proposal_store import JournalFilter, ProposalStore
from assistant.settings import Settings, what_is_wrong
from assistant.state.data_folder import claimed, keep_for_owner, remove_database
from assistant.state.errors import StateIsNewer, StateUnavailable
from assistant.ui.server.launch import launcher
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


def _list(options: argparse.Namespace, out: TextIO) -> int:
    wanted = JournalFilter(options.person, options.contact, options.since, options.until)
    try:
        asyncio.run(_write(Settings(), wanted, _FORMATS[options.format], out))
    except (ValidationError, StateUnavailable) as error:
        reason = error if isinstance(error, StateIsNewer) else type(error).__name__
        print(f"The journal cannot be read ({reason}).", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
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
    journal = commands.add_parser("journal", help="list or export what was written")
    journal.set_defaults(command=_list)
    journal.add_argument("--person", help="only what this person decided")
    journal.add_argument("--contact", help="only what concerns the contact with this id")
    journal.add_argument(
        "--since", type=_moment, help="from this day or moment on, ISO 8601, UTC unless it says otherwise"
    )
    journal.add_argument("--until", type=_moment, help="before this day or moment")
    journal.add_argument("--format", choices=_FORMATS, default="text")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _write(settings: Settings, wanted: JournalFilter, form: Format, out: TextIO) -> None:
    """Write each line as it is read: a journal of years is longer than the memory."""
    state = ProposalStore(settings.state_database)
    try:
        await state.open()
        write = form(out)
        async for entry in state.journal_lines(wanted):
            write(entry)
    finally:
        await state.close()


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
