"""Tells an operator what is not as it should be with the account.

`python -m assistant check` tells who asks; the log has it once after the start. Nothing waits for that, nor depends on it.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence

from assistant.language.capability_words import account_lines, fault_lines
from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from hubspot_tools.contacts import ContactStore
from hubspot_tools.errors import AccessDenied, CrmError
from hubspot_tools.facts.account_facts import Capabilities
from hubspot_tools.values.text import escaped

log = logging.getLogger(__name__)

CHECK_SECONDS = 120.0
"""How long the check may take: owners and properties of large accounts come page by page, and others go first."""

_LONGEST_LINE = 500


async def tell_faults(contacts: ContactStore) -> None:
    """Look once at what the account and its token allow, and warn of what is wrong with it.

    Sample contacts have no account. An account that does not answer, or not in time, is told and not waited for.
    """
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            if (await contacts.portal()).kind == "local":
                return
            found = await contacts.capabilities()
    except AccessDenied as error:
        log.error("%s", refused_access(error))  # noqa: TRY400 - the sentence says what to change
    except (CrmError, TimeoutError) as error:
        log.warning(
            "HubSpot account: it could not be looked at (%s); `python -m assistant check` does it again",
            type(error).__name__,
        )
    else:
        _tell(found)


def refused_access(error: AccessDenied) -> str:
    """Say to an operator what is wrong with the token, which only an operator can mend."""
    lacking = f" ({', '.join(error.missing_scopes)})" if error.missing_scopes else ""
    return f"HubSpot account: {error}{lacking}; see HUBSPOT_ACCESS_TOKEN"


def _tell(found: Capabilities) -> None:
    faults = list(fault_lines(found, "en"))
    for line in faults:
        log.warning("HubSpot account: %s", escaped(line)[:_LONGEST_LINE])
    if not faults:
        log.info("HubSpot account: everything that is needed can be read and written")


def tell_unknown_fields(ruled: Iterable[str], known: Mapping[str, object]) -> None:
    """Tell of rules for properties that the account does not know: a slip there protects nothing."""
    if known and (strange := sorted(set(ruled) - known.keys())):
        log.warning("rules for fields that the account does not know: %s", ", ".join(strange)[:_LONGEST_LINE])


async def account_in_words(contacts: ContactStore) -> tuple[Sequence[str], bool]:
    """What the account allows, in an operator's English, and whether that will do."""
    try:
        found = await contacts.capabilities()
    except AccessDenied as error:
        return [refused_access(error)], False
    except CrmError as error:
        return [crm_sentence(error, texts_in("en"))], False
    return [*account_lines(found, "en")], found.are_enough
