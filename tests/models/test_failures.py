"""How long a busy server wants to be left alone, where a real server's own date would be in the way."""

import httpx
import openai
import pytest

from assistant.models.failures import Asked, sorted_failure

AT_FOUR = "Mon, 23 Nov 2026 04:00:00 GMT"


@pytest.mark.parametrize(
    ("until", "now", "seconds"),
    [
        ("Mon, 23 Nov 2026 04:00:09 GMT", AT_FOUR, 9),
        ("Mon, 23 Nov 2026 03:59:00 GMT", AT_FOUR, 0),
        ("Mon, 23 Nov 2026 04:00:09 GMT", "", 5),
        ("Mon, 23 Nov 2026 04:00:09", AT_FOUR, 5),
    ],
)
def test_a_date_to_wait_for_is_read_by_the_server_s_own_clock(until, now, seconds):
    request = httpx.Request("POST", "https://model.example/v1/responses")
    response = httpx.Response(429, headers={"retry-after": until, "date": now}, request=request)
    error = openai.RateLimitError("busy", response=response, body=None)
    assert sorted_failure(error, Asked("m", "Responses")).retry_after == seconds
