"""A real Chainlit session whose browser is a list: what was sent is what can be asserted."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from seen_page import SeenPage

REPOSITORY = Path(__file__).parents[2]

if "CHAINLIT_APP_ROOT" not in os.environ:
    # Chainlit writes beside its configuration as soon as it is imported: give it a copy.
    root = Path(tempfile.mkdtemp(prefix="chainlit-"))
    shutil.copytree(REPOSITORY / ".chainlit", root / ".chainlit")
    shutil.copytree(REPOSITORY / "public", root / "public")
    for help_page in REPOSITORY.glob("chainlit*.md"):
        shutil.copy(help_page, root)
    os.environ["CHAINLIT_APP_ROOT"] = str(root)

from chainlit.chat_context import chat_contexts  # noqa: E402 - Chainlit reads its root when it is imported
from chainlit.context import init_ws_context  # noqa: E402 - likewise
from chainlit.session import WebsocketSession  # noqa: E402 - likewise
from chainlit.user_session import user_sessions  # noqa: E402 - likewise

from assistant.proposals.proposal import Proposal  # noqa: E402 - after Chainlit's root is set
from assistant.ui.server.hardening import harden  # noqa: E402 - likewise
from assistant.ui.server.origins import OriginPolicy  # noqa: E402 - likewise
from assistant.ui.server.quotas.guard import Guard  # noqa: E402 - likewise
from assistant.ui.server.visitors.sessions import Sessions  # noqa: E402 - likewise
from assistant.ui.server.visitors.visitor_cookie import Visitors  # noqa: E402 - likewise
from hubspot_tools.contacts import Contact  # noqa: E402 - likewise

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

MARIE = Contact(
    id="101",
    properties={
        "firstname": "Marie",
        "lastname": "Dupont",
        "email": "marie.dupont@acme.example",
        "phone": "+33199001234",
        "company": "Acme",
        "jobtitle": "Directrice commerciale",
        "lifecyclestage": "customer",
    },
)


@dataclass
class Browser(SeenPage):
    """What a browser would have on its page after the events it was sent."""

    events: list[tuple[str, object]] = field(default_factory=list)
    settings: dict = field(default_factory=dict)

    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, met):
        """Wait for the page to be as ``met`` wants it."""
        while not met():
            self.changed.clear()
            await self.changed.wait()

    async def receive(self, event, data):
        self.events.append((event, data))
        self.changed.set()
        self.see(event, data)
        if event == "chat_settings":
            (self.settings,) = data

    @property
    def said(self):
        """The assistant's messages, oldest first."""
        return [m["output"] for m in self.messages.values() if m["type"] == "assistant_message"]

    @property
    def steps(self):
        """The names of the tool steps, oldest first."""
        return [m["name"] for m in self.messages.values() if m["type"] == "tool"]

    def times(self, event):
        return sum(1 for name, _ in self.events if name == event)


@pytest.fixture(scope="session")
def visitors() -> Visitors:
    """Who knows browsers by their cookies, in the server that is hardened once for all tests."""
    return Visitors(SecretStr("invented" * 4))


@pytest.fixture(scope="session")
def sessions(visitors) -> Sessions:
    """Which browser each chat of that server belongs to."""
    return Sessions(lambda: visitors)


@pytest.fixture(scope="session")
def hardened(sessions) -> None:
    """Chainlit's application as `app.py` leaves it."""
    harden(OriginPolicy, sessions, Guard(sessions, lambda: "en"))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    page = Browser()
    session = WebsocketSession(
        id=str(uuid4()),
        socket_id=uuid4().hex,
        emit=page.receive,
        emit_call=page.receive,
        user_env={},
        client_type="webapp",
        environ={"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.8"},
    )
    page.session = session
    init_ws_context(session)
    yield page
    await session.delete()
    user_sessions.pop(session.id, None)
    chat_contexts.pop(session.id, None)


@pytest.fixture
def marie():
    return MARIE


@pytest.fixture
def proposal():
    """An update of Marie: a new phone number and an emptied company."""
    return Proposal(
        id="p1",
        owner="session:1",
        action="update",
        values={"phone": "+33199005678", "company": ""},
        before={"phone": "+33199001234", "company": "Acme"},
        contact=MARIE,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )


@pytest.fixture
def new_contact():
    """A create with a name, an address and a stage."""
    return Proposal(
        id="p2",
        owner="session:1",
        action="create",
        values={
            "firstname": "Luc",
            "lastname": "Martin",
            "email": "luc.martin@example.com",
            "lifecyclestage": "lead",
        },
        before=dict.fromkeys(("firstname", "lastname", "email", "lifecyclestage"), ""),
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )


@pytest.fixture
def luc_at_globex():
    return Contact(
        id="201",
        properties={
            "firstname": "Luc",
            "lastname": "Martin",
            "company": "Globex",
            "email": "l.martin@globex.example",
        },
    )


@pytest.fixture
def maybe_known(new_contact, luc_at_globex):
    """The same create, when two people much like him are there already."""
    luke = Contact(id="202", properties={"firstname": "Luke", "lastname": "Martin"})
    return new_contact.model_copy(update={"similar": (luc_at_globex, luke)})


@pytest.fixture
def archiving(marie):
    """Marie's create is to be taken back, and others have completed her since."""
    return Proposal(
        id="p3",
        owner="session:1",
        action="archive",
        contact=marie,
        undoes="p0",
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
