"""The addresses at which people are let in and out."""

from chainlit import server
from starlette.routing import Route

from assistant.ui.server.sign_in.company_door import CALLBACK_PATH, CompanyDoor
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.sign_in.left_company import LEFT_PATH, LeftCompany
from assistant.ui.server.sign_in.sign_in_door import SIGN_OUT_PATH, SignInDoor
from assistant.ui.server.sign_in.sign_in_page import COMPANY_PATH
from assistant.ui.server.sign_in.token_door import TOKEN_PATH, TokenDoor
from assistant.ui.server.visitors.sessions import Sessions


def sign_in_routes(door: SignInDoor, sessions: Sessions) -> list[Route]:
    """The routes, which lead to the assistant's page where nobody signs in."""
    prefix = server.router.prefix
    company, left, token = CompanyDoor(door, sessions), LeftCompany(door), TokenDoor(door, sessions)
    return [
        Route(f"{prefix}{PATH}", door.show, methods=["GET"]),
        Route(f"{prefix}{PATH}", door.sign_in, methods=["POST"]),
        Route(f"{prefix}{COMPANY_PATH}", company.begin, methods=["GET"]),
        Route(f"{prefix}{CALLBACK_PATH}", company.finish, methods=["GET"]),
        Route(f"{prefix}{LEFT_PATH}", left.told, methods=["POST"]),
        Route(f"{prefix}{LEFT_PATH}", left.led_here, methods=["GET"]),
        Route(f"{prefix}{TOKEN_PATH}", token.redeem, methods=["POST"]),
        Route(f"{prefix}{SIGN_OUT_PATH}", door.sign_out, methods=["POST"]),
    ]
