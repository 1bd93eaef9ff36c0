"""Shows how a contact is recognised and reached at a glance.

That is by initials, a colour, and links that are what they seem.
"""

import re
import zlib
from urllib.parse import quote

from assistant.ui.cards.markdown import visible
from hubspot_tools.contacts import Contact
from hubspot_tools.values.normal_form import normal_form
from hubspot_tools.values.text import fold
from hubspot_tools.values.typed_values import normalise_email, normalise_phone
from hubspot_tools.values.vocabulary import PERSONAL_PHONES

HUES = 8
"""Colours of avatars in `public/cards.css`."""

_DIALLED = re.compile(r"(\+?\d{6,15})(?: ext\. (\d{1,11}))?")
"""A number, usually with its country code, and perhaps an extension; source: ITU-T E.164."""

_PUNCTUATION = str.maketrans("", "", "().-/ \u00a0\u202f")


def initials(contact: Contact) -> str:
    """One or two capital letters, or ``?`` for a contact without a letter or a digit to its name."""
    names = [contact.get("firstname"), contact.get("lastname")]
    if not any(names):
        names = [contact.get("email")]
    letters = (_first_letter(name) for name in names)
    return "".join(letter for letter in letters if letter) or "?"


def hue(contact: Contact) -> int:
    """Which of the avatars' colours is this contact's, on every card.

    It comes of the name, as the initials do: whoever is only proposed has no id yet, and gets another when stored.
    """
    return zlib.crc32(fold(contact.name).encode()) % HUES


def contact_link(name: str, stored: str, region: str) -> str:
    """``mailto:`` or ``tel:`` for a stored value that really is an address or a number, else ``""``.

    A number without a country code is dialled in ``region``, as the card writes it.
    """
    if name == "email":
        return _mail_link(stored)
    return _dial_link(stored, region) if name in PERSONAL_PHONES else ""


def _dial_link(stored: str, region: str) -> str:
    """What a telephone can dial, made from digits alone (RFC 3966)."""
    try:
        known = normalise_phone(stored, region)
    except ValueError:  # no number of this country: whoever dials it may be in another
        known = stored.translate(_PUNCTUATION)
    found = _DIALLED.fullmatch(known)
    if found is None:
        return ""
    number, extension = found.groups()
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


def _mail_link(stored: str) -> str:
    try:
        address = normalise_email(stored)
    except ValueError:
        return ""
    return f"mailto:{quote(address, safe='@')}" if address == stored else ""


def _first_letter(name: str) -> str:
    composed = normal_form("NFC", visible(name))
    return next((char.upper()[:1] for char in composed if char.isalnum()), "")
