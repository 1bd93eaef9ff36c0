"""What an account asks of values is read beforehand, and held against them only where that is certain."""

import pytest

from hubspot_tools.facts.asked_form import AskedForm, FormRule
from hubspot_tools.values.account_rules import AccountRules


def validation(kind, *arguments, name="zip", **more):
    rule = {"ruleType": kind, "ruleArguments": list(arguments), **more}
    return {"propertyName": name, "propertyValidationRules": [rule]}


def rules(*validations, required=()):
    return AccountRules.of(list(validations), list(required))


@pytest.mark.parametrize(
    ("rule", "fits", "breaks"),
    [
        (("ALPHANUMERIC", "NUMERIC_ONLY"), "69001", "D02 X285"),
        (("ALPHANUMERIC", "NUMERIC_ONLY"), "", "٣٤"),
        (("MIN_LENGTH", "5"), "69001", "690"),
        (("MAX_LENGTH", "5"), "69001", "690012"),
        (("MIN_NUMBER", "1"), "1", "0.5"),
        (("MAX_NUMBER", "10"), "10", "11"),
    ],
)
def test_a_value_that_surely_breaks_a_rule_is_known_before_hubspot_refuses_it(rule, fits, breaks):
    held = rules(validation(*rule))
    assert held.broken_by("zip", fits) is None
    assert held.broken_by("zip", breaks) is not None
    assert held.broken_by("city", breaks) is None


@pytest.mark.parametrize(
    "rule",
    [
        ("REGEX", "(a+)+$"),
        ("ALPHANUMERIC", "ALPHA_ONLY"),
        ("START_DATE", "2026-01-01"),
        ("NEW_ONE", "x"),
        ("",),
    ],
)
def test_a_rule_that_only_hubspot_can_judge_is_told_and_never_refuses(rule):
    held = rules(validation(*rule))
    assert held.forms["zip"]
    assert held.broken_by("zip", "a" * 10_000 + "!") is None


def test_a_rule_that_hubspot_mends_itself_asks_for_nothing():
    assert rules(validation("ALPHANUMERIC", "NUMERIC_ONLY", shouldApplyNormalization=True)).forms == {}


@pytest.mark.parametrize("bound", ["9" * 400, "1e999999", "", "nan", None, {"a": 1}])
def test_a_bound_that_is_no_number_is_none(bound):
    held = rules(validation("MIN_LENGTH", bound))
    assert held.forms["zip"] == (AskedForm(form=FormRule.OTHER),)


@pytest.mark.parametrize("told", [None, "x", {}, [None, 3, [], {"propertyName": 4}, {"propertyName": "zip"}]])
def test_nonsense_asks_for_nothing(told):
    held = AccountRules.of(told, told)
    assert held.forms == {}
    assert held.required == frozenset()


def test_what_a_new_contact_must_have_is_known_by_name():
    assert rules(required=["industry", None, ""]).required == {"industry"}
