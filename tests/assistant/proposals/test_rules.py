"""What the rules of writing mean: as seen, untouched since, goes back, is ours; one set for proposals and imports."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.proposals import rules
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES

WRITTEN = ("firstname", "jobtitle", "city", "phone", rules.STAGE)
ACCOUNTS = ("hs_analytics_source", "hs_lastmodifieddate", "lastmodifieddate", "hs_calculated_phone_number")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

texts = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)
values = st.dictionaries(st.sampled_from(WRITTEN), st.one_of(st.just(""), texts), max_size=4)
properties = st.dictionaries(st.sampled_from((*WRITTEN, *ACCOUNTS)), texts, max_size=5)
contacts = properties.map(lambda held: Contact(id="1", properties=held, correlation_id="r"))
stages = st.lists(texts, min_size=1, max_size=6, unique=True)
seconds = st.integers(-100_000, 100_000).map(lambda number: timedelta(seconds=number))


def with_values(contact: Contact, **held: str) -> Contact:
    return contact.model_copy(update={"properties": {**contact.properties, **held}})


@given(contacts, values)
def test_once_written_nothing_differs_any_more(contact, wanted):
    assert not rules.differences(rules.as_written(contact, wanted), wanted)


@given(contacts, values)
def test_what_was_written_leaves_the_rest_alone_and_holds_no_empty_value(contact, wanted):
    stored = rules.as_written(contact, wanted)
    assert all(stored.properties.values())
    assert all(stored.get(name) == contact.get(name) for name in contact.properties if name not in wanted)


@given(contacts, values)
def test_writing_the_differences_writes_everything(contact, wanted):
    less = rules.differences(contact, wanted)
    assert not rules.differences(rules.as_written(contact, less), wanted)


@given(contacts, values, texts)
def test_a_create_that_becomes_an_update_never_names_the_address(contact, wanted, local):
    changes = rules.wanted_instead(contact, {**wanted, "email": f"{local}@x.example"})
    assert changes == rules.differences(contact, wanted)


class TestAsSeen:
    @given(contacts, values)
    def test_what_the_card_has_shown_is_as_seen(self, contact, wanted):
        before = {name: contact.get(name) for name in wanted}
        assert rules.as_seen("1", before, contact)

    @given(contacts, st.sampled_from(WRITTEN), texts)
    def test_any_letter_of_it_that_changes_is_a_change(self, contact, name, value):
        before = {name: contact.get(name)}
        assume(value != contact.get(name))
        assert not rules.as_seen("1", before, with_values(contact, **{name: value}))

    def test_another_spelling_is_a_change_to_what_a_person_saw_and_none_to_what_we_have_written(self):
        seen = Contact(id="1", properties={"phone": "+33199001234"}, correlation_id="r")
        respelled = Contact(id="1", properties={"phone": "+33 1 99 00 12 34"})
        assert not rules.as_seen("1", seen.properties, respelled)
        assert rules.is_untouched(seen, respelled, ["phone"])

    @given(contacts)
    def test_whoever_is_found_under_another_id_was_not_seen(self, contact):
        elsewhere = contact.model_copy(update={"id": "2"})
        assert not rules.as_seen("1", {}, elsewhere)
        assert not rules.as_seen("1", {}, None)
        assert not rules.says_the_same(contact, elsewhere)

    @given(contacts, st.sampled_from([*NAMED_PROPERTIES, "hs_lead_status", "hs_additional_emails", "fax"]))
    def test_of_one_to_archive_everything_that_people_fill_in_was_seen(self, contact, name):
        assert rules.says_the_same(contact, contact)
        assert not rules.says_the_same(contact, with_values(contact, **{name: "by somebody"}))

    @given(contacts, st.sampled_from(ACCOUNTS), texts)
    def test_the_accounts_that_hubspot_keeps_are_nobodys_change(self, contact, name, value):
        assert rules.says_the_same(contact, with_values(contact, **{name: value}))


class TestUntouchedSince:
    @given(contacts, values, properties)
    def test_an_update_may_be_taken_back_whatever_else_has_changed(self, contact, wanted, others):
        left = rules.as_written(contact, wanted)
        theirs = {name: value for name, value in others.items() if name not in wanted}
        assert rules.is_untouched(left, with_values(left, **theirs), wanted)

    @given(contacts, values, texts)
    def test_nothing_that_was_written_may_have_changed(self, contact, wanted, value):
        assume(wanted)
        left = rules.as_written(contact, wanted)
        name = min(wanted)
        theirs = with_values(left, **{name: f"{left.get(name)} {value}"})
        assert rules.changed_since(left, theirs, wanted) == {name}
        assert not rules.is_untouched(left, theirs, wanted)

    @given(contacts)
    def test_a_new_contact_is_taken_back_whole_when_hubspot_has_answered_its_create(self, contact):
        assert rules.is_untouched(contact, contact)
        only_found = contact.model_copy(update={"correlation_id": None})
        assert not rules.is_untouched(only_found, contact)

    @given(contacts)
    def test_one_that_others_were_merged_into_is_more_than_was_created(self, contact):
        assert not rules.is_untouched(contact, with_values(contact, **{rules.MERGED_IDS: "1;2"}))

    @given(contacts)
    def test_nobody_takes_back_what_is_not_known_or_found_under_another_id(self, contact):
        assert not rules.is_untouched(None, contact, [])
        assert not rules.is_untouched(contact, contact.model_copy(update={"id": "2"}), [])

    @given(contacts, values)
    def test_what_says_again_what_it_said_before_is_taken_back(self, contact, wanted):
        before = {name: contact.get(name) for name in wanted}
        written = rules.as_written(contact, wanted)
        assert rules.is_taken_back(before, rules.as_written(written, before))

    @given(contacts, texts)
    def test_what_says_something_else_is_not(self, contact, value):
        assert not rules.is_taken_back({"city": contact.get("city")}, with_values(contact, city=f"x {value}"))


class TestGoesBack:
    @given(stages, st.data())
    def test_of_two_stages_one_way_goes_back_and_no_stage_goes_back_to_itself(self, order, data):
        one, other = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(order))
        assert rules.goes_back(one, other, order) + rules.goes_back(other, one, order) == (one != other)
        assert rules.goes_back(order[-1], order[0], order) is (len(order) > 1)

    @given(stages, texts)
    def test_nothing_goes_back_from_or_to_what_is_empty_or_unknown(self, order, stage):
        assume(stage not in order)
        for nowhere in ("", stage):
            assert not rules.goes_back(order[-1], nowhere, order)
            assert not rules.goes_back(nowhere, order[0], order)

    @given(stages)
    def test_the_order_is_the_accounts_own(self, order):
        options = {stage: stage.upper() for stage in order}
        assert rules.stages_in({rules.STAGE: PropertyLabel(label="Stage", options=options)}) == order
        assert rules.stages_in({}) == []

    @given(contacts, texts)
    def test_half_the_way_is_an_empty_stage_with_one_to_come(self, contact, stage):
        emptied = rules.as_written(contact, {rules.STAGE: ""})
        assert rules.has_stepped_half({rules.STAGE: stage}, emptied)
        assert not rules.has_stepped_half(
            {rules.STAGE: stage}, rules.as_written(contact, {rules.STAGE: stage})
        )
        assert not rules.has_stepped_half({rules.STAGE: ""}, emptied)
        assert not rules.has_stepped_half({}, emptied)


class TestIsOurs:
    @given(seconds)
    def test_a_clock_may_be_a_minute_behind_and_no_more(self, offset):
        found = Contact(id="1", created_at=NOON + offset)
        assert rules.is_ours(found, NOON) is (offset >= timedelta(seconds=-60))

    def test_one_of_unknown_age_is_not_ours(self):
        assert not rules.is_ours(Contact(id="1"), NOON)

    @given(seconds, st.one_of(st.none(), seconds))
    def test_history_counts_from_what_was_seen_else_from_a_minute_before_we_sent(self, begun, seen):
        seen_at = None if seen is None else NOON + seen
        expected = NOON + begun - timedelta(seconds=60) if seen_at is None else seen_at
        assert rules.history_from(NOON + begun, seen_at) == expected

    @pytest.mark.parametrize(
        ("updated_at", "seen_at", "unwritten"),
        [
            (NOON, NOON, True),
            (NOON - timedelta(seconds=1), NOON, True),
            (NOON + timedelta(milliseconds=1), NOON, False),
            (NOON, None, False),
            (None, NOON, False),
        ],
    )
    def test_a_contact_is_unwritten_only_where_both_times_say_so(self, updated_at, seen_at, unwritten):
        assert rules.is_unwritten(Contact(id="1", updated_at=updated_at), seen_at) is unwritten

    @given(seconds)
    def test_two_minutes_are_long_enough_for_a_write_to_show(self, waited):
        assert rules.would_have_landed(NOON, NOON + waited) is (waited >= timedelta(seconds=120))
