"""The rules of server-sent events, whatever the network cuts, and bounds that no server can talk its way out of."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import event_stream
from assistant.models.event_stream import LONGEST_EVENT, EventReader
from assistant.models.model_protocol import ModelInterrupted
from assistant.models.partial_answer import StreamFailed

ONE, TWO = {"said": "Zoé 👩‍💻"}, {"n": 2}
STREAMS = {
    "LF": b'data: {"n":1}\n\ndata: {"n":2}\n\n',
    "CR LF": b'data: {"n":1}\r\n\r\ndata: {"n":2}\r\n\r\n',
    "CR": b'data: {"n":1}\r\rdata: {"n":2}\r\r',
    "all three": b'data: {"n":1}\n\r\ndata: {"n":2}\r\r\n',
    "CR LF, then LF": b'data: {"n":1}\r\n\ndata: {"n":2}\r\n\n',
    "no blank behind the colon": b'data:{"n":1}\n\ndata:{"n":2}\n\n',
    "over several lines": b'data: {"n":\ndata: 1}\n\ndata\ndata: {"n":2}\n\n',
    "names, ids and pauses": b'event: delta\nid: 7\nretry: 9\ndata: {"n":1}\n\nevent: delta\ndata: {"n":2}\nid\n\n',
    "comments": b': hello\n\n:\ndata: {"n":1}\n: between\n\n: ping\n\ndata: {"n":2}\n\n',
    "fields nobody knows": b'database: x\ndata : {"n":7}\n{"n":7}\ndata: {"n":1}\n\ndata: {"n":2}\n\n',
    "a byte order mark": b'\xef\xbb\xbfdata: {"n":1}\n\ndata: {"n":2}\n\n',
    "blank lines before": b'\n\r\n\ndata: {"n":1}\n\n\n\ndata: {"n":2}\n\n',
    "events without data": b'data\n\nevent: x\n\ndata: {"n":1}\n\ndata:\n\ndata: {"n":2}\n\n',
    "more after the end": b'data: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\ndata: {"n":3}\n\n',
    "an event without its end": b'data: {"n":1}\n\ndata: {"n":2}\n\ndata: {"n":3}\n',
    "a line without its end": b'data: {"n":1}\n\ndata: {"n":2}\n\ndata: {"n":3}',
}


def read(stream: bytes, pieces: list[int] | int = 1_000_000) -> list:
    """The events of a stream that is cut at these places, or everywhere so many bytes apart."""
    reader = EventReader()
    cuts = range(0, len(stream), pieces) if isinstance(pieces, int) else [0, *sorted(pieces)]
    chunks = [stream[start:end] for start, end in zip(cuts, [*cuts[1:], len(stream)], strict=True)]
    return [event for chunk in chunks for event in reader.feed(chunk)]


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
@pytest.mark.parametrize("pieces", [1_000_000, 1, 2, 3, 7])
def test_events_are_read_by_the_rules_however_the_stream_is_cut(stream, pieces):
    assert read(stream, pieces) == [{"n": 1}, {"n": 2}]


@given(st.data())
def test_no_cut_changes_what_is_read(data):
    end = data.draw(st.sampled_from([b"\n", b"\r", b"\r\n"]))
    stream = b"".join(
        b"data: " + json.dumps(one, ensure_ascii=False).encode() + end * 2 for one in (ONE, TWO)
    )
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    assert read(stream, cuts) == [ONE, TWO]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (b'data: {"error":{"code":"rate_limit_exceeded"}}\n\n', "rate_limit_exceeded"),
        (b'data: {"error":{"code":null,"type":"server_error"}}\n\n', "server_error"),
        (b'event: error\ndata: {"code":429,"message":"slow"}\n\n', 429),
        (b'event: error\ndata: {"error":{"type":"overloaded"}}\n\n', "overloaded"),
        (b'data: {"error":"out of memory"}\n\n', None),
        (b"event: error\ndata: 5\n\n", None),
    ],
)
def test_a_server_that_reports_its_failure_is_heard(stream, code):
    with pytest.raises(StreamFailed) as failed:
        read(stream)
    assert failed.value.code == code


def test_what_came_before_a_failure_in_the_same_piece_is_not_lost():
    events = EventReader().feed(b'data: {"n":1}\n\ndata: {"error":{"code":1}}\n\n')
    assert next(events) == {"n": 1}
    with pytest.raises(StreamFailed):
        next(events)


@pytest.mark.parametrize("data", [b"{broken", b'{"a":"\xff\xfe"}', b"1" * 5000, b"<html>"])
def test_what_is_no_json_is_an_error_of_value(data):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever json and UTF-8 say
        read(b"data: " + data + b"\n\n")


ENDLESS = {
    "a line": (b"data: ", b"x" * 10_000),
    "a line that is no field": (b"", b"x" * 10_000),
    "an event of many lines": (b"", b"data: " + b"x" * 10_000 + b"\n"),
    "an event of empty lines": (b"", b"data:\n" * 2_000),
}


@pytest.mark.parametrize(("begins", "goes_on"), ENDLESS.values(), ids=ENDLESS)
def test_an_event_without_end_is_left_before_it_fills_the_memory(begins, goes_on):
    reader, sent = EventReader(), len(begins)
    _ = list(reader.feed(begins))
    while sent + len(goes_on) <= LONGEST_EVENT:
        assert not list(reader.feed(goes_on))
        sent += len(goes_on)
    with pytest.raises(ModelInterrupted):
        _ = [*reader.feed(goes_on), *reader.feed(goes_on)]


@pytest.mark.parametrize("line", [b": still there\n\n", b"\n" * 20, b"id: 1\n", b'data: {"n":1}\n\n'])
def test_a_stream_without_end_is_left(line, monkeypatch):
    monkeypatch.setattr(event_stream, "LONGEST_STREAM", 1_000_000)
    reader, chunk = EventReader(), line * 100
    fits = 1_000_000 // (len(chunk) + 16 * (chunk.count(b"\n") + 1))
    for _ in range(fits):
        _ = list(reader.feed(chunk))
    with pytest.raises(ModelInterrupted):
        _ = [*reader.feed(chunk), *reader.feed(chunk)]


class Unfinished(bytearray):
    """A line that counts what is added to it."""

    added = 0

    def __iadd__(self, more):
        self.added += len(more)
        return super().__iadd__(more)


def test_a_line_that_comes_byte_by_byte_costs_no_more_than_its_bytes():
    """What is unfinished is added to, never copied: a megabyte in single bytes is still read."""
    reader = EventReader()
    reader._line = line = Unfinished()
    text, end = b'data: {"said":"' + b"x" * 300_000 + b'"}', b"\n\n"
    for place in range(len(text)):
        assert not list(reader.feed(text[place : place + 1]))
        assert reader._line is line
    assert line.added == len(text)
    assert list(reader.feed(end)) == [{"said": "x" * 300_000}]
