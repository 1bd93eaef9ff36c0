"""Somebody who presses Stop hangs up in the middle of an answer, again and again."""

import json
import logging
import socket
import struct
from urllib.parse import urlsplit

import plain_http
import pytest

from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app
from hubspot_tools.sandbox.loopback import serving

TIMES = 50
RESET_AT_CLOSE = struct.pack("ii", 1, 0)
GREETS = {"model": OFFLINE_MODEL_NAME, "stream": True, "messages": [{"role": "user", "content": "hello"}]}
ASKS = {"model": OFFLINE_MODEL_NAME, "stream": True, "input": [{"role": "user", "content": "hello"}]}


@pytest.mark.parametrize(("path", "question"), [("/v1/chat/completions", GREETS), ("/v1/responses", ASKS)])
def test_who_hangs_up_leaves_no_line_in_the_log(path, question, caplog):
    with serving(build_offline_app()) as url, caplog.at_level(logging.WARNING):
        for _ in range(TIMES):
            hang_up_at_the_first_word(url, path, json.dumps(question).encode())
        assert plain_http.post(url + path, json=question).is_success
    assert caplog.messages == []


def hang_up_at_the_first_word(url: str, path: str, body: bytes) -> None:
    head = f"POST {path} HTTP/1.1\r\nhost: offline.test\r\ncontent-length: {len(body)}\r\n\r\n"
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=10) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        line.sendall(head.encode() + body)
        assert line.recv(16).startswith(b"HTTP/1.1 200")
