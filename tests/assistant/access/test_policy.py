"""What the policy makes of somebody: the highest role that names them, and what it may see, change and use up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.member import Identity, Role
from assistant.access.policy import IMPORT_ROWS, AccessPolicy
from assistant.access.rights import Rights
from hubspot_tools.sandbox.records.calculated import from_values

ADA = Identity(
    method="oidc", id="ada-0815", name="Ada", email="ada@example.com", groups=frozenset({"sales", "Crm"})
)
NOBODY_ASKED = Identity(method="none", id="local")


def policy(**tables) -> AccessPolicy:
    return AccessPolicy.model_validate(tables)


def test_without_a_policy_whoever_is_signed_in_may_look_and_nothing_else():
    rights = AccessPolicy().rights_of(ADA)
    assert (rights.role, rights.may_read, rights.may_write, rights.member.operator) == (
        "viewer",
        True,
        False,
        False,
    )


def test_where_nobody_is_asked_who_they_are_they_may_all_there_is():
    rights = AccessPolicy().rights_of(NOBODY_ASKED)
    assert rights.may_write
    assert rights.member.operator
    assert not rights.may_undo_others, "nobody knows whose it is"
    assert rights == Rights()


def test_what_nobody_may_see_or_change_holds_where_nobody_signs_in_too():
    never = policy(fields={"salary": {"see": "nobody"}, "email": {"change": "nobody"}})
    rights = never.rights_of(NOBODY_ASKED)
    assert (rights.hidden, rights.fixed) == ({"salary"}, {"email"})


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("group:sales", True),
        ("group:Sales", False),
        ("group:crm", False),
        ("ada@example.com", True),
        ("ADA@Example.com", True),
        ("domain:example.com", True),
        ("domain:@Example.com", True),
        ("domain:ample.com", False),
        ("domain:mail.example.com", False),
        ("id:ada-0815", True),
        ("id:ada", False),
        ("everyone", True),
    ],
)
def test_a_role_is_given_by_group_address_domain_id_or_to_everyone(entry, named):
    given_one = policy(roles={"editor": [entry]}).rights_of(ADA)
    assert given_one.role == ("editor" if named else "viewer")


def test_an_address_that_is_not_known_to_be_theirs_gives_no_role():
    unsure = ADA.model_copy(update={"email": ""})
    both = policy(roles={"steward": ["ada@example.com", "domain:example.com", "domain:org.example"]})
    assert both.rights_of(unsure).role == "viewer"


def test_the_highest_role_counts_and_operators_are_beside_them():
    rights = policy(roles={"editor": ["everyone"], "steward": ["group:Crm"], "operator": ["id:ada-0815"]})
    member = rights.member(ADA)
    assert (member.role, member.operator) == (Role.STEWARD, True)
    only_operator = policy(roles={"operator": ["id:ada-0815"]}).member(ADA)
    assert (only_operator.role, only_operator.operator) == (Role.VIEWER, True)


def test_a_hidden_property_is_hidden_with_what_hubspot_repeats_of_it():
    rights = policy(fields={"phone": {"see": "editor"}, "email": {"see": "steward"}}).rights_of(ADA)
    assert {
        "phone",
        "hs_searchable_calculated_phone_number",
        "email",
        "hs_additional_emails",
    } <= rights.hidden


@pytest.mark.parametrize("name", ["email", "phone", "mobilephone"])
def test_s37_whatever_the_crm_makes_of_a_hidden_property_is_hidden_with_it(name):
    values = {"email": "ada@example.com", "phone": "+33639981122", "mobilephone": "+33639983344"}
    without = from_values({one: value for one, value in values.items() if one != name})
    made = {one for one, value in from_values(values).items() if value != without[one]}
    assert made
    assert made <= policy(fields={name: {"see": "nobody"}}).rights_of(ADA).hidden


def test_a_property_may_be_seen_and_not_changed():
    fields = {"email": {"change": "nobody"}, "company": {"change": "steward"}}
    editors = policy(roles={"editor": ["everyone"]}, fields=fields).rights_of(ADA)
    stewards = policy(roles={"steward": ["everyone"]}, fields=fields).rights_of(ADA)
    assert editors.fixed == {"email", "company"}
    assert stewards.fixed == {"email"}
    assert not editors.hidden | stewards.hidden


def test_imports_are_bounded_but_for_stewards():
    assert policy(roles={"editor": ["everyone"]}).rights_of(ADA).most_import_rows == IMPORT_ROWS
    assert policy(roles={"steward": ["everyone"]}).rights_of(ADA).most_import_rows is None


def test_a_limit_of_the_role_goes_before_the_one_of_everybody():
    limits = {
        "messages_a_day": 100,
        "export_rows": 50,
        "viewer": {"messages_a_day": 10},
        "editor": {"export_rows": "unlimited", "money_a_day": 0.5},
    }
    viewer = policy(limits=limits).rights_of(ADA)
    editor = policy(limits=limits, roles={"editor": ["everyone"]}).rights_of(ADA)
    assert (viewer.daily.messages, viewer.most_export_rows, viewer.daily.money) == (10, 50, None)
    assert (editor.daily.messages, editor.most_export_rows, editor.daily.money) == (100, None, 0.5)


_levels = st.sampled_from(["viewer", "editor", "steward", "nobody"])
_fields = st.dictionaries(
    st.sampled_from(["phone", "email", "company", "salary"]),
    st.fixed_dictionaries({"see": _levels, "change": _levels}),
)


@given(fields=_fields)
def test_a_higher_role_never_sees_or_changes_less(fields):
    by_role = [
        policy(fields=fields, roles={role: ["everyone"]}).rights_of(ADA) for role in ("editor", "steward")
    ]
    ranked = [policy(fields=fields).rights_of(ADA), *by_role]
    for lower, higher in pairwise(ranked):
        assert higher.hidden <= lower.hidden
        assert higher.fixed <= lower.fixed
