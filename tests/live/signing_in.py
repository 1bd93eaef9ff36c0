"""Accounts of a server, and people who sign in at it as a browser does."""

from collections.abc import Sequence

import plain_http
from live.browser_cookies import all_cookies

PASSWORD = "correct horse battery"
TIMEOUT = 20.0


def sign_in(house, account: str, password: str = PASSWORD) -> str:
    """Sign somebody in; returns what their browser sends from then on."""
    with plain_http.Client(base_url=house.url, timeout=TIMEOUT) as browser:
        page = browser.get("/sign-in")
        visitor = all_cookies(page)
        answer = browser.post("/sign-in", data={"account": account, "password": password})
        assert answer.status_code == 303, answer.text
        return "; ".join([visitor, all_cookies(answer)])


def add_accounts(run_command, folder, accounts: Sequence[str], **settings: str) -> None:
    """Add accounts to the store of a server that runs, or will run, in a folder."""
    for account in accounts:
        added = run_command(
            folder, "user", "add", account, "--password-stdin", typed=f"{PASSWORD}\n", **settings
        )
        assert added.returncode == 0, added.stderr
