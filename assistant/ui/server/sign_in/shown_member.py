"""Tells a page who has signed in, and how to sign in and out."""

from collections.abc import Callable, Mapping

from chainlit import server
from starlette.requests import Request

from assistant.access.member import Member
from assistant.language.detection import Language
from assistant.language.texts import page_texts_in, texts_in
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.sign_in_door import SIGN_OUT_PATH
from assistant.ui.server.sign_in.sign_in_page import WINDOW
from assistant.ui.server.visitors.sessions import visit_in


class ShownMember:
    """Says it in the reader's language; says nothing where nobody signs in."""

    def __init__(self, reception: Callable[[], Reception | None]) -> None:
        self._reception = reception

    def of(self, request: Request, language: Language) -> Mapping[str, object] | None:
        """What stands on the page: ``name`` is None for whoever has not signed in yet.

        ``id`` is the person's own, by which their page notices that another has signed in meanwhile. ``sign_out`` is
        None where a proxy signs in: it would do so again at once. ``imports`` says whether a file of theirs would be
        taken.
        """
        reception = self._reception()
        if reception is None:
            return None
        texts, prefix = page_texts_in(language).sign_in, server.router.prefix
        way_in = {
            "label": texts.sign_in,
            "address": f"{prefix}{PATH}",
            "window": f"{prefix}{PATH}?{WINDOW}",
        }
        way_out = {"label": texts.sign_out, "address": f"{prefix}{SIGN_OUT_PATH}"}
        visit = visit_in(request)
        if visit is None:
            return {
                "name": None,
                "needed": texts.needed_beside,
                "needed_on_page": texts.needed_on_page,
                "cookies_needed": texts.cookies_needed,
                "sign_in": way_in,
            }
        rights = reception.rights_in(visit)
        member = rights.member or Member(identity=visit.identity)
        return {
            "id": member.id,
            "name": member.name,
            "role": texts_in(language).roles[member.role].capitalize(),
            "imports": rights.may_write,
            "lead": texts.signed_in_as,
            "sign_in": way_in,
            "sign_out": None if member.identity.method == "header" else way_out,
        }
