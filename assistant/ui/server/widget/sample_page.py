"""Shows a page such as an intranet's with the widget on it, to try it and to copy from.

It needs no configuration.
"""

import html
from pathlib import Path
from string import Template
from typing import Final

from chainlit import server
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from assistant.language.texts import page_texts_in
from assistant.ui.server.page import content_policy
from assistant.ui.server.visitors.page_language import reading_of_request

PATH: Final = "/widget"

_PAGE: Final = Path(__file__).with_name("sample_page.html")


def sample_route() -> Route:
    """``GET /widget``: the sample page in the reader's language."""

    def page(request: Request) -> HTMLResponse:
        language = reading_of_request(request).language
        texts = page_texts_in(language)
        shown = Template(_PAGE.read_text(encoding="utf-8")).substitute(
            language=language,
            title=html.escape(texts.sample_title),
            intro=html.escape(texts.sample_intro),
            embed=html.escape(texts.sample_embed),
            allow=html.escape(texts.sample_allow),
            address=html.escape(str(request.base_url).rstrip("/") + server.router.prefix),
        )
        return HTMLResponse(shown, headers={"Content-Security-Policy": content_policy(shown)})

    return Route(f"{server.router.prefix}{PATH}", page, methods=["GET"])
