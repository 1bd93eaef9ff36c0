"""Faults are switched on and off while the local CRM runs."""

import time

import httpx
import plain_http
import pytest

from evaluation.clock import ManualClock
from hubspot_tools.sandbox.errors import CrmRefusal
from hubspot_tools.sandbox.wire.faults import Faults
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits

CONTACTS = "/crm/v3/objects/contacts"


def post(portal, **properties):
    return portal.http.post(CONTACTS, json={"properties": properties})


def test_a_fault_spoils_as_many_requests_as_told(portal):
    portal.faults.next("internal_500", times=2)
    assert [portal.http.get(CONTACTS).status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_waits_for_its_method_and_path(portal):
    portal.faults.next("internal_500", method="POST", path_contains="/search")
    assert portal.http.get(CONTACTS).status_code == 200
    assert post(portal, firstname="Ada").status_code == 201
    assert portal.search().status_code == 500
    assert portal.search().status_code == 200


def test_faults_come_in_the_order_they_were_asked_for(portal):
    portal.faults.next("internal_500")
    portal.faults.next("locked_423")
    assert [portal.http.get(CONTACTS).status_code for _ in range(3)] == [500, 423, 200]


def test_clearing_ends_every_fault(portal):
    portal.faults.next("internal_500", times=None)
    assert portal.http.get(CONTACTS).status_code == 500
    portal.faults.rate_limits = True
    portal.faults.clear()
    assert portal.http.get(CONTACTS).status_code == 200
    assert portal.faults.rate_limits is False


def test_a_fault_that_does_not_exist_is_refused_by_name():
    with pytest.raises(ValueError, match="No fault is called 'rain'"):
        Faults().next("rain")


@pytest.mark.parametrize(
    "kind", ["internal_500", "bad_gateway_html_502", "gateway_timeout_504", "rate_limit_burst"]
)
def test_an_answering_fault_comes_before_the_work_unless_told(portal, kind):
    portal.faults.next(kind)
    assert post(portal, firstname="Ada").status_code >= 400
    assert portal.crm.snapshot() == {}
    portal.faults.next(kind, after_commit=True)
    assert post(portal, firstname="Ada").status_code >= 400
    assert len(portal.crm.snapshot()) == 1


@pytest.mark.parametrize(("kind", "status", "made"), [("slow", 201, 1), ("gateway_timeout_504", 504, 0)])
def test_a_late_answer_may_come_after_the_work_or_without_it(portal, kind, status, made):
    portal.faults.next(kind, seconds=0.1)
    began = time.monotonic()
    assert post(portal, firstname="Ada").status_code == status
    assert time.monotonic() - began >= 0.1
    assert len(portal.crm.snapshot()) == made


def test_a_dropped_connection_carries_no_byte(portal):
    for kind, left in (("drop_before_commit", 0), ("commit_then_drop", 1)):
        portal.faults.next(kind)
        with pytest.raises(httpx.TransportError):
            post(portal, firstname="Ada")
        assert len(portal.crm.snapshot()) == left
    assert [one.status for one in portal.requests] == [0, 0]


def test_a_refusal_is_dropped_too_when_the_connection_is(portal):
    portal.create(email="ada@acme.example")
    portal.faults.next("commit_then_drop", method="POST")
    with pytest.raises(httpx.TransportError):
        post(portal, email="ada@acme.example")


def test_a_slow_answer_comes_late_with_the_work_done(portal):
    portal.faults.next("slow", seconds=0.3)
    began = time.monotonic()
    assert post(portal, firstname="Ada").status_code == 201
    assert time.monotonic() - began >= 0.3


def test_a_slow_answer_does_not_hold_up_the_others(portal):
    portal.faults.next("slow", seconds=30, method="POST")
    with pytest.raises(httpx.ReadTimeout):
        portal.http.post(CONTACTS, json={"properties": {"firstname": "Ada"}}, timeout=0.1)
    assert portal.http.get(CONTACTS).json()["results"][0]["properties"]["firstname"] == "Ada"


def test_a_huge_body_is_json_all_the_same(portal):
    portal.faults.next("huge_body", size=3_000_000)
    answer = plain_http.get(f"{portal.url}{CONTACTS}", headers={"Authorization": "Bearer local"})
    assert len(answer.content) > 3_000_000
    assert answer.json()["results"] == []


def test_a_rate_limit_can_say_when_to_come_back(portal):
    portal.faults.next("rate_limit_secondly", retry_after=2)
    assert portal.search().headers["retry-after"] == "2"


def test_the_race_form_is_shown_only_where_there_is_a_duplicate(portal):
    portal.faults.next("duplicate_race_400")
    assert post(portal, email="ada@acme.example").status_code == 201


# Limits


def statuses_of_searches(portal, number):
    return [portal.search().status_code for _ in range(number)]


def test_limits_are_counted_but_not_enforced_until_asked(portal):
    assert statuses_of_searches(portal, 12) == [200] * 12


def policy_of_refusal(limits, **call):
    with pytest.raises(CrmRefusal) as caught:
        limits.spend(enforced=True, **call)
    assert caught.value.status == 429
    return caught.value.parts["policyName"]


def test_the_sixth_search_of_a_second_is_refused():
    clock = ManualClock()
    limits = AccountLimits(clock.now)
    for _ in range(5):
        limits.spend(is_search=True, enforced=True)
    assert policy_of_refusal(limits, is_search=True) == "SECONDLY"
    limits.spend(is_search=False, enforced=True)
    clock.pass_by(1.0)
    limits.spend(is_search=True, enforced=True)


def test_the_hundred_and_first_call_of_ten_seconds_is_refused():
    clock = ManualClock()
    limits = AccountLimits(clock.now)
    left = [limits.spend(is_search=False, enforced=True).in_window for _ in range(100)]
    assert (left[0], left[-1]) == (99, 0)
    assert policy_of_refusal(limits, is_search=False) == "TEN_SECONDLY_ROLLING"
    clock.pass_by(10.0)
    assert limits.spend(is_search=False, enforced=True).in_window == 99


def test_the_day_begins_anew_after_a_day():
    clock = ManualClock()
    limits = AccountLimits(clock.now)
    limits.spend(is_search=False, enforced=True)
    assert limits.used_today() == 1
    clock.pass_by(86_400.0)
    assert limits.used_today() == 0


def test_enforced_limits_answer_429_over_the_wire(portal):
    portal.faults.rate_limits = True
    answers = [portal.search() for _ in range(40)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert refused[0].json()["policyName"] == "SECONDLY"
