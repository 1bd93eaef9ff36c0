"""What is said of an upload that is refused before it is read."""

import httpx
import pytest
from starlette.applications import Starlette

from assistant.ui.server.transfers import FILES_PATH, UploadGate
from assistant.ui.server.visitors.page_language import CHOSEN_COOKIE


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"Accept-Language": "fr"}, "Ce fichier est trop gros"),
        ({"Accept-Language": "en"}, "This file is too big"),
        ({"Accept-Language": "fr", "Cookie": f"{CHOSEN_COOKIE}=en"}, "This file is too big"),
        ({"Accept-Language": "en", "Cookie": f"{CHOSEN_COOKIE}=fr"}, "Ce fichier est trop gros"),
        ({"Accept-Language": "fr", "Cookie": f"{CHOSEN_COOKIE}=auto"}, "Ce fichier est trop gros"),
    ],
)
async def test_a_file_that_is_too_big_is_refused_in_the_language_somebody_chose(headers, sentence):
    transport = httpx.ASGITransport(UploadGate(Starlette()))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        refused = await http.post(FILES_PATH, headers={**headers, "Content-Length": "999999999"})
    assert refused.status_code == 413
    assert refused.json()["detail"].startswith(sentence)
