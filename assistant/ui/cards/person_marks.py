"""Shows how a contact is recognised and reached at a glance.

That is by initials, a colour, and links that are what they seem.
"""

import re
import zlib
from urllib.parse import quote

from assistant.ui.cards.markdown import visible
from hubspot_tools.contacts import Contact
from hubspot_tools.values.normal_form import normal_form
from hubspot_tools.values.typed_values import normalise_email
from hubspot_tools.values.vocabulary import PERSONAL_PHONES

HUES = 8
"""Colours of avatars in `public/cards.css`."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")
"""What a telephone can dial as it stands; source: ITU-T E.164."""


def initials(contact: Contact) -> str:
    """One or two capital letters, or ``?`` for a contact without a letter or a digit to its name."""
    names = [contact.get("firstname"), contact.get("lastname")]
    if not any(names):
        names = [contact.get("email")]
    letters = (_first_letter(name) for name in names)
    return "".join(letter for letter in letters if letter) or "?"


def hue(contact: Contact) -> int:
    """Which of the avatars' colours is this contact's, always the same one."""
    return zlib.crc32(contact.id.encode()) % HUES


def contact_link(name: str, stored: str) -> str:
    """``mailto:`` or ``tel:`` for a stored value that really is an address or a number, else ``""``."""
    if name == "email":
        return _mail_link(stored)
    if name in PERSONAL_PHONES and _E164.fullmatch(stored):
        return f"tel:{stored}"
    return ""


def _mail_link(stored: str) -> str:
    try:
        address = normalise_email(stored)
    except ValueError:
        return ""
    return f"mailto:{quote(address, safe='@')}" if address == stored else ""


def _first_letter(name: str) -> str:
    composed = normal_form("NFC", visible(name))
    return next((char.upper()[:1] for char in composed if char.isalnum()), "")
