import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.calls.refusals import refusal
from hubspot_tools.calls.refused_values import LONGEST_DETAIL, sentence
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
    RateLimited,
    RecordLocked,
    RefusalCause,
    RequestRefused,
)

CORRELATION = "c8617a85-58a6-4a95-b619-e7d3594c170c"
RACE = (
    "Cannot set PropertyValueCoordinates{portalId=44956899, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, "
    "propertyName=%s, value=someone@example.com} on 552226425567. 552313406190 already has that value."
)


def body(message, **fields):
    return json.dumps({"status": "error", "message": message, "correlationId": CORRELATION, **fields})


def not_valid(*items, **fields):
    message = f"Property values were not valid: {json.dumps(items)}"
    return body(message, category="VALIDATION_ERROR", **fields)


def item(name, code, message):
    return {"isValid": False, "message": message, "error": code, "name": name}


def problems(*rows):
    return tuple(
        PropertyProblem(property=name, problem=kind, suggestions=near, detail=detail)
        for name, kind, near, detail in rows
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(
            not_valid(item("email", "INVALID_EMAIL", "Email address example.lcom is invalid")),
            problems(("email", Problem.NOT_AN_EMAIL, (), "Email address example.lcom is invalid")),
            id="e-mail",
        ),
        pytest.param(
            not_valid(item("missing", "PROPERTY_DOESNT_EXIST", 'Property "missing" does not exist')),
            problems(("missing", Problem.UNKNOWN_PROPERTY, (), 'Property "missing" does not exist')),
            id="unknown property",
        ),
        pytest.param(
            not_valid(item("stage", "INVALID_OPTION", "X was not one of the allowed options: [A, B, C]")),
            problems(
                ("stage", Problem.NOT_AN_OPTION, ("A", "B", "C"), "X was not one of the allowed options")
            ),
            id="option",
        ),
        pytest.param(
            not_valid(
                item(
                    "stage",
                    "INVALID_OPTION",
                    'X was not one of the allowed options: [label: "Big one"\nvalue: "big"\ndisplay_order: 0, '
                    'label: "Small"\nvalue: "small"]',
                )
            ),
            problems(
                ("stage", Problem.NOT_AN_OPTION, ("Big one", "Small"), "X was not one of the allowed options")
            ),
            id="option, older wording",
        ),
        pytest.param(
            not_valid(
                item("x", "READ_ONLY_VALUE", '"x" is a calculated property; its value cannot be set.'),
                item("x", "READ_ONLY_VALUE", "the same again"),
            ),
            problems(("x", Problem.READ_ONLY, (), '"x" is a calculated property; its value cannot be set.')),
            id="read-only, told twice",
        ),
        pytest.param(
            body(
                "bad",
                errors=[
                    {
                        "message": "discount was not a valid number",
                        "code": "INVALID_INTEGER",
                        "context": {"propertyName": ["discount"]},
                    }
                ],
            ),
            problems(("discount", Problem.NOT_A_NUMBER, (), "discount was not a valid number")),
            id="integer",
        ),
        pytest.param(
            not_valid(item("renewal", "INVALID_DATE", "no"), item("size", "SOMETHING_NEW", "no")),
            problems(("renewal", Problem.NOT_A_DATE, (), "no"), ("size", Problem.REFUSED, (), "no")),
            id="several, one of an unknown kind",
        ),
        pytest.param(
            body(
                "No properties found to update, please provide at least one.", context={"properties": ["{}"]}
            ),
            problems(("contact", Problem.NOTHING_TO_WRITE, (), "")),
            id="empty update",
        ),
        pytest.param(
            body(
                "Invalid input JSON on line 1, column 18: Cannot deserialize instance of `java.util.HashSet`"
            ),
            problems(("contact", Problem.REFUSED, (), "")),
            id="JSON",
        ),
        pytest.param(
            body(
                RACE % "hs_unique_id",
                errorType="UNIQUE_VALUE_CONFLICT",
                errorTokens={"existingObjectId": ["194235510142"], "propertyName": ["hs_unique_id"]},
            ),
            problems(("hs_unique_id", Problem.TAKEN, (), "")),
            id="another unique property",
        ),
    ],
)
def test_a_refused_write_names_the_property_and_the_reason(told, expected):
    error = refusal(400, {}, told, writing=True)
    assert isinstance(error, InvalidValues)
    assert error.problems == expected
    assert error.correlation_id == CORRELATION


