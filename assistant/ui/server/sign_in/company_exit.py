"""Where the company's own session ends, for whoever has left the assistant."""

from assistant.access.company.errors import SignInUnavailable
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.sign_in.reception import Reception


async def company_exit(reception: Reception) -> str:
    """The company's address for signing out, ``""`` where it has none or does not answer.

    It is offered and not forced: whoever leaves the assistant may well want to go on elsewhere in the company, and on a
    shared machine to leave all of it.
    """
    if reception.company is None:
        return ""
    try:
        return await reception.company.sign_out_address(f"{reception.public_url}{PATH}") or ""
    except SignInUnavailable:
        return ""
