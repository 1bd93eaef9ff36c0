"""Whatever HubSpot refuses is told as what it is, in the person's language, and to any model by its kind."""

import json

import pytest
from heard import said

from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.offline.grammar.property_names import problems
from assistant.offline.grammar.replies import Say, sentence
from assistant.offline.grammar.results_in_words import failure, written

CONFLICT = {"status": 409, "message": "Another change is under way", "category": "CONFLICT"}
NO_PERMISSION = {"status": 403, "message": "You do not have permission to edit this record"}
IDENTITIES = {"status": 414, "message": "Cannot have more than 250 identities on a profile"}

REFUSALS = {
    "402": ("refused", {"status": 402}, "plan"),
    "403 of a user": ("refused", NO_PERMISSION, "permission"),
    "404 of a search": ("refused", {"status": 404, "message": "resource not found"}, "version_ended"),
    "409 of a search": ("refused", CONFLICT, "not_understood"),
    "410": ("refused", {"status": 410}, "version_ended"),
    "413": ("refused", {"status": 413}, "too_large"),
    "414": ("refused", {"status": 414, "message": "URI Too Long"}, "too_large"),
    "414 of identities": ("refused", IDENTITIES, "too_many_identities"),
    "415": ("refused", {"status": 415}, "not_understood"),
    "422": ("refused", {"status": 422}, "not_understood"),
    "400 of a search": ("refused", {"status": 400, "category": "VALIDATION_ERROR"}, "not_understood"),
    "308": ("refused", {"status": 308}, "misdirected"),
}
"""By what HubSpot answers: the fault, its details, and the cause that is told."""

WAITING = {
    "429 daily": (
        "rate_limit_daily",
        {"retry_after": 7200},
        {"error": "daily_limit", "retry_after_seconds": 7200},
    ),
    "429": (
        "rate_limit_burst",
        {"retry_after": 5400},
        {"error": "rate_limited", "retry_after_seconds": 5400},
    ),
    "477": (
        "migration_477",
        {"retry_after": 36_000},
        {"error": "account_moving", "retry_after_seconds": 36_000},
    ),
    "423": ("locked_423", {}, {"error": "locked"}),
    "502": ("bad_gateway_html_502", {}, {"error": "unavailable"}),
    "503 for hours": (
        "refused",
        {"status": 503, "headers": {"Retry-After": "7200"}},
        {"error": "unavailable", "retry_after_seconds": 7200},
    ),
    "403": ("missing_scopes_403", {}, {"error": "not_allowed"}),
}


@pytest.fixture(params=["en", "fr"])
def language(request):
    return request.param


@pytest.fixture
def wishes(language):
    """How somebody asks in that language."""
    english = {"find": "who works at Acme?", "create": "create Neu new@x.example"}
    french = {"find": "qui travaille chez Acme ?", "create": "crée Neu new@x.example"}
    return french if language == "fr" else english


async def told_to_a_model(chat, crm, wish, fault, details):
    talk = chat(calls("search_contacts", company="Acme"), says("…"))
    crm.faults.next(fault, path_contains="/search", times=None, **details)
    await talk.hears(wish)
    crm.faults.clear()
    [(returned,)] = [one.returned for one in talk.model.asked[-1].rounds]
    return json.loads(returned.content)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_search_that_is_refused_is_no_search_that_may_be_tried_again(
    chat, crm, wishes, language, name
):
    fault, details, cause = REFUSALS[name]
    told = await told_to_a_model(chat, crm, wishes["find"], fault, details)
    assert told == {"status": "error", "error": "refused", "cause": cause, "again": False}
    assert failure(told, language) == texts_in(language).crm.refused[cause]


@pytest.mark.parametrize("name", WAITING)
async def test_a_model_is_told_how_long_and_why_to_wait(chat, crm, wishes, language, name):
    fault, details, expected = WAITING[name]
    told = await told_to_a_model(chat, crm, wishes["find"], fault, details)
    assert told == {"status": "error", **expected}
    said_of_it = failure(told, language)
    hours = {7200: "2\u00a0h", 5400: "90\u00a0min", 36_000: "10\u00a0h"}.get(
        expected.get("retry_after_seconds")
    )
    assert hours is None or hours.replace("\u00a0", " ") in said_of_it.replace("\u00a0", " ").replace(
        "\u202f", " "
    )


@pytest.mark.parametrize("name", [one for one in REFUSALS if one[:3] not in {"400", "409"}])
async def test_a_create_that_is_refused_says_why_and_that_nothing_was_written(
    chat, crm, wishes, language, name
):
    fault, details, cause = REFUSALS[name]
    talk = chat(
        calls("create_contact", email="new@x.example", firstname="Neu"), says("Ok?"), language=language
    )
    proposal = await talk.is_proposed(wishes["create"])
    crm.faults.next(fault, method="POST", times=None, **details)
    texts = texts_in(language)
    assert said(await talk.confirms(proposal)) == [texts.write_failed.format(reason=texts.crm.refused[cause])]
    assert crm.people == {}


