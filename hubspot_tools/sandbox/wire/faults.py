"""What can go wrong between a client and HubSpot, switched on and off while the local CRM runs."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.errors import CrmRefusal

DEFAULT_SCOPES = ("crm.objects.contacts.write",)
RETRY_LATER_SECONDS = 3600

BAD_GATEWAY, GATEWAY_TIMEOUT = "bad_gateway_html_502", "gateway_timeout_504"
SLOW, HUGE_BODY = "slow", "huge_body"
COMMIT_THEN_DROP, DROP_BEFORE_COMMIT = "commit_then_drop", "drop_before_commit"
INVALID_VALUE = "invalid_value_400"
RACE, CONFLICT = "duplicate_race_400", "duplicate_conflict_409"
MISSING_SCOPES = "missing_scopes_403"

_ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], CrmRefusal]] = {
    "rate_limit_burst": lambda d: errors.too_many_calls(
        "TEN_SECONDLY_ROLLING", "ten_secondly_rolling", retry_after=d.get("retry_after")
    ),
    "rate_limit_secondly": lambda d: errors.too_many_calls(
        "SECONDLY", "secondly", retry_after=d.get("retry_after")
    ),
    "rate_limit_daily": lambda d: errors.too_many_calls("DAILY", "daily", retry_after=d.get("retry_after")),
    "locked_423": lambda _: errors.locked(),
    "migration_477": lambda d: errors.migrating(d.get("retry_after", RETRY_LATER_SECONDS)),
    "internal_500": lambda _: errors.internal_error(),
    "bad_token_401": lambda _: errors.no_credentials(),
    "expired_token_401": lambda _: errors.expired_token(),
    INVALID_VALUE: lambda d: errors.invalid_properties(
        [
            errors.issue(
                d.get("name", "email"), d.get("code", "INVALID_EMAIL"), d.get("message", "is not valid")
            )
        ]
    ),
    "refused": lambda d: CrmRefusal(
        d["status"], d.get("message", "…"), headers=d.get("headers"), category=d.get("category", "")
    ),
    MISSING_SCOPES: lambda d: errors.missing_scopes(d.get("scopes", DEFAULT_SCOPES)),
}

KINDS = frozenset(
    {
        *(*_ANSWERS, BAD_GATEWAY, GATEWAY_TIMEOUT, SLOW, HUGE_BODY),
        *(COMMIT_THEN_DROP, DROP_BEFORE_COMMIT, RACE, CONFLICT),
    }
)


@dataclass(slots=True, eq=False)
class PlannedFault:
    """One thing that goes wrong, for `times` requests (None: until cleared).

    Attributes:
        kind: One of `KINDS`.
        method: The HTTP method it waits for; None for any.
        path_contains: A piece of the path it waits for; None for any.
        times: How many requests it still spoils; None for all.
        spared: How many that fit still pass before.
        details: What the kind wants to know, such as `seconds`.
    """

    kind: str
    method: str | None
    path_contains: str | None
    times: int | None
    spared: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def comes_after_the_work(self) -> bool:
        """Whether the request does its work first, and then goes wrong."""
        return self.kind in {SLOW, HUGE_BODY, COMMIT_THEN_DROP} or bool(self.details.get("after_commit"))

    @property
    def delay(self) -> float:
        """Seconds the answer keeps the client waiting."""
        unhurried = {SLOW: 1.0, GATEWAY_TIMEOUT: 0.0}
        seconds: float = self.details.get("seconds", unhurried.get(self.kind, 0.0))
        return seconds if self.kind in unhurried else 0.0

    def answer(self) -> CrmRefusal | None:
        """The answer given in place of the real one, when this kind has a JSON one."""
        make = _ANSWERS.get(self.kind)
        return make(self.details) if make else None

    def waits_for(self, method: str, path: str) -> bool:
        """Whether a request is one that this spoils."""
        return self.method in {None, method} and (self.path_contains or "") in path


class Faults:
    """The faults still to come, in the order they were asked for. Any thread may use it.

    Attributes:
        rate_limits: Whether the account's limits are enforced: 100 calls in ten seconds, 5 searches a second.
    """

    def __init__(self) -> None:
        self.rate_limits = False
        self._lock = threading.Lock()
        self._waiting: list[PlannedFault] = []

    def next(
        self,
        kind: str,
        *,
        method: str | None = None,
        path_contains: str | None = None,
        times: int | None = 1,
        spared: int = 0,
        **details: Any,
    ) -> None:
        """Spoil the next `times` requests that fit, once `spared` of them have passed.

        Without a number (None) it is all, until `clear`.

        Kinds, and the details they take:
            rate_limit_burst, rate_limit_secondly, rate_limit_daily: 429; `retry_after` seconds adds the header.
            locked_423, internal_500, bad_token_401, expired_token_401: that status.
            migration_477: with `retry_after` seconds.
            invalid_value_400: the property `name` (default the e-mail address) refused by `code`, in HubSpot's
                words `message`.
            refused: any `status`, with HubSpot's `message` and `category`, and with `headers`.
            missing_scopes_403: `scopes`, a sequence of names; token info leaves them out as long.
            bad_gateway_html_502: a page of HTML.
            gateway_timeout_504: a page of HTML after `seconds` (default none), nothing was done.
            slow: the work is done at once, the answer comes after `seconds` (default one).
            huge_body: `size` bytes (default ten million) are added to the answer.
            commit_then_drop: the work is done, then the connection closes without a byte.
            drop_before_commit: the connection closes, nothing was done.
            duplicate_race_400: a taken e-mail is answered in the form of two racing creates.
            duplicate_conflict_409: any taken value is answered 409.
        With `after_commit=True` every answering kind lets the request do its work first.

        Raises:
            ValueError: No such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"No fault is called {kind!r}; there are {', '.join(sorted(KINDS))}.")
        with self._lock:
            self._waiting.append(PlannedFault(kind, method, path_contains, times, spared, details))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._waiting.clear()
            self.rate_limits = False

    def take(self, method: str, path: str) -> PlannedFault | None:
        """The first fault that waits for such a request, used up by one."""
        with self._lock:
            for fault in self._waiting:
                if not fault.waits_for(method, path):
                    continue
                if not fault.spared:
                    self._use_up(fault)
                    return fault
                fault.spared -= 1
        return None

    def withheld_scopes(self) -> Sequence[str]:
        """The scopes that faults still to come say the token lacks."""
        with self._lock:
            lacking = [fault for fault in self._waiting if fault.kind == MISSING_SCOPES]
        return [scope for fault in lacking for scope in fault.details.get("scopes", DEFAULT_SCOPES)]

    def _use_up(self, fault: PlannedFault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
