"""Serves the local CRM alone: `python -m hubspot_tools.sandbox --port 8911`.

`--reset` starts it again. `--portal hostile` is a second account, in a file of its own: as large, as foreign and
as full of doubles as real ones are.
"""

import argparse
import contextlib
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from hubspot_tools.sandbox import build_app, loopback, reset
from hubspot_tools.sandbox.portals.everyday import NAME as EVERYDAY
from hubspot_tools.sandbox.portals.hostile import NAME as HOSTILE
from hubspot_tools.sandbox.portals.named_portals import PORTALS
from hubspot_tools.sandbox.records.sqlite_file import UnknownLayoutError

DEFAULT_DATABASES = {
    EVERYDAY: Path("data") / "contacts.sqlite3",
    HOSTILE: Path("data") / "contacts-hostile.sqlite3",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or only reset; returns the exit code."""
    asked = _parser().parse_args(arguments)
    portal, database = PORTALS[asked.portal](), asked.database or DEFAULT_DATABASES[asked.portal]
    try:
        if asked.reset:
            reset(database, portal)
            if asked.port is None:
                print(f"{database} holds the sample contacts again.")  # noqa: T201 - a command speaks on its terminal
                return 0
        app = build_app(database, portal=portal)
        app.state.crm.open()
        listening = loopback.listen(asked.host, asked.port or 0)
    except (loopback.StartError, UnknownLayoutError, sqlite3.Error, OSError) as error:
        print(f"The local CRM cannot start: {error}", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
        return 1
    print(f"Local CRM on {loopback.url(listening)}, contacts in {database}", flush=True)  # noqa: T201 - likewise
    # Quiet: the server's own lines would show addresses of people in paths.
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hubspot_tools.sandbox",
        description="HubSpot's HTTP contract for contacts, on this machine.",
    )
    parser.add_argument(
        "--host", default=loopback.LOOPBACK, help="address to listen on (default: %(default)s)"
    )
    parser.add_argument("--port", type=int, help="port to listen on; without it, or with 0, a free one")
    parser.add_argument(
        "--database",
        type=Path,
        help="SQLite file to keep contacts in (default: one in data/ for each account)",
    )
    parser.add_argument(
        "--portal", choices=PORTALS, default=EVERYDAY, help="which sample account (default: %(default)s)"
    )
    parser.add_argument(
        "--reset",
        action="store_true",
        help="start again from the sample people; without --port, do only that",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