def test_a_refused_access_says_whom_to_tell(language):
    told = failure({"status": "error", "error": "not_allowed"}, language)
    assert told == texts_in(language).crm_denied


async def test_a_contact_that_may_not_be_changed_is_the_one_thing_that_is_refused(chat, crm, language):
    ada = crm.add(email="ada@x.example")
    change = calls("update_contact", contact_id=ada, jobtitle="CTO")
    talk = chat(calls("search_contacts", email="ada@x.example"), change, says("Ok?"), language=language)
    proposal = await talk.is_proposed("ada@x.example CTO")
    crm.faults.next("refused", method="PATCH", times=None, **NO_PERMISSION)
    texts = texts_in(language)
    refused = texts.crm.refused["record"]
    assert said(await talk.confirms(proposal)) == [texts.write_failed.format(reason=refused)]


async def test_what_needs_no_catalogue_is_proposed_without_one(chat, crm):
    ada = crm.add(email="ada@x.example")
    change = calls("update_contact", contact_id=ada, jobtitle="CTO")
    stage = calls("update_contact", contact_id=ada, lifecyclestage="customer")
    talk = chat(calls("search_contacts", email="ada@x.example"), change, says("Ok?"), stage, says("…"))
    crm.faults.next("internal_500", path_contains="/properties/", times=None)
    proposal = await talk.is_proposed("ada@x.example is CTO")
    assert proposal.values == {"jobtitle": "CTO"}
    await talk.hears("she is a customer")
    [(returned,)] = [one.returned for one in talk.model.asked[-1].rounds]
    assert json.loads(returned.content)["error"] == "unavailable"


async def test_a_conflict_about_nobody_s_address_blames_no_address(chat, crm, wishes, language):
    talk = chat(
        calls("create_contact", email="new@x.example", firstname="Neu"), says("Ok?"), language=language
    )
    proposal = await talk.is_proposed(wishes["create"])
    crm.faults.next("refused", method="POST", times=None, **CONFLICT)
    texts = texts_in(language)
    [sentence] = said(await talk.confirms(proposal))
    assert texts.crm.refused_whole in sentence
    assert texts.properties["email"] not in sentence


async def test_a_contact_that_is_refused_as_a_whole_is_told_in_hubspot_s_words(chat, crm, wishes, language):
    talk = chat(
        calls("create_contact", email="new@x.example", firstname="Neu"), says("Ok?"), language=language
    )
    proposal = await talk.is_proposed(wishes["create"])
    crm.faults.next(
        "refused", method="POST", status=400, message="There was a problem.", category="VALIDATION_ERROR"
    )
    texts = texts_in(language)
    [sentence] = said(await talk.confirms(proposal))
    assert f"{texts.crm.refused_whole} (There was a problem.)" in sentence


OWN = {"property": "perso_018", "label": "Code d’origine"}


@pytest.mark.parametrize(
    "problem",
    [
        {"problem": "missing"},
        {"problem": "not_allowed"},
        {"problem": "malformed", "value": "x", "expected": {"form": "digits"}},
        {
            "problem": "required_when",
            "trigger": {"property": "perso_010", "label": "Référence", "value": "Non"},
        },
        {"problem": "taken", "value": "7"},
        {"problem": "ambiguous", "value": "x", "suggestions": ["A (a)", "A (b)"]},
        {"problem": "not_an_option", "value": "x"},
        {"problem": "refused", "value": "x"},
        {"problem": "read_only"},
    ],
)
def test_the_offline_model_calls_a_property_by_its_label_and_knows_every_problem(problem, language):
    sentence = problems([{**OWN, **problem}], language)
    assert "perso_" not in sentence
    assert OWN["label"] in sentence


def test_the_offline_model_asks_for_what_is_missing(language):
    said = written([{"status": "invalid", "problems": [{**OWN, "problem": "missing"}]}], language)
    assert said == sentence(Say.NEEDS, language, fields=OWN["label"])


def test_a_problem_that_makes_no_sense_is_a_refusal(language):
    assert problems([{"property": 3, "problem": "unheard_of"}], language)


async def test_what_hubspot_stores_otherwise_is_told_by_the_account_s_label(chat, crm, contacts, monkeypatch):
    """As HubSpot does where a workflow, or a rule of its own, has the last word on a value."""
    label = (await contacts.labels())["customer_number"].label
    ada = crm.add(email="ada@x.example", customer_number="C-1")
    change = {"name": "customer_number", "value": "C-2"}
    talk = chat(
        calls("search_contacts", email="ada@x.example"),
        calls("update_contact", contact_id=ada, other=[change]),
        says("Ok?"),
    )
    proposal = await talk.is_proposed("set the customer number of ada@x.example to C-2")
    rules = type(crm.crm.contacts)
    update = rules.update
    elsewhere = {"city": "Elsewhere"}
    monkeypatch.setattr(rules, "update", lambda self, record, _given: update(self, record, elsewhere))
    [sentence_told] = said(await talk.confirms(proposal))
    assert label in sentence_told
    assert "customer_number" not in sentence_told
