"""Checks passwords: slowly for whoever guesses, and never so that a server would stand still over it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import SecretStr

from assistant.access.account_book import AccountBook, TeamAccount
from assistant.access.member import Identity, SignInRefused

SHORTEST, LONGEST = 12, 256
"""Characters of a password (NIST SP 800-63B asks for 15 where nothing else protects, and against rules on signs)."""

_AT_ONCE: Final = 2
_MOST_WAITING: Final = 20
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$4zT28Rz7QwasnJnniPlyqw$tira++zxzNc5UT9744EdxdwlCXHxYwC7tzD3aGMNjiE"
)
"""What is checked for a name that nobody has, so that an answer takes as long as for any other."""


class WeakPassword(ValueError):
    """A password that is too short or too long to be kept."""


class Busy(Exception):
    """So many wait for their password to be checked that this one is not."""


@dataclass(frozen=True, slots=True)
class Slowness:
    """How failures slow further attempts.

    ``free`` of them cost nothing, each further one doubles the wait.
    """

    free: int
    longest: float = 300.0
    """Seconds."""

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        beyond = failures - self.free
        return 0.0 if beyond <= 0 else min(float(2 ** min(beyond, 30)), self.longest)


_ONE_GUESSER: Final = Slowness(free=4)
_ONE_ACCOUNT: Final = Slowness(free=50)
_ONE_ADDRESS: Final = Slowness(free=50)


class Attempts:
    """Remembers failures by name and by address, in bounded memory.

    Those that are longest ago are forgotten first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = 10_000) -> None:
        """``clock`` gives seconds that never go back."""
        self._clock = clock
        self._most = most
        self._failed: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait(self, account: str, address: str) -> float:
        """Seconds until another attempt is looked at."""
        now = self._clock()
        return max(self._wait(key, slowness, now) for key, slowness in _counted(account, address))

    def failed(self, account: str, address: str) -> None:
        """Count a failure."""
        for key, _ in _counted(account, address):
            failures, _at = self._failed.pop(key, (0, 0.0))
            self._failed[key] = (failures + 1, self._clock())
        while len(self._failed) > self._most:
            self._failed.popitem(last=False)

    def passed(self, account: str, address: str) -> None:
        """Forget the failures of whoever has come in; an address may hold others still guessing."""
        self._failed.pop((account, address), None)

    def _wait(self, key: tuple[str, str], slowness: Slowness, now: float) -> float:
        failures, at = self._failed.get(key, (0, 0.0))
        return max(0.0, at + slowness.wait(failures) - now)


def _counted(account: str, address: str) -> tuple[tuple[tuple[str, str], Slowness], ...]:
    return (
        ((account, address), _ONE_GUESSER),
        ((account, ""), _ONE_ACCOUNT),
        (("", address), _ONE_ADDRESS),
    )


class Passwords:
    """Hashes passwords as argon2id, and checks them, two at a time and outside the event loop."""

    def __init__(self, accounts: AccountBook, attempts: Attempts | None = None) -> None:
        self._accounts = accounts
        self._attempts = attempts or Attempts()
        self._hasher = PasswordHasher()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    def wait(self, account_id: str, address: str) -> float:
        """Seconds until another attempt is looked at."""
        return self._attempts.wait(account_id, address)

    async def sign_in(self, account_id: str, password: SecretStr, address: str) -> Identity:
        """Whose password this is.

        Raises:
            SignInRefused: nobody's; whether there is such an account is not told.
            Busy: too many are being checked.
            StateUnavailable: the accounts cannot be read.
        """
        account = await self._accounts.find(account_id)
        stored = account.password_hash if account is not None else None
        fits = await self._checked(stored or _NOBODY, password)
        if account is None or stored is None or not fits or account.disabled:
            self._attempts.failed(account_id, address)
            raise SignInRefused("wrong_password")
        self._attempts.passed(account_id, address)
        await self._keep_hash_fresh(account, stored, password)
        return account.identity

    def hashed(self, password: SecretStr) -> str:
        """What is kept of a password; takes a tenth of a second and 64 MB.

        Raises:
            WeakPassword: it is too short, or too long.
        """
        if not SHORTEST <= len(password.get_secret_value()) <= LONGEST:
            raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters")
        return self._hasher.hash(password.get_secret_value())

    async def _checked(self, stored: str, password: SecretStr) -> bool:
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._places:
                return await asyncio.to_thread(self._fits, stored, password)
        finally:
            self._waiting -= 1

    def _fits(self, stored: str, password: SecretStr) -> bool:
        if len(password.get_secret_value()) > LONGEST:
            return False
        try:
            return self._hasher.verify(stored, password.get_secret_value())
        except (VerificationError, InvalidHashError):
            return False

    async def _keep_hash_fresh(self, account: TeamAccount, stored: str, password: SecretStr) -> None:
        """Hash anew what was hashed with less effort than is usual now."""
        if self._hasher.check_needs_rehash(stored):
            await self._accounts.set_password(account.id, await asyncio.to_thread(self.hashed, password))
