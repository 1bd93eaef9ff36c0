"""Token counts are those of tiktoken's own o200k_base, with no network."""

import gzip
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tiktoken_ext import openai_public

from assistant.agent import tokens
from assistant.agent.focus import Focus
from assistant.agent.tokens import CorruptTable, TokenCounter, fits, most_tokens
from assistant.agent.window import window
from assistant.models.messages import UserSaid
from hubspot_tools.contacts import Contact

ROOT = Path(__file__).parents[3]
TABLE_URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
"""tiktoken names a cached table by the SHA-1 of where it would fetch it."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """tiktoken's own o200k_base, reading our table from its cache instead of the network."""
    cache = tmp_path_factory.mktemp("tiktoken")
    packed = resources.files("assistant.agent.vendor").joinpath("o200k_base.tiktoken.gz").read_bytes()
    name = hashlib.sha1(TABLE_URL.encode(), usedforsecurity=False).hexdigest()
    (cache / name).write_bytes(gzip.decompress(packed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(cache))
        return tiktoken.Encoding(**openai_public.o200k_base())


@given(st.text(max_size=300))
def test_any_text_counts_as_tiktoken_counts_it(count_tokens, reference, text):
    assert count_tokens(text) == len(reference.encode_ordinary(text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("hello world", 2), ("Zoé Lefèvre-D'Aubigné", 8), ("+33 6 12 34 56 78", 12)],
)
def test_known_texts_have_known_counts(count_tokens, text, tokens):
    assert count_tokens(text) == tokens


def test_the_spelling_of_a_special_token_is_counted_as_text(count_tokens):
    assert count_tokens("<|endoftext|>") > 1


@given(st.text(max_size=300))
def test_no_text_has_more_tokens_than_bytes(reference, text):
    assert len(reference.encode_ordinary(text)) <= most_tokens(text)


@given(st.text(max_size=60), st.integers(0, 60))
def test_whether_a_text_fits_is_exact_whether_or_not_it_was_counted(count_tokens, text, most):
    assert fits(text, most, count_tokens) is (count_tokens(text) <= most)


def test_what_is_short_by_its_bytes_is_judged_without_the_table():
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return len(text.split())

    assert fits("é" * 100, 200, count)
    assert window([UserSaid("a" * 100)] * 9, count) == (UserSaid("a" * 100),) * 5
    focus = Focus(count)
    focus.show([Contact(id="1", properties={"firstname": "Zoé"})])
    assert focus.as_data()
    assert counted == []
    assert not fits("a b " * 60, 100, count)
    assert counted


def test_the_table_is_read_once_however_many_need_it_at_a_time(monkeypatch):
    read: list[int] = []

    def load():
        read.append(1)
        return len

    monkeypatch.setattr(tokens, "load_counter", load)
    counter = TokenCounter()
    assert read == []
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(counter, ["four"] * 40)) == [4] * 40
    assert read == [1]


def test_a_counter_counts_as_the_table_does(count_tokens):
    assert TokenCounter()("Zoé Lefèvre-D'Aubigné") == count_tokens("Zoé Lefèvre-D'Aubigné")


class Damaged:
    """A table of which only this is left."""

    def __init__(self, packed):
        self._packed = packed

    def joinpath(self, _name):
        return self

    def read_bytes(self):
        if self._packed is None:
            raise FileNotFoundError
        return self._packed


@pytest.mark.parametrize(
    "packed",
    [None, b"", b"no gzip", gzip.compress(b"YQ== 0\n"), gzip.compress(b"YQ== 0\n" * 99)[:-12]],
    ids=["missing", "empty", "something else", "another table", "cut off"],
)
def test_with_a_damaged_table_bounds_hold_by_bytes_and_it_is_read_once(monkeypatch, packed):
    looked = []

    def files(_package):
        looked.append(1)
        return Damaged(packed)

    monkeypatch.setattr(tokens.resources, "files", files)
    counter = TokenCounter()
    talk = [UserSaid("é" * 150)] * 5
    assert window(talk, counter) == (UserSaid("é" * 150),) * 2
    assert not fits("a" * 201, 200, counter)
    for _ in range(2):
        with pytest.raises(CorruptTable):
            counter.load()
    assert looked == [1]


def test_the_ranks_do_not_stay_in_memory_beside_the_table_made_of_them(monkeypatch):
    kept = []
    make = tiktoken.Encoding

    def encoding(*args, mergeable_ranks, **options):
        kept.append(mergeable_ranks)
        return make(*args, mergeable_ranks=mergeable_ranks, **options)

    monkeypatch.setattr(tiktoken, "Encoding", encoding)
    assert tokens.load_counter()("Zoé") == 2
    assert kept == [{}]


HEAVY = """
import sys
import assistant.agent.agent, assistant.agent.contact_tools, assistant.agent.prompts, assistant.agent.tokens
import assistant.models.openai_client, assistant.models.chat_completions, assistant.models.responses
print(*sorted({"sqlalchemy", "alembic", "tiktoken", "chainlit", "hubspot", "prometheus_client"} & set(sys.modules)))
"""


def test_the_agent_is_loaded_without_a_database_the_table_s_library_or_the_chat():
    loaded = subprocess.run(
        [sys.executable, "-c", HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
