"""Failures in the person's words: what happened, what to do, and nothing of anybody's raw answer."""

import pytest

from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    InvalidValues,
    LimitsUnknown,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
    RateLimited,
    ReadOnly,
    RecordLocked,
    RefusalCause,
    RequestRefused,
)

EN, FR = texts_in("en"), texts_in("fr")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (CrmUnavailable("x"), EN.crm_unavailable),
        (OutcomeUnknown("x"), EN.crm_unavailable),
        (RateLimited("x", retry_after=3), EN.crm_busy),
        (RateLimited("x", daily=True), EN.crm_daily_limit),
        (AccessDenied("x"), EN.crm_denied),
        (ReadOnly("x"), EN.crm_read_only),
        (ContactGone("x"), EN.contact_gone),
        (AccountMoving("x", retry_after=3600.0), EN.crm_moving.format(wait="60 min")),
        (AccountMoving("x", retry_after=86_400.0), EN.crm_moving.format(wait="24 h")),
        (AccountMoving("x"), EN.crm.moving_unknown),
        (RecordLocked("x"), EN.crm.locked),
        (LimitsUnknown("x"), EN.crm.limits_unknown),
        (RateLimited("x", retry_after=60.0), EN.crm.busy_for.format(wait="60 s")),
        (RateLimited("x", retry_after=7200.0), EN.crm.busy_for.format(wait="2 h")),
        (RateLimited("x", retry_after=7500.0), EN.crm.busy_for.format(wait="2 h 05 min")),
        (RateLimited("x", daily=True, retry_after=1800.0), EN.crm.daily_for.format(wait="30 min")),
        *((RequestRefused(cause, status=400), EN.crm.refused[cause]) for cause in RefusalCause),
        (CrmError("x"), EN.crm_unavailable),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_of_the_crm_has_its_sentence(error, sentence):
    assert crm_sentence(error, EN) == sentence


def test_a_wrong_stage_is_answered_with_stages_in_the_reader_s_language():
    problem = PropertyProblem(
        property="lifecyclestage",
        problem=Problem.NOT_AN_OPTION,
        value="clinet",
        suggestions=("Customer", "Lead"),
        suggestion_keys=("customer", "lead"),
    )
    sentence = crm_sentence(InvalidValues([problem]), FR)
    assert "«\u202fclinet\u202f»" in sentence
    assert "Client, Lead" in sentence


def test_the_account_s_own_words_serve_where_we_have_none():
    problem = PropertyProblem(
        property="favourite_colour",
        problem=Problem.UNKNOWN_PROPERTY,
        suggestions=("Favorite color",),
        suggestion_keys=("favorite_color",),
    )
    assert "Favorite color" in crm_sentence(InvalidValues([problem]), EN)


def test_what_hubspot_itself_said_of_a_refused_value_is_passed_on():
    problem = PropertyProblem(
        property="email", problem=Problem.REFUSED, detail="Email is on a blocked domain"
    )
    assert "Email is on a blocked domain" in crm_sentence(InvalidValues([problem]), EN)


@pytest.mark.parametrize("problem", list(Problem))
@pytest.mark.parametrize("texts", [EN, FR], ids=["en", "fr"])
def test_every_problem_has_a_sentence_in_both_languages(problem, texts):
    assert crm_sentence(InvalidValues([PropertyProblem(property="email", problem=problem, value="v")]), texts)
