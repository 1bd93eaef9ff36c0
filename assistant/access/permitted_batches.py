"""The border between a person's import and the contacts, many at once; see `permitted_contacts`."""

from collections.abc import Mapping, Sequence

from assistant.access.permitted_values import (
    hides,
    permitted_problems,
    refusals_to_write,
    require_reader,
    require_writer,
    unknown,
    visible,
)
from assistant.access.rights import Rights, RightsNow
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import CrmError, InvalidValues, NotPermitted, PropertyProblem
from hubspot_tools.store.many_contacts import ContactBatches, NamedProperty


class PermittedBatches:
    """`ContactBatches` with no more in them than somebody may see, and no more to do than they may.

    A read may raise `NotPermitted` besides what the batches behind it raise; a write answers each input with it.
    """

    def __init__(self, batches: ContactBatches, rights: RightsNow) -> None:
        self._batches = batches
        self._rights = rights

    @property
    def region(self) -> str:
        """See `ContactBatches.region`."""
        return self._batches.region

    async def properties_named(self, headings: Sequence[str]) -> Mapping[str, NamedProperty]:
        """See `ContactBatches.properties_named`; what they may not see, no heading means."""
        rights = require_reader(self._rights())
        named = await self._batches.properties_named(headings)
        return {
            heading: one.model_copy(update={"writable": one.writable and one.name not in rights.fixed})
            for heading, one in named.items()
            if not hides(rights, one.name)
        }

    async def validate_all(self, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str] | InvalidValues]:
        """See `ContactBatches.validate_all`; the rows name properties by their internal names."""
        rights = require_reader(self._rights())
        refused = [refusals_to_write(rights, row) for row in rows]
        asked = [
            {name: value for name, value in row.items() if not refusals_to_write(rights, [name])}
            for row in rows
        ]
        answers = await self._batches.validate_all(asked)
        return [_judged(rights, problems, answer) for problems, answer in zip(refused, answers, strict=True)]

    async def by_emails(self, emails: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """See `ContactBatches.by_emails`.

        Raises:
            InvalidValues: they may not see addresses.
        """
        rights = require_reader(self._rights())
        if hides(rights, "email"):
            raise InvalidValues([unknown("email")])
        found = await self._batches.by_emails(emails, visible(rights, also))
        return self._shown(found)

    async def by_ids(self, ids: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """See `ContactBatches.by_ids`."""
        rights = require_reader(self._rights())
        return self._shown(await self._batches.by_ids(ids, visible(rights, also)))

    async def create(self, rows: Sequence[Mapping[str, str]]) -> list[Contact | CrmError]:
        """See `ContactBatches.create`."""
        rights = self._rights()
        refused = _refusals(rights, rows)
        taken = [row for row, error in zip(rows, refused, strict=True) if error is None]
        answers = iter(await self._batches.create(taken) if taken else ())
        return [error or self._answered(rights, next(answers)) for error in refused]

    async def update(self, changes: Mapping[str, Mapping[str, str]]) -> list[Contact | CrmError]:
        """See `ContactBatches.update`."""
        rights = self._rights()
        refused = _refusals(rights, list(changes.values()))
        pairs = zip(changes.items(), refused, strict=True)
        taken = {one: values for (one, values), error in pairs if error is None}
        answers = iter(await self._batches.update(taken) if taken else ())
        return [error or self._answered(rights, next(answers)) for error in refused]

    async def archive(self, ids: Sequence[str]) -> list[CrmError | None]:
        """See `ContactBatches.archive`."""
        try:
            require_writer(self._rights())
        except NotPermitted as error:
            return [error for _ in ids]
        return await self._batches.archive(ids)

    def _answered(self, rights: Rights, answer: Contact | CrmError) -> Contact | CrmError:
        """What was written, which is told also to whoever lost the right to it meanwhile."""
        if not isinstance(answer, Contact):
            return answer
        return answer.without(rights.hidden | self._rights().hidden)

    def _shown(self, found: Mapping[str, Contact]) -> Mapping[str, Contact]:
        hidden = require_reader(self._rights()).hidden
        return {key: contact.without(hidden) for key, contact in found.items()}


def _refusals(rights: Rights, rows: Sequence[Mapping[str, str]]) -> list[CrmError | None]:
    """For each row why it is not sent, None where it is."""
    try:
        require_writer(rights)
    except NotPermitted as error:
        return [error for _ in rows]
    problems = [refusals_to_write(rights, row) for row in rows]
    return [InvalidValues(one) if one else None for one in problems]


def _judged(
    rights: Rights, problems: Sequence[PropertyProblem], answer: dict[str, str] | InvalidValues
) -> dict[str, str] | InvalidValues:
    if isinstance(answer, InvalidValues):
        return InvalidValues([*problems, *permitted_problems(rights, answer.problems)])
    return InvalidValues(problems) if problems else answer
