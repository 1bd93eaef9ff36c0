"""Checks values against the account as it is now.

That is before a write, and to explain HubSpot's refusal after one.
"""

import asyncio
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from hubspot_tools.errors import AccessDenied, CrmError, CrmUnavailable, InvalidValues, Problem, RateLimited
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.store.account import Account
from hubspot_tools.values.properties import OWNER, Catalogue, default_catalogue
from hubspot_tools.values.validation import Validator

_log = logging.getLogger(__name__)

_TRUSTED_SECONDS = 60.0
"""A catalogue older than this is asked for again before a name or an option is called wrong."""

_OWNERS_SCOPE = "crm.objects.owners.read"

_OF_THE_ACCOUNT = frozenset({PropertyKind.OWNER, PropertyKind.CHOICE, PropertyKind.CHOICES})

_CATALOGUES_WORD = frozenset(
    {Problem.UNKNOWN_PROPERTY, Problem.NOT_AN_OPTION, Problem.AMBIGUOUS, Problem.READ_ONLY}
)
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

        When HubSpot knows a property or an option otherwise than we do, catalogue and owners are read anew; when it
        misses one that nobody was asked for, so are the rules.
        """
        at_most = 0.0 if _is_the_catalogues_word(refused) else math.inf
        if any(problem.problem is Problem.MISSING for problem in refused.problems):
            await self._account.rules(at_most=0.0)
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
        """Return the lifecycle stage's value for what somebody calls it; ``""`` for nothing.

        Raises:
            InvalidValues: the account has no such stage, or several.
        """
        if not given:
            return ""
        catalogue = await self._account.catalogue()
        if several := catalogue.stages_called(given):
            raise InvalidValues([several])
        stage = catalogue.stage(given)
        if stage is None:
            raise InvalidValues([catalogue.no_such_stage(given)])
        return stage

    async def owner(self, given: str) -> str:
        """The id of the owner whom somebody names, by a part of the name for example; ``""`` for nobody.

        It may be one who has left, whose contacts are still theirs.

        Raises:
            InvalidValues: no owner is called so, or several are.
            AccessDenied: nobody may tell who the owners are.
        """
        if not given:
            return ""
        try:
            return (await self._validator([OWNER])).owner_sought(given)
        except InvalidValues as refused:
            if not _is_the_catalogues_word(refused):
                raise
        if not await self._account.owners():  # there is no account without any
            raise AccessDenied("the owners may not be read", missing_scopes=(_OWNERS_SCOPE,))
        return (await self._validator([OWNER], at_most=_TRUSTED_SECONDS)).owner_sought(given)

    async def _validator(self, names: Iterable[str], *, at_most: float = math.inf) -> Validator:
        names = tuple(names)
        catalogue = await self._catalogue_for(names, at_most)
        owners = await self._account.owners(at_most=at_most) if catalogue.wants_owner(names) else ()
        zone = (await self._account.details()).zone if catalogue.wants_time(names) else None
        rules = await self._account.rules() if catalogue.complete else None
        return Validator(catalogue, owners, self._region, zone or UTC, rules)

    async def _catalogue_for(self, names: Sequence[str], at_most: float) -> Catalogue:
        """The account's catalogue; what is true of every account where that is not to be had and will do.

        It does for the values that every account takes as they are: names, addresses, numbers, but no options.
        """
        try:
            return await self._account.catalogue(at_most=at_most)
        except (CrmUnavailable, RateLimited) as error:
            daily = default_catalogue()
            found = [daily.properties.get(name) for name in names]
            if any(one is None or one.options or one.kind in _OF_THE_ACCOUNT for one in found):
                raise
            _log.warning("values are checked without the account's catalogue (%s)", type(error).__name__)
            return daily


def _is_the_catalogues_word(refused: InvalidValues) -> bool:
    return any(problem.problem in _CATALOGUES_WORD for problem in refused.problems)


def _checked(validator: Validator, row: Mapping[str, str]) -> dict[str, str] | InvalidValues:
    try:
        return validator.check(row)
    except InvalidValues as refused:
        return refused
