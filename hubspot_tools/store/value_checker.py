"""Checks values against the account as it is now.

That is before a write, and to explain HubSpot's refusal after one.
"""

import asyncio
import logging
import math
from collections.abc import Iterable, Mapping, Sequence

from hubspot_tools.errors import CrmError, InvalidValues, Problem
from hubspot_tools.store.account import Account
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.validation import Validator

_log = logging.getLogger(__name__)

_TRUSTED_SECONDS = 60.0
"""A catalogue older than this is asked for again before a name or an option is called wrong."""

_CATALOGUES_WORD = frozenset({Problem.UNKNOWN_PROPERTY, Problem.NOT_AN_OPTION, Problem.READ_ONLY})
"""Problems that another catalogue might not have."""


class ValueChecker:
    """Checks and explains values; numbers without a country code are dialled in ``region``."""

    def __init__(self, account: Account, region: str) -> None:
        self._account = account
        self._region = region

    @property
    def region(self) -> str:
        """The account's own region, as an ISO 3166 code of two letters."""
        return self._region

    async def check(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` as HubSpot stores them: normalised, labels turned into internal names and options.

        What an administrator added within the last minute may still be unknown.

        Raises:
            InvalidValues: at least one name or value cannot be stored.
        """
        try:
            return (await self._validator(values)).check(values)
        except InvalidValues as refused:
            if not _is_the_catalogues_word(refused):
                raise
        return (await self._validator(values, at_most=_TRUSTED_SECONDS)).check(values)

    async def check_all(self, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str] | InvalidValues]:
        """For each row what `check` returns, or raises; many rows take a while, and a thread of their own."""
        names = {name for row in rows for name in row}
        validator = await self._validator(names, at_most=_TRUSTED_SECONDS)
        return await asyncio.to_thread(lambda: [_checked(validator, row) for row in rows])

    async def explained(self, refused: InvalidValues, sent: Mapping[str, str]) -> InvalidValues:
        """HubSpot's own refusal of the values ``sent``, told in the account's words.

        When HubSpot knows a property or an option otherwise than we do, catalogue and owners are read anew.
        """
        at_most = 0.0 if _is_the_catalogues_word(refused) else math.inf
        names = {*sent, *(problem.property for problem in refused.problems)}
        try:
            validator = await self._validator(names, at_most=at_most)
        except CrmError as error:
            _log.info(
                "a refusal is told as it came: the catalogue is not to be had (%s)", type(error).__name__
            )
            return refused
        problems = [validator.explained(problem, sent) for problem in refused.problems]
        return InvalidValues(problems, correlation_id=refused.correlation_id)

    async def stage(self, given: str) -> str:
        """The lifecycle stage's value for what somebody calls it; ``""`` for nothing.

        Raises:
            InvalidValues: the account has no such stage.
        """
        if not given:
            return ""
        catalogue = await self._account.catalogue()
        stage = catalogue.stage(given)
        if stage is None:
            raise InvalidValues([catalogue.no_such_stage(given)])
        return stage

    async def owner(self, given: str) -> str:
        """The id of the owner whom somebody names, by a part of the name for example; ``""`` for nobody.

        Raises:
            InvalidValues: no owner is called so, or several are.
        """
        return (await self.check({OWNER: given}))[OWNER] if given else ""

    async def _validator(self, names: Iterable[str], *, at_most: float = math.inf) -> Validator:
        names = tuple(names)
        catalogue = await self._account.catalogue(at_most=at_most)
        owners = await self._account.owners(at_most=at_most) if catalogue.wants_owner(names) else ()
        return Validator(catalogue, owners, self._region)


def _is_the_catalogues_word(refused: InvalidValues) -> bool:
    return any(problem.problem in _CATALOGUES_WORD for problem in refused.problems)


def _checked(validator: Validator, row: Mapping[str, str]) -> dict[str, str] | InvalidValues:
    try:
        return validator.check(row)
    except InvalidValues as refused:
        return refused
