"""Whole talks with three scripted models: M1 gets things done, and with M2 and M3 nothing bad happens.

Here each is played with one seed, ``SCENARIO_SEEDS=8 pytest tests/scenarios`` with more; ``make scenarios``
plays all eight and prints a table. ``SCENARIO_ACCOUNT=hostile pytest tests/scenarios`` plays every one of them in the
account that is set up otherwise as well, where the suite plays a few.
"""

import os

import pytest

from evaluation.personalities import PERSONALITIES
from evaluation.run import SCENARIOS
from evaluation.scenario import load_scenarios

ALL = load_scenarios(SCENARIOS)
SEEDS = int(os.environ.get("SCENARIO_SEEDS", "1"))
ELSEWHERE = (
    "create-simple", "create-exists", "create-raced", "create-unknown-property", "search-by-stage", "search-namesakes",
    "update-stage-backwards", "update-cleared", "update-undone", "update-several-fields",
)  # fmt: skip
"""Scenarios that are played in the hostile account as well, by the one who gets things done."""
OWNERS_OF_THE_OTHER = {"create-further-properties", "update-owner"}
"""They name owners whom the hostile account does not have."""
PLAYED_ELSEWHERE = (
    [one.name for one in ALL if one.name not in OWNERS_OF_THE_OTHER]
    if os.environ.get("SCENARIO_ACCOUNT") == "hostile"
    else list(ELSEWHERE)
)

KINDS = {
    "search", "namesakes", "accents", "phone", "company", "not-found", "many-results", "create", "missing-email",
    "invalid-email", "email-spelling", "duplicate", "likely-doubles", "several", "correction", "update", "lifecycle",
    "clear", "race", "already-so", "unknown-property", "options", "email-collision", "bulk", "deletion", "reference",
    "window", "skip-confirmation", "secrets", "injection", "double-click", "two-tabs", "reload", "restart", "expiry",
    "lost-facts", "swapped-facts", "false-claim", "leaked-call", "undo", "typed-consent", "fault", "buttons", "signature", "dates", "owner", "exfiltration",
}  # fmt: skip
"""What people do with contacts, and what is done to them."""


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
async def test_the_talk_leaves_what_it_should(stage, scenario):
    runs = [await stage.run(scenario, who, seed) for who in PERSONALITIES for seed in range(SEEDS)]
    assert {f"{run.personality} {run.seed}": run.failures for run in runs if run.failures} == {}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", PLAYED_ELSEWHERE)
async def test_the_talk_ends_as_well_in_an_account_that_is_set_up_otherwise(hostile_stage, name):
    [scenario] = [one for one in ALL if one.name == name]
    run = await hostile_stage.run(scenario, PERSONALITIES[0], 0)
    assert run.failures == []


def test_every_kind_is_covered():
    assert {kind for scenario in ALL for kind in scenario.kinds} >= KINDS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_are_spoken(language):
    assert len([one for one in ALL if one.language == language]) >= 30
