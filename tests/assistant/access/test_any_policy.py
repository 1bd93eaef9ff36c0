"""S37 for any policy: whatever a role may not see is in no event, no prompt, no tool's result, no file and no proposal."""

import asyncio
import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.access.member import Identity
from assistant.access.policy import AccessPolicy
from assistant.agent.prompts import Prompts
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.events import FormOpened, Proposed
from assistant.files.contact_export import Exported
from assistant.files.importer import Importer
from assistant.models.scripted import ScriptedModel, calls, says
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from assistant.state.tables import utc_now
from evaluation.portal import SandboxPortal
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmError
from hubspot_tools.hubspot import HubSpotContacts

ROOT = Path(__file__).parents[3]
ADA = Identity(method="oidc", id="ada", email="ada@example.com")
MARIE = {
    "firstname": "Marie",
    "lastname": "Durand",
    "email": "zqemail@hidden.example",
    "company": "Zqcompany",
    "phone": "+33612345678",
    "city": "Zqcity",
    "jobtitle": "Zqjobtitle",
}
TELLING = {name: {value} for name, value in MARIE.items()} | {
    "phone": {"612345678", "6 12 34 56 78"},
    "email": {"zqemail"},
}
FILE = "Record ID,First Name,City\n{id},Marie,Lyon\n"

_levels = st.sampled_from(["viewer", "editor", "steward", "nobody"])
_fields = st.dictionaries(
    st.sampled_from(sorted(MARIE.keys() - {"firstname", "lastname"})),
    st.fixed_dictionaries({"see": _levels, "change": _levels}),
    min_size=1,
)
_roles = st.sampled_from([{}, {"editor": ["everyone"]}, {"steward": ["everyone"]}])


class Office:
    """One process on one portal, in which each example begins with Marie alone."""

    def __init__(self, portal, runner, folder) -> None:
        self._portal = portal
        self._run = runner.run
        self._state = ProposalStore(f"sqlite+aiosqlite:///{folder / 'state.sqlite3'}")
        self._run(self._state.open())
        self._days = 0

    def close(self):
        self._run(self._state.close())

    def told_to(self, rights) -> str:
        """All that a person of these rights, and their model, get to see who go every way there is."""
        self._portal.start_afresh()
        marie = self._portal.add(**MARIE)
        self._days += 1
        return self._run(self._every_way(marie, rights, f"ada{self._days}"))

    async def _every_way(self, marie, rights, owner) -> str:
        contacts = HubSpotContacts("local", base_url=self._portal.url, local=True)
        model = ScriptedModel(
            calls("search_contacts", name="Marie Durand"),
            calls("update_contact", contact_id=marie, city="Lyon", company="Lyon"),
            calls("create_contact", firstname="Marie", lastname="Durand", email="other@x.example"),
            says("Please look."),
        )
        factory = ConversationFactory(
            contacts=contacts, model=model, state=self._state, prompts=Prompts(ROOT / "prompts")
        )
        chat = factory.converse(owner=owner, language="en", rights=rights)
        seen = [
            *await _all(
                chat.hear("Marie Durand: city Lyon, company Lyon; create Marie Durand other@x.example")
            ),
            *await _all(chat.pick(marie)),
            *await _all(chat.turn_page(SearchContacts())),
            *await _all(chat.forms.edit(marie)),
            *await _all(chat.export(SearchContacts())),
        ]
        for one in [event for event in seen if isinstance(event, FormOpened)]:
            typed = {**one.form.values, "firstname": "Marianne"}
            seen += [
                await chat.forms.check(one.form.id, typed),
                *await _all(chat.forms.submit(one.form.id, typed)),
            ]
        for one in [event for event in seen if isinstance(event, Proposed)]:
            seen += await _all(chat.confirm(one.proposal.id, one.proposal.digest))
            seen += await _all(chat.undo(one.proposal.id, one.proposal.digest))
        seen += await _all(factory.converse(owner=owner, language="en", rights=rights).welcome_back())
        seen += await self._imported(contacts, marie, rights, owner)
        await contacts.close()
        return _text(*seen, *model.asked)

    async def _imported(self, contacts, marie, rights, owner):
        importer = Importer(contacts, self._state, RunningWrites(), utc_now, alone=True).acting_with(rights)
        try:
            planned, _ = await importer.prepare(owner, "people.csv", FILE.format(id=marie).encode())
        except CrmError as error:
            return [str(error)]
        return [planned, *await importer.rows(planned)]


async def _all(events):
    try:
        return [event async for event in events]
    except CrmError as error:
        return [str(error)]


def _text(*seen) -> str:
    plain = [
        one.content.decode()
        if isinstance(one, Exported)
        else dataclasses.asdict(one)
        if dataclasses.is_dataclass(one)
        else str(one)
        for one in seen
    ]
    return json.dumps(plain, default=str, ensure_ascii=False)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with SandboxPortal().served() as portal, asyncio.Runner() as runner:
        office = Office(portal, runner, tmp_path_factory.mktemp("any"))
        yield office
        office.close()


def test_s37_every_way_does_tell_all_to_whoever_may_see_all(office):
    told = office.told_to(lambda: AccessPolicy().rights_of(Identity(method="none", id="local")))
    missing = {name for name, values in TELLING.items() if not any(value in told for value in values)}
    assert not missing, "the ways do not lead there"


@settings(max_examples=25)
@given(fields=_fields, roles=_roles)
def test_s37_whatever_the_policy_nothing_hidden_is_told_on_any_way(office, fields, roles):
    policy = AccessPolicy.model_validate({"fields": fields, "roles": roles})
    hidden = policy.rights_of(ADA).hidden
    told = office.told_to(lambda: policy.rights_of(ADA))
    leaked = {name for name in hidden & TELLING.keys() if any(value in told for value in TELLING[name])}
    assert not leaked
