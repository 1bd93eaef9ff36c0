"""A file of new people and changed ones from the drop to the last row: seconds, calls, refusals.

HubSpot's client against the local CRM, which enforces the limits of the smallest plan: 100 calls in ten seconds.
On real HubSpot each call takes longer, the number of calls is the same. Run it with
`make benchmark`, or alone with the number of rows behind its name.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from assistant.files.import_progress import ImportRun
from assistant.files.import_rows import ContactImport
from assistant.files.importer import Importer
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import Faults, build_app
from hubspot_tools.sandbox.loopback import serving

ROWS = 1000
OWNER = "benchmark"


def file_of(rows: int, company: str) -> bytes:
    """A table of so many people at one company."""
    lines = [
        f"P{number};Nom{number};p{number}@bench.example.com;{company};01 99 00 12 34"
        for number in range(rows)
    ]
    return "\r\n".join(["Prénom;Nom;E-mail;Société;Téléphone", *lines]).encode()


async def followed(run: object) -> ContactImport:
    """The import at the end of its run."""
    assert isinstance(run, ImportRun)
    async for progress in run.follow():
        if progress.ended:
            return progress.ended
    raise AssertionError("a run ends")


async def measure(rows: int, folder: Path) -> None:
    """Import new people, the same people changed by half, and take the second import back."""
    faults = Faults()
    app = build_app(folder / "crm.sqlite3", faults=faults, samples=False)
    faults.rate_limits = True
    with serving(app) as address:
        contacts = HubSpotContacts("local", base_url=address, local=True, settings=ClientSettings(paced=True))
        state = ProposalStore(f"sqlite+aiosqlite:///{folder / 'state.sqlite3'}")
        await state.open()
        importer = Importer(contacts, state, RunningWrites(), lambda: datetime.now(UTC), alone=True)
        await importer.open()

        async def one(title: str, content: bytes) -> ContactImport:
            app.state.requests.clear()
            began = time.perf_counter()
            planned, _ = await importer.prepare(OWNER, "people.csv", content)
            judged = time.perf_counter()
            ended = await followed(await importer.begin(OWNER, planned.id, planned.digest))
            report(title, ended, judged - began, time.perf_counter() - judged)
            return ended

        def report(title: str, ended: ContactImport, preview: float, run: float) -> None:
            refused = sum(1 for request in app.state.requests if request.status == 429)  # noqa: PLR2004 - HTTP
            calls = len(app.state.requests)
            print(
                f"{title}: {ended.state}, preview {preview:.1f} s, run {run:.1f} s, {calls} calls, {refused} refused"
            )

        await one(f"{rows} new", file_of(rows, "Acme"))
        changed = await one(f"{rows} changed", file_of(rows, "Globex"))
        app.state.requests.clear()
        began = time.perf_counter()
        ended = await followed(await importer.undo(OWNER, changed.id, changed.digest))
        report(f"{rows} taken back", ended, 0.0, time.perf_counter() - began)
        await contacts.close()
        await state.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS, Path(place)))
