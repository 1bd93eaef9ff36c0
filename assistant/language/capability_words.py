"""What can be done here, in words: for whoever asks in the chat, and for an operator."""

from collections.abc import Iterator

from assistant.language.detection import Language
from assistant.language.texts.capability_texts import CapabilityTexts, capability_texts_in
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.facts.account_facts import Capabilities
from hubspot_tools.values.text import words

_LONGEST = 80


def asks_what_can_be_done(text: str) -> bool:
    """Whether somebody asks for no more than what can be done here."""
    return len(text) <= _LONGEST and words(text) in WordGroup.ASKING_ABILITIES.in_words()


def what_may_be_done(language: Language, *, may_write: bool) -> str:
    """One sentence for everybody."""
    texts = capability_texts_in(language)
    return texts.may if may_write else texts.may_read_only


def account_lines(found: Capabilities, language: Language) -> Iterator[str]:
    """All that was found out, a sentence for each."""
    texts = capability_texts_in(language)
    portal = found.portal
    yield texts.local if portal.kind == "local" else texts.account.format(portal=portal.portal_id or "?")
    if portal.time_zone:
        yield texts.zone.format(zone=portal.time_zone)
    yield texts.version.format(version=found.version)
    if found.scopes is None:
        yield texts.scopes_unknown
    else:
        yield texts.scopes.format(scopes=_listed(sorted(found.scopes)))
    yield from _scope_warnings(found, texts)
    yield texts.writes if portal.can_write else texts.writes_not
    if not found.properties_readable:
        yield texts.properties_unread
    yield texts.owners.format(count=found.owners) if found.owners else texts.owners_unread
    yield texts.companies if found.companies_readable else texts.companies_unread
    yield texts.rules_unknown if found.rules is None else texts.rules.format(count=found.rules)
    yield texts.limits.format(calls=found.calls_per_ten_seconds, searches=found.searches_per_second)
    if found.calls_a_day is not None and found.calls_today is not None:
        yield texts.daily.format(used=found.calls_today, limit=found.calls_a_day)


def fault_lines(found: Capabilities, language: Language) -> Iterator[str]:
    """What of it is not as it should be, a sentence for each; nothing where all is well."""
    texts = capability_texts_in(language)
    yield from _scope_warnings(found, texts)
    if not found.portal.can_write:
        yield texts.writes_not
    if not found.properties_readable:
        yield texts.properties_unread
    if not found.owners:
        yield texts.owners_unread


def _scope_warnings(found: Capabilities, texts: CapabilityTexts) -> Iterator[str]:
    if found.missing:
        yield texts.missing.format(scopes=_listed(found.missing))
    if found.unneeded:
        yield texts.unneeded.format(scopes=_listed(found.unneeded))


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(name[:100] for name in names[:50])
