"""What an account's administrators ask of a write is told by its labels, and asked for in a form."""

import pytest
from heard import only, said

from assistant.agent.contact_tools import _told
from assistant.chat.events import Decided, FormOpened, Proposed
from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import Applied, Refused
from hubspot_tools.errors import (
    AccountMoving,
    LimitsUnknown,
    Problem,
    RateLimited,
    RefusalCause,
    RequestRefused,
)
from hubspot_tools.sandbox.records.write_rules import WriteRules

EN = texts_in("en")

STAGE_NEEDS_A_TOWN = {
    "kind": "conditional",
    "propertyName": "city",
    "when": "lifecyclestage",
    "is": ["customer"],
}


@pytest.fixture
def rules(crm):
    def set_rules(*rules):
        crm.crm.write_rules = WriteRules.of(rules)

    yield set_rules
    crm.crm.write_rules = WriteRules()


async def test_what_a_new_contact_must_have_since_a_moment_ago_is_asked_for_in_a_form_that_holds_the_rest(
    chat, contacts, crm, rules
):
    script = [calls("create_contact", email="lea@x.example", firstname="Léa"), says("Ok?")] * 2
    talk = chat(*script)
    proposal = await talk.is_proposed("create Léa lea@x.example")
    rules({"kind": "required", "propertyName": "industry"})
    events = await talk.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Refused)
    label = (await contacts.labels())["industry"].label
    refused = EN.values_refused.format(problems=EN.problems["missing"].format(property=label))
    assert said(events) == [EN.write_failed.format(reason=refused), EN.crm.fill_in]
    form = only(events, FormOpened).form
    assert form.values["email"] == "lea@x.example"
    assert "industry" in form.fields
    assert [(one.property, one.problem) for one in form.problems] == [("industry", Problem.MISSING)]
    assert not [event for event in events if isinstance(event, Proposed)]
    assert crm.people == {}
    assert not [
        event for event in await talk.hears("create Léa lea@x.example") if isinstance(event, Proposed)
    ]


async def test_the_value_that_makes_another_one_required_is_told(chat, crm, rules):
    rules(STAGE_NEEDS_A_TOWN)
    talk = chat(calls("create_contact", email="lea@x.example", lifecyclestage="customer"), says("Ok?"))
    proposal = await talk.is_proposed("create lea@x.example as customer")
    events = await talk.confirms(proposal)
    town, stage = EN.properties["city"], EN.properties["lifecyclestage"]
    assert f"{town} is needed when {stage} is “Customer”" in said(events)[0]
    form = only(events, FormOpened).form
    completed = {**form.values, "city": "Lyon"}
    submitted = talk.conversation.forms.submit(form.id, completed)
    again = only([event async for event in submitted], Proposed).proposal
    assert isinstance(only(await talk.confirms(again), Decided).outcome, Applied)
    assert crm.by_email["lea@x.example"]["city"] == "Lyon"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RateLimited("x", retry_after=7200.0), {"error": "rate_limited", "retry_after_seconds": 7200}),
        (RateLimited("x", daily=True), {"error": "daily_limit"}),
        (AccountMoving("x", retry_after=3600.0), {"error": "account_moving", "retry_after_seconds": 3600}),
        (LimitsUnknown("x"), {"error": "assistant_store_unusable"}),
        (
            RequestRefused(RefusalCause.PLAN, status=402),
            {"error": "refused", "cause": "plan", "again": False},
        ),
    ],
)
def test_a_model_is_told_how_long_a_refusal_holds(error, told):
    assert _told(error).content == {"status": "error", **told}
