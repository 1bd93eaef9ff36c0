"""Hears a question about who changed the contact on the screen, or when: its history is the answer.

A question that names somebody else, or anything but the contact, is for the model to understand.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import spoken_properties

_LONGEST: Final = 80
_OPENINGS: Final = tuple(
    sorted(
        (
            tuple(opening.split())
            for opening in (
                "who", "who has", "who had", "who just", "and who", "by whom was", "when was", "when did someone", "do you know who",
                "qui", "qui a", "qui l", "qui l a", "qui les a", "qui est ce qui a", "qui est ce qui l a", "c est qui qui l a",
                "c est qui qui a", "et qui l a", "et qui a", "par qui a", "quand l a t on", "quand a t on", "tu sais qui a",
                "tu sais qui l a",
            )
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
_CHANGED: Final = frozenset(
    [
        "changed",
        "modified",
        "edited",
        "updated",
        "altered",
        "touched",
        "modifie",
        "modifiee",
        "change",
        "changee",
        "corrige",
        "corrigee",
        "touche",
        "mis",
    ]
)
_OBJECTS: Final = frozenset(
    [
        "it",
        "that",
        "this",
        "him",
        "her",
        "them",
        "his",
        "their",
        "its",
        "the",
        "last",
        "contact",
        "record",
        "card",
        "one",
        "ca",
        "cela",
        "le",
        "la",
        "les",
        "l",
        "son",
        "sa",
        "ses",
        "ce",
        "cet",
        "cette",
        "fiche",
        "a",
        "jour",
        "dernier",
        "derniere",
        "derniers",
        "fois",
        "en",
        "recently",
        "time",
        "was",
        "value",
        "valeur",
    ]
)
_ALONE: Final = frozenset(
    tuple(question.split())
    for question in (
        "history", "show history", "show the history", "show its history", "show me the history", "show her history", "show his history",
        "who made this change", "who made that change", "who did this change", "who did that", "who changed", "change history",
        "historique", "l historique", "montre l historique", "affiche l historique", "montre moi l historique", "son historique",
        "montre son historique", "qui a fait ce changement", "qui a fait cette modification", "qui a fait la modification", "qui a fait ca",
    )
)  # fmt: skip


def asks_who_changed_it(text: str) -> bool:
    """Whether the whole message asks who changed the contact that was shown, or one of its properties."""
    if len(text) > _LONGEST:
        return False
    said = words(text)
    return said in _ALONE or any(_asks(said, opening) for opening in _OPENINGS)


def _asks(said: Sequence[str], opening: Sequence[str]) -> bool:
    behind = said[len(opening) :]
    if tuple(said[: len(opening)]) != opening or not behind or not (_CHANGED & set(behind)):
        return False
    what = [word for word in behind if word not in _CHANGED]
    moved = any(one in _CHANGED and after == "de" for one, after in pairwise(behind))
    if moved or (what and _OBJECTS.isdisjoint(what)):
        return False  # "qui a changé de boîte ?" asks for people
    return all(word in _OBJECTS or word in _PROPERTY_WORDS for word in what)


_PROPERTY_WORDS: Final = frozenset(
    word for language in ("fr", "en") for name, _ in spoken_properties(language) for word in words(name)
)
