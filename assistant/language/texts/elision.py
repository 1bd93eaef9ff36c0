"""Elides little French words before a name that begins with a vowel."""

import re
from typing import Final

_VOWEL: Final = re.compile(r"[aeiouàâäéèêëîïôöùûü]|y(?![aeiou])", re.IGNORECASE)
"""How a name begins before which ``de`` is elided: ``d’Yves``, but ``de Yann``."""


def of_whom(name: str) -> str:
    """``de`` and a name, such as ``de Luc`` and ``d’Anna``."""
    return f"d’{name}" if _VOWEL.match(name) else f"de {name}"
