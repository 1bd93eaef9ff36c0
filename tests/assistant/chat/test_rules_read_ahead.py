"""What an account's administrators ask of a write is known, shown and asked for before anybody clicks."""

import pytest
from heard import only

from assistant.chat.events import FormOpened, Proposed
from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.ui.cards.form_card import form_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.calls.api_version import ApiVersion
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.errors import InvalidValues, Problem
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.records.write_rules import WriteRules

LEA = {"email": "lea@x.example", "firstname": "Léa"}
INDUSTRY_IS_NEEDED = {"kind": "required", "propertyName": "industry"}
DIGITS = {
    "kind": "format",
    "propertyName": "zip",
    "ruleType": "ALPHANUMERIC",
    "ruleArguments": ["NUMERIC_ONLY"],
}


@pytest.fixture(autouse=True)
def rules(crm):
    crm.crm.write_rules = WriteRules.of([INDUSTRY_IS_NEEDED, DIGITS])
    yield
    crm.crm.write_rules = WriteRules()


def in_words(form, labels, language):
    shown = form_element(form, Reader(language, "FR", labels))
    return {one["name"]: one for one in shown.props["fields"]}


async def test_a_new_contact_is_asked_for_what_it_lacks_before_any_preview(chat, crm):
    talk = chat(calls("create_contact", **LEA), says("Ok?"))
    events = await talk.hears("create Léa lea@x.example")
    assert not [one for one in events if isinstance(one, Proposed)]
    form = only(events, FormOpened).form
    assert form.values == LEA
    assert "industry" in form.required
    assert [(one.property, one.problem) for one in form.problems] == [("industry", Problem.MISSING)]
    assert '"missing"' in repr(talk.model.asked[-1].rounds)
    assert crm.writes == []
    submitted = talk.conversation.forms.submit(form.id, {**LEA, "industry": "Energy"})
    proposal = only([event async for event in submitted], Proposed).proposal
    await talk.confirms(proposal)
    assert crm.by_email["lea@x.example"]["industry"] == "Energy"


async def test_somebody_who_is_there_already_is_not_asked_for_it(chat, crm):
    crm.crm.write_rules = WriteRules()
    crm.add(**LEA)
    crm.crm.write_rules = WriteRules.of([INDUSTRY_IS_NEEDED])
    talk = chat(calls("create_contact", email=LEA["email"], firstname="Léo"), says("Ok?"))
    proposal = await talk.is_proposed("create Léo lea@x.example")
    assert proposal.action == "update"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_an_empty_form_shows_what_is_required_and_how_values_are_formed(chat, contacts, language):
    talk = chat(language=language)
    form = only([event async for event in talk.conversation.forms.new()], FormOpened).form
    assert "industry" in form.fields
    field = in_words(form, await contacts.labels(), language)["industry"]
    assert field["required"]
    zip_form = (await contacts.labels())["zip"].forms
    assert [one.form for one in zip_form] == ["digits"]
    added = await talk.conversation.forms.further(form.id, "zip")
    form = form.model_copy(update={"fields": (*form.fields, added.name)})
    assert (
        in_words(form, await contacts.labels(), language)["zip"]["form"]
        == texts_in(language).crm.forms["digits"]
    )


async def test_a_value_of_the_wrong_form_is_told_while_the_form_is_filled_in(chat, contacts):
    talk = chat()
    form = only([event async for event in talk.conversation.forms.new({"zip": "69001"})], FormOpened).form
    found = await talk.conversation.forms.check(form.id, {**LEA, "zip": "D02 X285"})
    [problem] = [one for one in found.problems if one.property == "zip"]
    assert problem.problem is Problem.MALFORMED
    with pytest.raises(InvalidValues):
        await contacts.validate({"zip": "D02 X285"})
    assert await contacts.validate({"zip": ""}) == {"zip": ""}


async def test_rules_that_nobody_may_read_are_left_to_hubspot(chat, contacts, crm):
    crm.faults.next("missing_scopes_403", scopes=["x"], path_contains="validations", times=None)
    crm.faults.next("missing_scopes_403", scopes=["x"], path_contains="schemas", times=None)
    talk = chat(calls("create_contact", **LEA), says("Ok?"))
    await talk.is_proposed("create Léa lea@x.example")
    assert (await contacts.capabilities()).rules is None


async def test_rules_that_cannot_be_read_for_now_keep_nobody_waiting_twice(contacts, crm):
    crm.faults.next("bad_gateway_html_502", path_contains="validations", times=None)
    await contacts.labels()
    asked = len(crm.requests)
    await contacts.labels()
    assert len(crm.requests) == asked


@pytest.mark.parametrize("version", [ApiVersion.V3, ApiVersion.MARCH_2026])
async def test_a_version_that_requires_nothing_is_asked_for_no_required_property(crm, version):
    store = HubSpotContacts("local", base_url=crm.url, local=True, settings=ClientSettings(version=version))
    labels = await store.labels()
    await store.close()
    assert not labels["industry"].required
    assert labels["zip"].forms
    assert not [path for _, path in crm.asked() if "schemas" in path]
