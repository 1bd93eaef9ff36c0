"""What Prometheus gets: counts that agree with what happened, under labels of few values."""

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from assistant.models.model_protocol import ModelUnavailable, Reply
from assistant.models.scripted import calls, calls_raw, says
from assistant.telemetry.metrics import Metrics


@pytest.fixture
def metrics():
    return Metrics(CollectorRegistry())


@pytest.fixture
def listeners(metrics):
    return [metrics]


@pytest.fixture
def figures(metrics):
    """Every sample by name and labels, as a scraper reads them."""

    def read(**labels):
        page = metrics.page(sessions=3, proposals={"pending": 2}).decode()
        return {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
        }

    return read


async def test_a_turn_with_its_calls_tokens_and_cost_is_counted(chat, people, figures):
    search = Reply("", calls("search_contacts", name="Zoé").calls, 1000, 20, 400)
    await chat(search, Reply("Found her.", (), 1200, 30, 1000)).hears("find Zoé please")
    seen = figures()
    assert seen["assistant_turns_total", "answered"] == 1
    assert seen["assistant_turn_seconds_count",] == seen["assistant_first_word_seconds_count",] == 1
    assert seen["assistant_model_calls_total", "ok"] == 2
    assert seen["assistant_tokens_total", "prompt"] == 2200
    assert seen["assistant_tokens_total", "cached"] == 1400
    assert seen["assistant_tokens_total", "completion"] == 50
    assert seen["assistant_cost_total",] == pytest.approx(0.0028)
    assert seen["assistant_tool_calls_total", "ok", "search_contacts"] == 1
    assert seen["assistant_hubspot_calls_total", "ok", "search"] >= 1
    assert seen["assistant_hubspot_call_seconds_count", "search"] >= 1


async def test_failures_are_counted_by_the_name_of_their_sort(crm, chat, people, figures):
    crm.faults.next("bad_token_401", path_contains="/search", times=None)
    await chat(calls("search_contacts", name="Zoé"), says("Sorry."), ModelUnavailable("busy")).hears(
        "find Zoé"
    )
    seen = figures()
    assert seen["assistant_hubspot_calls_total", "TokenRefused", "search"] == 1
    assert seen["assistant_tool_calls_total", "TokenRefused", "search_contacts"] == 1


async def test_retries_and_429s_are_counted(crm, contacts, people, figures):
    crm.faults.next("rate_limit_secondly", retry_after=0, times=1)
    await contacts.get(people[0].id)
    seen = figures()
    assert seen["assistant_hubspot_retries_total", "read"] == 1
    assert seen["assistant_hubspot_throttled_total", "read"] == 1


async def test_proposals_and_decisions_are_counted(chat, people, figures):
    talk = chat(calls("create_contact", email="ann@b.example"), says("Look."))
    made = await talk.is_proposed("add ann@b.example")
    await talk.confirms(made)
    seen = figures()
    assert seen["assistant_proposals_made_total",] == 1
    assert seen["assistant_decisions_total", "applied", "confirm"] == 1
    assert seen["assistant_proposals", "pending"] == 2, "as the state store has told"
    assert seen["assistant_open_sessions",] == 3


async def test_nothing_a_model_invents_becomes_a_label(chat, people, figures):
    script = [calls("erase_marie", name="Durand"), calls_raw("search_contacts", '{"name": '), says("Done.")]
    await chat(*script).hears("find Zoé please")
    assert figures()["assistant_tool_calls_total", "unusable", "unusable"] == 2
    labels = {label for _, *values in figures() for label in values}
    assert not [label for label in labels if "marie" in label or "Durand" in label]