@pytest.mark.parametrize(
    ("status", "told", "holder"),
    [
        pytest.param(
            409,
            body("Contact already exists. Existing ID: 37765128953", category="CONFLICT"),
            "37765128953",
            id="409",
        ),
        pytest.param(
            409,
            json.dumps(
                {
                    "message": "Contact already exists. Existing ID: 2926551",
                    "identityProfile": {"vid": 2926551},
                    "category": "OBJECT_ALREADY_EXISTS",
                    "error": "CONTACT_EXISTS",
                }
            ),
            "2926551",
            id="409, old variant",
        ),
        pytest.param(
            409, json.dumps({"identityProfile": {"vid": 2926551}}), "2926551", id="409, profile only"
        ),
        pytest.param(400, body(RACE % "email"), "552313406190", id="400, two creates racing"),
        pytest.param(409, "<html>conflict</html>", "", id="409 that names nobody"),
    ],
)
def test_both_faces_of_a_duplicate_address_lead_to_the_contact_that_has_it(status, told, holder):
    error = refusal(status, {}, told, writing=True)
    assert isinstance(error, EmailTaken)
    assert error.contact_id == holder


@pytest.mark.parametrize(
    "message",
    [
        "Authentication credentials not found. This API supports OAuth 2.0 authentication",
        "The OAuth token used to make this call expired 7 second(s) ago.",
    ],
)
def test_a_refused_token_needs_an_operator(message):
    error = refusal(401, {}, body(message, category="INVALID_AUTHENTICATION"), writing=False)
    assert isinstance(error, AccessDenied)
    assert error.missing_scopes == ()


@pytest.mark.parametrize("key", ["requiredScopes", "requiredGranularScopes"])
def test_a_missing_scope_is_named(key):
    told = body(
        "This app hasn't been granted all required scopes to make this call.",
        errors=[{"message": "One or more are required.", "context": {key: ["crm.objects.contacts.write"]}}],
        category="MISSING_SCOPES",
    )
    error = refusal(403, {}, told, writing=True)
    assert isinstance(error, AccessDenied)
    assert error.missing_scopes == ("crm.objects.contacts.write",)


@pytest.mark.parametrize(
    "told",
    [
        body("resource not found"),
        body("Object not found.  objectId are usually numeric.", category="OBJECT_NOT_FOUND"),
        "{}",
    ],
)
def test_every_form_of_not_found_means_the_contact_is_gone(told):
    assert isinstance(refusal(404, {}, told, writing=True), ContactGone)


@pytest.mark.parametrize("told", ["<html><title>Error 404 Not Found</title></html>", "", None, "[]"])
def test_an_address_that_does_not_exist_at_all_says_nothing_about_a_contact(told):
    refused = refusal(404, {}, told, writing=False)
    assert (type(refused), refused.cause) == (RequestRefused, RefusalCause.VERSION_ENDED)


@pytest.mark.parametrize(
    ("told", "headers", "retry_after", "daily"),
    [
        (body("You have reached your secondly limit.", policyName="SECONDLY"), {}, 1.0, False),
        (body("You have reached your secondly limit.", category="RATE_LIMITS"), {}, 1.0, False),
        (body("You have reached your ten_secondly_rolling limit."), {}, 10.0, False),
        (body("…", policyName="TEN_SECONDLY_ROLLING"), {"retry-after": "3"}, 3.0, False),
        (
            body("…", policyName="TEN_SECONDLY_ROLLING"),
            {"X-HubSpot-RateLimit-Interval-Milliseconds": "5000"},
            5.0,
            False,
        ),
        (body("You have reached your daily limit.", policyName="DAILY"), {}, None, True),
        (body("You have reached your daily limit."), {}, None, True),
        (body("…"), {"X-HubSpot-RateLimit-Daily-Remaining": "0", "Retry-After": "7200"}, 7200.0, True),
        ("<html>", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None, False),
        (
            "<html>",
            {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 05:28:00 GMT"},
            7200.0,
            False,
        ),
        (
            "<html>",
            {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Date": "Wed, 21 Oct 2026 08:00:00 GMT"},
            None,
            False,
        ),
        ("<html>", {"Retry-After": "soon", "Date": "Wed, 21 Oct 2026 08:00:00 GMT"}, None, False),
    ],
)
def test_a_spent_budget_says_when_to_come_back(told, headers, retry_after, daily):
    error = refusal(429, headers, told, writing=False)
    assert isinstance(error, RateLimited)
    assert (error.retry_after, error.daily) == (retry_after, daily)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 521, 524, 525])
