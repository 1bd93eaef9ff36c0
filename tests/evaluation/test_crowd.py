"""The model of many people keeps HubSpot's limits, is fair, says the same each time, and stands for what is built."""

from evaluation.crowd.__main__ import main
from evaluation.crowd.office import BURST_CALLS, SEARCH_CALLS, Office, play_office

SECONDS = {"warm_up": 20.0, "seconds": 30.0}


def test_few_people_wait_for_nothing():
    day = play_office(Office(100, servers=10), seed=3, **SECONDS)
    assert day.requests > 2
    assert day.refused == 0
    assert max(day.waited) < 1.0


def test_more_people_than_the_account_serves_share_it_fairly_and_within_its_limits():
    day = play_office(Office(2_000, servers=20, one_imports_in=400), seed=3, **SECONDS)
    assert day.account.most_calls <= BURST_CALLS
    assert day.account.most_searches <= SEARCH_CALLS
    assert day.account.calls / day.seconds > 0.9 * BURST_CALLS / 10
    assert len(day.imported) == 5
    assert max(day.imported.values()) - min(day.imported.values()) <= 2


def test_a_seed_tells_the_same_story_again():
    first, again = (play_office(Office(300, servers=5), seed=7, **SECONDS) for _ in range(2))
    assert first == again


def test_the_command_prints_a_line_for_each_size(capsys):
    assert main(["--people", "50", "100", "--servers", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].count("|") == lines[2].count("|") == lines[3].count("|")
    assert lines[3].startswith("| 100 | ")
