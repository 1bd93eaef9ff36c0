"""Adds, lists and shuts out people from the command line: ``python -m assistant user …``."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TextIO

from pydantic import SecretStr, ValidationError

from assistant.access.account_book import AccountBook, AccountExists, NoSuchAccount, TeamAccount
from assistant.access.member import Identity, spelled_id
from assistant.access.passwords import Passwords, WeakPassword
from assistant.access.sign_in_store import Clock, SignInStore
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable
from hubspot_tools.values.text import escaped

Deed = Callable[["AccountDesk", argparse.Namespace, TextIO], Awaitable[None]]


class AccountDesk:
    """What an operator does with accounts; each deed says in a line what was done."""

    def __init__(self, state: StateDatabase, now: Clock, ask: Callable[[str], str] = getpass.getpass) -> None:
        """``ask`` has a password typed without showing it."""
        self._accounts = AccountBook(state)
        self._sign_ins = SignInStore(state, timedelta(), now)
        self._passwords = Passwords(self._accounts)
        self._ask = ask

    async def add(self, options: argparse.Namespace, out: TextIO) -> None:
        """Add somebody, with a password that is asked for.

        Raises:
            WeakPassword: it is too short, too long, or not the same twice.
            AccountExists: there is an account of that name.
        """
        account = TeamAccount(options.account, options.name, tuple(options.group))
        _ = account.identity  # nobody gets a name with which they could not sign in
        password_hash = self._passwords.hashed(self._asked(options))
        await self._accounts.add(TeamAccount(account.id, account.name, account.groups, password_hash))
        _say(out, f"{account.id} can sign in. What they may do stands in access.toml.")

    async def list(self, _options: argparse.Namespace, out: TextIO) -> None:
        """List everybody, one a line."""
        for account in await self._accounts.all():
            groups = f" ({', '.join(account.groups)})" if account.groups else ""
            name = f" {account.name}" if account.name else ""
            state = " shut out" if account.disabled else ""
            _say(out, f"{account.id}{name}{groups}{state}")

    async def disable(self, options: argparse.Namespace, out: TextIO) -> None:
        """Shut somebody out, whichever way they sign in, and end what they have open."""
        await self._accounts.disable(options.account)
        await self._sign_ins.end_all_of(options.account)
        _say(out, f"{options.account} is shut out; what they have open ends within a minute.")

    async def enable(self, options: argparse.Namespace, out: TextIO) -> None:
        """Let somebody in again.

        Raises:
            NoSuchAccount: nobody of that name has an account or was shut out.
        """
        await self._accounts.enable(options.account)
        _say(out, f"{options.account} may come in again.")

    async def password(self, options: argparse.Namespace, out: TextIO) -> None:
        """Give somebody another password; who was signed in with the old one signs in again.

        Raises:
            NoSuchAccount: nobody is called so.
            WeakPassword: as in `add`.
        """
        await self._accounts.set_password(options.account, self._passwords.hashed(self._asked(options)))
        await self._sign_ins.end_all_of(options.account)
        _say(out, f"{options.account} has a new password.")

    async def groups(self, options: argparse.Namespace, out: TextIO) -> None:
        """Put somebody into other groups; they count from the next sign-in on.

        Raises:
            NoSuchAccount: nobody is called so.
        """
        await self._accounts.set_groups(options.account, options.group)
        await self._sign_ins.end_all_of(options.account)
        _say(out, f"{options.account} is in {', '.join(options.group) or 'no group'}.")

    def _asked(self, options: argparse.Namespace) -> SecretStr:
        if options.password_stdin:
            return SecretStr(sys.stdin.readline().rstrip("\r\n"))
        password = self._ask("Password: ")
        if password != self._ask("Once more: "):
            raise WeakPassword("the two are not the same")
        return SecretStr(password)


def add_account_commands(parser: argparse.ArgumentParser) -> None:
    """Describe the commands; each sets ``deed``."""
    deeds = parser.add_subparsers(required=True)
    for name, deed, told in (
        ("add", AccountDesk.add, "add somebody; asks for a password"),
        ("list", AccountDesk.list, "list everybody"),
        ("disable", AccountDesk.disable, "shut somebody out, whichever way they sign in"),
        ("enable", AccountDesk.enable, "let them in again"),
        ("password", AccountDesk.password, "give somebody another password"),
        ("groups", AccountDesk.groups, "put somebody into these groups"),
    ):
        command = deeds.add_parser(name, help=told)
        command.set_defaults(deed=deed)
        if deed is not AccountDesk.list:
            command.add_argument("account", type=_account, help="usually an e-mail address")
        if deed is AccountDesk.add:
            command.add_argument("--name", default="", help="how they are called")
        if deed in {AccountDesk.add, AccountDesk.groups}:
            command.add_argument("--group", action="append", default=[], help="may be given several times")
        if deed in {AccountDesk.add, AccountDesk.password}:
            command.add_argument(
                "--password-stdin", action="store_true", help="read the password from standard input"
            )


def run_account_command(
    state: StateDatabase, now: Clock, options: argparse.Namespace, out: TextIO, errors: TextIO
) -> int:
    """Run one of them against a store that is opened for it; returns the exit code."""
    try:
        asyncio.run(_run(state, now, options, out))
    except AccountExists:
        return _failed(errors, f"there is an account {options.account} already")
    except NoSuchAccount:
        return _failed(errors, f"there is no account {options.account}")
    except WeakPassword as error:
        return _failed(errors, str(error))
    except ValidationError:
        return _failed(errors, "a name or a group is too long, or not one line of text")
    except StateUnavailable as error:
        return _failed(errors, f"the state store cannot be used ({error.trouble})")
    return 0


async def _run(state: StateDatabase, now: Clock, options: argparse.Namespace, out: TextIO) -> None:
    deed: Deed = options.deed
    try:
        await state.open()
        await deed(AccountDesk(state, now), options, out)
    finally:
        await state.close()


def _account(text: str) -> str:
    """Return an account's name as people type it when they sign in: an address in lower case."""
    try:
        return Identity(method="password", id=spelled_id(text)).id
    except ValidationError:
        raise argparse.ArgumentTypeError("an account is one line of at most 200 characters") from None


def _say(out: TextIO, line: str) -> None:
    out.write(f"{escaped(line)}\n")


def _failed(errors: TextIO, reason: str) -> int:
    errors.write(f"Nothing was changed: {escaped(reason)}.\n")
    return 1