def test_a_failure_on_hubspots_side_leaves_a_write_unknown_and_a_read_undone(status):
    assert isinstance(refusal(status, {}, "<html>", writing=True), OutcomeUnknown)
    read = refusal(status, {}, body("internal error"), writing=False)
    assert type(read) is CrmUnavailable
    assert read.correlation_id == CORRELATION


def test_a_failure_that_says_for_how_long_is_told_so():
    away = refusal(503, {"Retry-After": "7200"}, "<html>", writing=False)
    assert (type(away), away.retry_after) == (CrmUnavailable, 7200.0)


@pytest.mark.parametrize(
    ("status", "told", "cause"),
    [
        (301, "<html>", RefusalCause.MISDIRECTED),
        (402, body("Your plan does not include this."), RefusalCause.PLAN),
        (405, "<html>", RefusalCause.NOT_UNDERSTOOD),
        (410, body("This API has been sunset."), RefusalCause.VERSION_ENDED),
        (413, "<html>", RefusalCause.TOO_LARGE),
        (414, "<html>", RefusalCause.TOO_LARGE),
        (414, body("The record would have more than 250 identities."), RefusalCause.TOO_MANY_IDENTITIES),
        (415, "", RefusalCause.NOT_UNDERSTOOD),
        (422, body("Unprocessable."), RefusalCause.NOT_UNDERSTOOD),
    ],
)
@pytest.mark.parametrize("writing", [True, False])
def test_a_request_refused_as_such_says_why_and_is_nothing_to_try_again(status, told, cause, writing):
    refused = refusal(status, {}, told, writing=writing)
    assert type(refused) is RequestRefused
    assert (refused.cause, refused.status) == (cause, status)


@pytest.mark.parametrize("status", [408, 425])
def test_a_refusal_of_the_moment_may_be_tried_again(status):
    assert type(refusal(status, {}, "<html>", writing=True)) is CrmUnavailable


def test_a_contact_that_is_being_changed_is_locked_for_a_moment():
    assert type(refusal(423, {}, "<html>", writing=True)) is RecordLocked


@pytest.mark.parametrize(
    "told",
    [
        body("You do not have permission to edit this record.", category="FORBIDDEN"),
        body("…", category="VALIDATION_ERROR", subCategory="USER_DOES_NOT_HAVE_PERMISSIONS"),
        body("…", errors=[{"code": "USER_DOES_NOT_HAVE_PERMISSIONS", "message": "…"}]),
    ],
)
def test_a_permission_that_is_missing_for_one_contact_is_not_a_refused_token(told):
    refused = refusal(403, {}, told, writing=True)
    assert (type(refused), refused.cause) == (RequestRefused, RefusalCause.RECORD)


def test_a_permission_that_is_missing_where_no_contact_is_known_is_told_of_none():
    told = body("You do not have permission to view contacts.", category="FORBIDDEN")
    refused = refusal(403, {}, told, writing=False, of_known=False)
    assert (type(refused), refused.cause) == (RequestRefused, RefusalCause.PERMISSION)


@pytest.mark.parametrize(
    "told",
    [body("This oauth-token does not have proper permissions! (requires any of [contacts])"), "<html>", "{}"],
)
def test_a_permission_that_the_token_lacks_needs_an_operator(told):
    assert type(refusal(403, {}, told, writing=True)) is AccessDenied


@pytest.mark.parametrize("status", [400, 403])
def test_a_property_that_may_not_be_written_is_named(status):
    code = {"code": "USER_DOES_NOT_HAVE_PERMISSIONS", "message": "…", "context": {"propertyName": ["salary"]}}
    error = refusal(status, {}, body("…", category="VALIDATION_ERROR", errors=[code]), writing=True)
    assert [(one.property, one.problem) for one in error.problems] == [("salary", Problem.NOT_ALLOWED)]


def test_what_the_account_requires_is_named_with_what_makes_it_so():
    told = body(
        "…",
        category="VALIDATION_ERROR",
        errors=[
            {
                "code": "MISSING_REQUIRED_PROPERTY",
                "message": "A value for source must be provided",
                "context": {"propertyName": ["source"]},
            },
            {
                "code": "MISSING_CONDITIONAL_REQUIRED_PROPERTY",
                "message": "region is required because of a conditional property rule based on [country]",
                "context": {"propertyName": ["region"]},
            },
        ],
    )
    source, region = refusal(400, {}, told, writing=True).problems
    assert (source.property, source.problem, source.trigger) == ("source", Problem.MISSING, None)
    assert (region.property, region.problem) == ("region", Problem.REQUIRED_WHEN)
    assert region.trigger.property == "country"


