"""Gives Chainlit's front end its words: whoever may change nothing is not asked what should change."""

from collections.abc import Callable

from chainlit import server
from chainlit.config import config
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.language.texts import page_texts_in
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.visitors.page_language import PageLanguage
from assistant.ui.server.visitors.sessions import visit_in


def words_route(reception: Callable[[], Reception | None]) -> Route:
    """The address, in the place of Chainlit's own; `ReadersFiles` has put the reader's language into it."""

    async def words(request: Request) -> Response:
        reader = PageLanguage(accepted=request.query_params.get("language", ""))
        told = await run_in_threadpool(config.load_translation, reader.tag)
        if not _may_write(request, reception()):
            told["chat"]["input"]["placeholder"] = page_texts_in(reader.language).whom_to_find
        return JSONResponse({"translation": told})

    return Route(f"{server.router.prefix}/project/translations", words, methods=["GET"])


def _may_write(request: Request, reception: Reception | None) -> bool:
    visit = visit_in(request)
    return reception is None or visit is None or reception.rights_in(visit).may_write
