"""What the service does once it listens, so that nobody waits for it later."""

import asyncio
import dataclasses
import gc
import logging
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant import account_check
from assistant import service as service_module
from assistant.access.policy_file import PolicyFile
from assistant.account_check import tell_faults
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CorruptTable
from assistant.chat.conversation_factory import ConversationFactory
from assistant.files.importer import Importer
from assistant.models.scripted import ScriptedModel
from assistant.proposals.recovery import Recovery
from assistant.service import Service
from hubspot_tools.hubspot import HubSpotContacts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def service_that(contacts, state, clock):
    """Makes a service with this to read ahead."""
    gc.unfreeze()
    with ExitStack() as started:

        def made(read_ahead, policy=None):
            parts = ConversationFactory(
                contacts=contacts, model=ScriptedModel(), state=state, prompts=Prompts(ROOT / "prompts")
            )
            recovery = Recovery(contacts, state, parts.writes, clock, alone=True)
            importer = Importer(contacts, state, parts.writes, clock, alone=True)
            return Service(
                parts,
                recovery,
                importer=importer,
                overview=None,
                offline=True,
                started=started,
                read_ahead=read_ahead,
                policy=policy,
            )

        yield made
        gc.unfreeze()


async def test_what_chats_may_need_is_read_in_a_thread_and_what_stays_is_left_to_no_collector(
    service_that, monkeypatch
):
    monkeypatch.setattr(service_module, "READY_SECONDS", 0)
    loop, read = asyncio.get_running_loop(), asyncio.Event()
    threads = []

    def read_ahead():
        threads.append(threading.current_thread())
        loop.call_soon_threadsafe(read.set)

    service = service_that(read_ahead)
    assert gc.get_freeze_count() == 0
    await service.open()
    await read.wait()
    await service._sweeping[-1]
    assert threads[0] is not threading.main_thread()
    assert len(gc.get_objects(generation=2)) < gc.get_freeze_count()
    await service.close()


async def test_a_damaged_table_is_told_to_the_operator_and_holds_nothing_else_up(
    service_that, monkeypatch, caplog
):
    monkeypatch.setattr(service_module, "READY_SECONDS", 0)

    def read_ahead():
        raise CorruptTable("the table does not have the expected checksum")

    service = service_that(read_ahead)
    await service.open()
    await service._sweeping[-1]
    assert "install the assistant again" in caplog.text
    assert gc.get_freeze_count()
    await service.close()


async def test_nothing_is_read_ahead_before_the_server_listens(service_that):
    read = []
    service = service_that(lambda: read.append(1))
    await service.open()
    await asyncio.sleep(0)
    await service.close()
    assert (read, gc.get_freeze_count()) == ([], 0)


async def test_a_rule_for_a_field_that_the_account_does_not_know_is_told(
    service_that, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(service_module, "READY_SECONDS", 0)
    file = tmp_path / "access.toml"
    file.write_text('[fields.phnoe]\nsee = "nobody"\n[fields.phone]\nsee = "nobody"\n')
    service = service_that(None, PolicyFile(file))
    await service._settle_down()
    assert "phnoe" in caplog.text
    assert "phone" not in caplog.text


@pytest.fixture
async def account(crm):
    """The same contacts as those of a HubSpot account."""
    store = HubSpotContacts("invented-token", base_url=crm.url)
    yield store
    await store.close()


async def test_an_account_in_which_all_is_well_is_told_as_that(account, caplog):
    caplog.set_level(logging.INFO)
    await tell_faults(account)
    assert "everything that is needed" in caplog.text
    assert "invented-token" not in caplog.text


async def test_what_an_account_lacks_stands_in_the_log_once_after_the_start(
    service_that, account, crm, monkeypatch, caplog
):
    monkeypatch.setattr(service_module, "READY_SECONDS", 0)
    scopes = ["crm.objects.contacts.write", "crm.objects.owners.read"]
    crm.faults.next("missing_scopes_403", scopes=scopes, path_contains="owners", times=None)
    service = service_that(None)
    service._parts = dataclasses.replace(service._parts, contacts=account)
    await service._settle_down()
    told = [record.getMessage() for record in caplog.records if record.name == "assistant.account_check"]
    assert [record.levelname for record in caplog.records if record.name == "assistant.account_check"] == [
        "WARNING"
    ] * len(told)
    assert len(told) == 3
    assert "crm.objects.contacts.write, crm.objects.owners.read" in told[0]
    assert "no" in told[1]
    assert "Owners cannot be read" in told[2]
    assert "invented-token" not in caplog.text


@pytest.mark.parametrize(("fault", "told"), [("bad_token_401", "token"), ("bad_gateway_html_502", "again")])
async def test_an_account_that_cannot_be_looked_at_is_one_line_and_no_failure(
    account, crm, caplog, fault, told
):
    crm.faults.next(fault, times=None)
    await tell_faults(account)
    [record] = [one for one in caplog.records if one.name == "assistant.account_check"]
    assert told in record.getMessage()


async def test_an_account_that_keeps_everybody_waiting_is_given_up(account, crm, monkeypatch, caplog):
    monkeypatch.setattr(account_check, "CHECK_SECONDS", 0.05)
    crm.faults.next("slow", seconds=1.0)
    await tell_faults(account)
    assert "could not be looked at (TimeoutError)" in caplog.text


async def test_sample_contacts_are_no_account(contacts, caplog):
    caplog.set_level(logging.INFO)
    await tell_faults(contacts)
    assert "HubSpot account" not in caplog.text