def test_of_several_missing_properties_each_is_named():
    named = {"missingRequiredProperties": ["source", "region"]}
    told = body("…", errors=[{"code": "MISSING_REQUIRED_PROPERTIES", "message": "…", "context": named}])
    problems = refusal(400, {}, told, writing=True).problems
    assert [one.property for one in problems] == ["source", "region"]


@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize(("headers", "until"), [({"Retry-After": "86400"}, 86_400.0), ({}, None)])
def test_an_account_on_the_move_says_how_long_it_takes(writing, headers, until):
    error = refusal(477, headers, body("moving"), writing=writing)
    assert isinstance(error, AccountMoving)
    assert error.retry_after == until


def test_hubspots_localized_words_are_kept_before_the_others():
    french = "L’adresse n’est pas valide"
    told = not_valid({**item("email", "INVALID_EMAIL", "invalid"), "localizedErrorMessage": french})
    [only] = refusal(400, {}, told, writing=True).problems
    assert only.detail == french


def test_a_rule_of_the_account_that_names_no_property_is_told_in_hubspots_words():
    told = body("A contact of this pipeline needs a city.", category="VALIDATION_ERROR")
    [only] = refusal(400, {}, told, writing=True).problems
    assert (only.property, only.problem) == ("contact", Problem.REFUSED)
    assert only.detail == "A contact of this pipeline needs a city."


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("two\n\tlines\x00 and\u2028more", "two lines and more"),
        ("<b>bold</b>", ""),
        ("see ![x](https://evil.example/?q=1)", ""),
        ("[here](//evil.example)", ""),
        ("Cannot set Coordinates{portalId=1}", ""),
        ("`SELECT`", ""),
        ("X n’est pas une option : [A, B, C]", "X n’est pas une option"),
        ("long " * 500, ("long " * 40)[:199].rstrip() + "…"),
    ],
)
def test_hubspots_words_are_kept_only_as_one_short_plain_line(words, kept):
    assert sentence(words) == kept


@given(st.text(max_size=400))
def test_whatever_hubspot_says_stays_short_and_on_one_line(words):
    kept = sentence(words)
    assert len(kept) <= LONGEST_DETAIL
    assert len(kept.splitlines()) <= 1
    assert not set(kept) & set("<>{}`")


def test_a_malformed_search_is_our_fault_and_not_the_persons():
    refused = refusal(400, {}, body("bad filter"), writing=False)
    assert (type(refused), refused.cause) == (RequestRefused, RefusalCause.NOT_UNDERSTOOD)


def test_the_correlation_id_comes_from_the_headers_when_the_body_has_none():
    error = refusal(500, {"X-HubSpot-Correlation-Id": CORRELATION}, "<html>", writing=False)
    assert error.correlation_id == CORRELATION


def test_a_correlation_id_that_is_none_is_dropped():
    told = json.dumps({"correlationId": "marie@example.com said\nhello"})
    assert refusal(500, {}, told, writing=False).correlation_id is None


def test_no_message_repeats_what_hubspot_said_about_a_value():
    told = not_valid(item("email", "INVALID_EMAIL", "Email address marie@example.lcom is invalid"))
    error = refusal(400, {}, told, writing=True)
    assert "marie" not in str(error)
    assert "marie" not in repr(error.problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "errors",
                    "context",
                    "errorTokens",
                    "propertyName",
                    "requiredScopes",
                    "code",
                    "in",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.integers(300, 599),
    st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3),
    st.one_of(st.none(), st.text(max_size=200), JSON.map(json.dumps)),
    st.booleans(),
)
def test_no_answer_is_too_strange_to_be_sorted(status, headers, told, writing):
    assert isinstance(refusal(status, headers, told, writing=writing), CrmError)


@pytest.mark.parametrize("told", ["[" * 60_000, "x" * 10_000_000, "\x00", '{"message": ' + "9" * 5000 + "}"])
def test_a_huge_or_nested_body_is_shrugged_off(told):
    assert isinstance(refusal(400, {}, told, writing=True), InvalidValues)
