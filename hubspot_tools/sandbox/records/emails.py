"""Which e-mail addresses HubSpot accepts."""

import re
from functools import lru_cache
from importlib import resources

from hubspot_tools.values.normal_form import normal_form

# Set aside for examples and tests (RFC 2606): accepted here, so that nothing invented reaches a real mailbox.
RESERVED_DOMAINS = frozenset({"example", "test"})

_LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]*[^\W_])?(?<!-)")
_LONGEST_LOCAL_PART, _LONGEST_LABEL, _LONGEST_ADDRESS = 64, 63, 254


def normalised(address: str) -> str:
    """The address as HubSpot stores it: trimmed, composed (NFC), in lower case."""
    return normal_form("NFC", address.strip()).lower()


def is_valid(address: str) -> bool:
    """Whether the address has a plausible form and a top-level domain that exists.

    HubSpot refuses unknown top-level domains, such as `.con`.
    """
    local, at, domain = address.rpartition("@")
    if not at or len(address) > _LONGEST_ADDRESS or len(local) > _LONGEST_LOCAL_PART:
        return False
    labels = domain.split(".")
    if len(labels) < 2 or not _LOCAL_PART.fullmatch(local):  # noqa: PLR2004 - a name and its top-level domain
        return False
    if not all(_LABEL.fullmatch(label) and len(label) <= _LONGEST_LABEL for label in labels):
        return False
    return _is_top_level(labels[-1])


def _is_top_level(label: str) -> bool:
    try:
        ascii_form = label.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return False
    return ascii_form in RESERVED_DOMAINS or ascii_form in _top_level_domains()


@lru_cache(maxsize=1)
def _top_level_domains() -> frozenset[str]:
    text = resources.files(__package__).joinpath("tlds.txt").read_text(encoding="ascii")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
