"""No text that anybody types keeps the server busy: each is answered within a limit that the system watches over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typed_bounds import DONE, HOSTILE, READERS, STOPPERS, VALUE_READERS, calls_of, long_text

from assistant.chat.admission import MAX_INPUT_TOKENS
from assistant.language.requests.understand import understand
from assistant.language.words.lexer import LONGEST_READ, MOST_LEXEMES, lex

ROOT = Path(__file__).parents[2]
MOST_CALLS = 150_000
"""Of Python and C for one sentence, however odd: a few hundredths of a second."""


def answered(*arguments: str) -> str:
    """What a process of its own prints, which the system ends when one answer takes too much of the processor."""
    script = Path(__file__).with_name("typed_bounds.py")
    child = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    printed = child.stdout.strip().splitlines() or [""]
    assert child.returncode == 0, f"ended by {child.returncode} at: {printed[-1]}\n{child.stderr[-2000:]}"
    assert printed[-1] == DONE
    return child.stdout


@pytest.mark.timeout(600)
@pytest.mark.long
def test_every_reader_of_what_is_typed_or_stored_answers_any_text_within_its_time():
    printed = answered()
    for name in (*READERS, *VALUE_READERS):
        assert printed.count(f"{name} (") == len(HOSTILE)


def test_no_message_stops_the_server_while_a_form_is_open_and_the_form_goes_on(count_tokens):
    assert all(count_tokens(text) <= MAX_INPUT_TOKENS for text in STOPPERS)
    *hostile, ordinary, _ = answered("talk").splitlines()
    assert all("Wrote" in line and "FormOpened" not in line for line in hostile)
    assert "FormOpened" in ordinary


@pytest.mark.parametrize("name", [*READERS, *VALUE_READERS])
def test_twice_the_text_takes_at_most_twice_the_work(name):
    read = (READERS | VALUE_READERS)[name]
    for hostile in HOSTILE:
        read(long_text(hostile, 50))  # what is made once is made now
        once, twice = (
            calls_of(read, long_text(hostile, length)) for length in (LONGEST_READ + 1, 2 * LONGEST_READ + 2)
        )
        assert twice <= 2.2 * once + 200, hostile


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_sentence_of_any_words_takes_little_work(hostile):
    text = long_text(hostile, LONGEST_READ)
    span = lex(text)
    understand("trouve Marie")
    assert (
        calls_of(understand, text[: span[MOST_LEXEMES - 1].end] if len(span) > MOST_LEXEMES else text)
        < MOST_CALLS
    )
