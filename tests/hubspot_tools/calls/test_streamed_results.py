import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.calls.streamed_results import LONGEST_ENTRY, entries_in, outline_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.sampled_from('a{}"\\[],:é'), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), max_size=6),
    st.integers(1, 9),
    st.booleans(),
)
def test_every_entry_is_read_wherever_the_body_is_cut(entries, size, escaped):
    body = json.dumps({"results": entries, "paging": None}, ensure_ascii=escaped).encode()
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    assert list(entries_in(chunks)) == entries


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<style>b{}</style>",
        b"[]",
        b'{"results": [{"a": 1}',
        b'{"results": [{"a": 1}, {"b',
        b'{"results": [{a}]}',
    ],
)
def test_what_is_no_whole_list_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        list(entries_in([body]))


def test_an_entry_without_end_is_read_no_further_than_its_limit():
    def endless():
        yield b'{"results": [{"label": "'
        while True:
            yield b"x" * 1_000_000

    read = 0

    def counted():
        nonlocal read
        for chunk in endless():
            read += len(chunk)
            yield chunk

    with pytest.raises(ValueError, match="too long"):
        list(entries_in(counted()))
    assert read < LONGEST_ENTRY + 2_000_000


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=6), st.integers(1, 9))
def test_an_object_is_known_without_the_objects_within_it_wherever_it_is_cut(whole, size):
    body = json.dumps(whole).encode()
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    assert outline_of(chunks) == _without_objects(whole)


def _without_objects(whole):
    def left(value):
        if isinstance(value, list):
            return [left(one) for one in value]
        return None if isinstance(value, dict) else value

    return {name: left(value) for name, value in whole.items()}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a": [{}', b"<html>"])
def test_what_is_no_whole_object_has_no_outline(body):
    with pytest.raises(ValueError, match=r"."):
        outline_of([body])
