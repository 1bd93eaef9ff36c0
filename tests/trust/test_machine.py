"""Whatever people click and whatever goes wrong: written once or not at all, and everybody knows which.

A random history of messages, clicks, tabs, reloads, restarts, crashes, edits by other hands and faults of every
kind runs against the real parts, and `trustkit.ledger.Ledger` compares, after each step and at the end, what was
agreed to, journalled and said with what the portal's own witness saw.

The suite runs a short, always equal sample. ``TRUST_STEPS=10000 pytest -s --timeout=0 tests/trust/test_machine.py``
runs at least so many steps, different ones each time, and prints how many.
"""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from trustkit.day import CHANGES, FAULTS, METHODS, PEOPLE, Day, Tally, now, together

from assistant.models.scripted import says

pytestmark = pytest.mark.long

STEPS = int(os.environ.get("TRUST_STEPS", "0"))
STEPS_OF_A_HISTORY = 40
SAMPLE = settings(
    max_examples=8,
    stateful_step_count=STEPS_OF_A_HISTORY,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
SHORT = settings(SAMPLE, max_examples=1)
LONG = settings(
    SAMPLE,
    max_examples=50,
    derandomize=False,
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
)

NO_MODEL = (says("Done."),)
some = st.integers(0, 3)
tabs = st.integers(0, 2)
moments = st.integers(0, 6)


class History(Day):
    """Ada has two tabs and Eve one. A rule that finds nothing to act on does nothing."""

    @initialize(skew=st.integers(-50, 50), wanted=st.sampled_from(PEOPLE), which=some)
    def a_day_begins(self, skew: int, wanted: dict[str, str], which: int) -> None:
        """Three contacts from long ago, and something to decide for both persons."""
        for person in PEOPLE[2:]:
            self.portal.somebody_creates(person)
        self.world.time.pass_by(86_400)
        self.world.time.crm_is_ahead = timedelta(seconds=skew)
        self.a_create_is_asked_for(0, wanted)
        self.an_update_is_asked_for(1, which, CHANGES[0])
        self.an_update_is_asked_for(2, which, CHANGES[1])

    @rule(tab=tabs, person=st.sampled_from(PEOPLE))
    def a_create_is_asked_for(self, tab: int, person: dict[str, str]) -> None:
        self.does("create", self.tabs[tab].is_asked_to_create(**person))

    @rule(tab=tabs, which=some, change=st.sampled_from(CHANGES))
    def an_update_is_asked_for(self, tab: int, which: int, change: dict[str, str]) -> None:
        if contact := self.contact(which):
            self.does("update", self.tabs[tab].is_asked_to_update(contact, **change))

    @rule(tab=tabs, which=some)
    def confirm_is_clicked(self, tab: int, which: int) -> None:
        if proposal := self.proposal(self.tabs[tab], which):
            self.does("confirm", self.tabs[tab].confirms(proposal), clicks=1)

    @rule(tab=tabs, which=some, fault=st.sampled_from(FAULTS), blind=st.booleans())
    def a_write_goes_wrong(self, tab: int, which: int, fault: str, blind: bool) -> None:  # noqa: FBT001 - drawn
        if proposal := self.proposal(self.tabs[tab], which):
            self.goes_wrong(fault, METHODS[proposal.action], times=1 + which)
            if blind:  # from then on, nothing can be read back
                self.world.at_the_next_write(
                    lambda: self.portal.faults.next("bad_gateway_html_502", method="GET", times=9)
                )
            self.does("spoiled confirm", self.tabs[tab].confirms(proposal), clicks=1)
            self.portal.calm()

    @rule(tab=tabs, which=some, fault=st.sampled_from(FAULTS), times=st.integers(1, 4))
    def a_step_back_is_cut_in_half(self, tab: int, which: int, fault: str, times: int) -> None:
        if not (contact := self.contact(which)):
            return
        self.portal.somebody_edits(contact, {"lifecyclestage": "customer"})
        further = {} if which else {"email": PEOPLE[2]["email"]}
        asked = self.tabs[tab].is_asked_to_update(contact, lifecyclestage="lead", **further)
        self.does("update", asked)
        if proposal := self.step_back(self.tabs[tab], contact):
            self.goes_wrong(fault, "PATCH", times, spared=1)
            self.does("half a step back", self.tabs[tab].confirms(proposal), clicks=1)
            self.portal.calm()

    @rule(which=some)
    def confirm_is_clicked_twice_in_each_of_two_tabs(self, which: int) -> None:
        if proposal := self.proposal(self.tabs[0], which):
            clicks = [tab.confirms(proposal) for tab in self.tabs[:2] * 2]
            self.does("four clicks", together(*clicks), clicks=1)

    @rule(tab=tabs, which=some)
    def cancel_is_clicked(self, tab: int, which: int) -> None:
        if proposal := self.proposal(self.tabs[tab], which):
            self.does("cancel", self.tabs[tab].cancels(proposal))

    @rule(tab=tabs)
    def yes_is_typed(self, tab: int) -> None:
        self.does("yes", self.tabs[tab].hears("yes", *NO_MODEL), clicks=1)

    @rule(tab=tabs)
    def no_is_typed(self, tab: int) -> None:
        self.does("no", self.tabs[tab].hears("no", *NO_MODEL))

    @rule(tab=tabs, which=some)
    def an_edited_button_is_clicked(self, tab: int, which: int) -> None:
        if proposal := self.proposal(self.tabs[tab], which):
            edited = proposal.model_copy(update={"values": {**proposal.values, "jobtitle": "Boss"}})
            self.does("edited", self.tabs[tab].confirms(edited))

    @rule(which=some)
    def somebody_elses_button_is_clicked(self, which: int) -> None:
        if proposal := self.proposal(self.tabs[0], which):
            self.does("foreign", self.tabs[2].confirms(proposal))

    @rule(tab=tabs, which=some)
    def undo_is_clicked(self, tab: int, which: int) -> None:
        if done := self.done(self.tabs[tab], which):
            self.does("undo", self.tabs[tab].undoes(done), clicks=1)

    @rule(which=some)
    def undo_is_clicked_in_two_tabs(self, which: int) -> None:
        if done := self.done(self.tabs[0], which):
            undone = [tab.undoes(done) for tab in self.tabs[:2]]
            self.does("two undos", together(*undone), clicks=2)

    @rule(tab=tabs, which=some, double=some)
    def a_likely_double_is_chosen(self, tab: int, which: int, double: int) -> None:
        proposal = self.proposal(self.tabs[tab], which)
        if proposal and proposal.similar:
            chosen = proposal.similar[double % len(proposal.similar)]
            self.does("adopt", self.tabs[tab].adopts(proposal, chosen.id))

    @rule(tab=tabs)
    def a_tab_is_reloaded(self, tab: int) -> None:
        self.does("reload", self.tabs[tab].comes_back())

    @rule()
    def the_program_is_restarted(self) -> None:
        self.does("restart", self.world.restart())

    @rule(tab=tabs, which=some, moment=moments)
    def stop_is_clicked_while_writing(self, tab: int, which: int, moment: int) -> None:
        if proposal := self.proposal(self.tabs[tab], which):
            self.does("stop", self.stopped(self.tabs[tab].confirms(proposal), moment), clicks=1)

    @rule(tab=tabs, which=some, moment=moments)
    def the_program_crashes_while_writing(self, tab: int, which: int, moment: int) -> None:
        if proposal := self.proposal(self.tabs[tab], which):
            self.does("crash", self.crashed(self.tabs[tab].confirms(proposal), moment), clicks=1)

    @rule(which=some, change=st.sampled_from(CHANGES))
    def somebody_else_edits(self, which: int, change: dict[str, str]) -> None:
        if contact := self.contact(which):
            self.does("foreign edit", now(lambda: self.portal.somebody_edits(contact, change)))

    @rule(change=st.sampled_from(CHANGES))
    def somebody_else_edits_what_was_written_last(self, change: dict[str, str]) -> None:
        if effects := self.portal.effects_of_the_assistant:
            contact = effects[-1].contact_id
            self.does("edit after", now(lambda: self.portal.somebody_edits(contact, change)))

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_else_creates(self, person: dict[str, str]) -> None:
        elsewhere = {**person, "city": "Elsewhere"}
        self.does("foreign create", now(lambda: self.portal.somebody_creates(elsewhere)))

    @rule(which=some)
    def somebody_else_archives(self, which: int) -> None:
        if contact := self.contact(which):
            self.does("foreign archive", now(lambda: self.portal.somebody_archives(contact)))

    @rule(seconds=st.sampled_from([2, 61, 125, 601]))
    def time_passes(self, seconds: int) -> None:
        self.does("time", now(lambda: self.world.time.pass_by(seconds)))

    @rule()
    def open_writes_are_looked_at(self) -> None:
        self.does("sweep", self.world.process.recovery.sweep())

    @rule(
        fault=st.sampled_from(FAULTS),
        method=st.sampled_from([None, "GET", "POST", "PATCH", "DELETE"]),
        times=st.sampled_from([1, 2, 5]),
    )
    def something_will_go_wrong(self, fault: str, method: str | None, times: int) -> None:
        self.goes_wrong(fault, method, times)

    @rule()
    def nothing_goes_wrong_any_more(self) -> None:
        self.portal.calm()

    @rule(which=some, change=st.sampled_from(CHANGES))
    def somebody_edits_while_a_request_gets_lost(self, which: int, change: dict[str, str]) -> None:
        def edit_and_lose(contact: str) -> None:
            self.portal.somebody_edits(contact, change)
            self.portal.faults.clear()
            self.portal.faults.next("drop_before_commit")

        if contact := self.contact(which):
            self.world.at_the_next_write(lambda: edit_and_lose(contact))


def test_every_history_of_clicks_and_faults_ends_well(served_portal, count_tokens, capsys):
    tally = Tally()

    def history() -> History:
        return History(served_portal, count_tokens, tally)

    if not STEPS:
        run_state_machine_as_test(history, settings=SAMPLE)
        return
    while tally.steps.total() < STEPS:
        run_state_machine_as_test(history, settings=LONG)
    with capsys.disabled():
        print(f"\n{tally}")  # noqa: T201 - what the run by hand is for


def test_a_history_ends_as_well_in_an_account_that_is_set_up_otherwise(hostile_portal_served, count_tokens):
    tally = Tally()
    run_state_machine_as_test(lambda: History(hostile_portal_served, count_tokens, tally), settings=SHORT)
    assert tally.steps.total() > 0
