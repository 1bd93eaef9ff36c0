"""Token counts are those of tiktoken's own o200k_base, with no network."""

import gzip
import hashlib
from importlib import resources

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tiktoken_ext import openai_public

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
