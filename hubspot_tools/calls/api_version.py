"""Which version of HubSpot's API is spoken, and where each of its paths is made.

HubSpot's client writes the paths of version 3 into its code (12.0.0, its newest), and this package writes its own the
same way. `path_in` turns every one of them into the version that is spoken, so that the end of one is a line here.
"""

import re
from enum import StrEnum
from typing import Final


class ApiVersion(StrEnum):
    """A version of HubSpot's API; that of a date is kept for eighteen months."""

    V3 = "v3"
    """Unsupported from September 2027; its associations, of version 4, by one notice from 30 March 2027."""
    MARCH_2026 = "2026-03"
    SEPTEMBER_2026 = "2026-09"
    """Holds every write to the rules that the account's administrators have made."""

    @property
    def holds_to_rules(self) -> bool:
        """Whether a write must have what the account's administrators require."""
        return self is ApiVersion.SEPTEMBER_2026

    @property
    def is_dated(self) -> bool:
        """Whether it stands behind the sort of object in a path, not before it."""
        return self is not ApiVersion.V3


DEFAULT_VERSION: Final = ApiVersion.SEPTEMBER_2026
"""The current one, kept longest. That it refuses what an administrator's rules forbid is wanted: a person is there to
mend it, and writing around such a rule would put contacts into the account as nobody there may."""

_UNDATED = re.compile(r"/(crm|account-info|crm-object-schemas)/v[34](/[a-z-]+)")


def path_in(version: ApiVersion, path: str) -> str:
    """Return a path, or an address that ends in one, as that version has it.

    Args:
        version: The version to speak.
        path: As version 3 has it, and version 4 for associations. What has no version of its own stays as it is: the
            token's own description, for example, for which there is no dated path.
    """
    if not version.is_dated:
        return path
    return _UNDATED.sub(lambda found: _dated(version, *found.groups()), path, count=1)


def _dated(version: ApiVersion, room: str, kind: str) -> str:
    return f"/{room}{kind}/{version}" if room == "crm" else f"/{room}/{version}{kind}"
