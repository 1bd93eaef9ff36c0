"""Understands without a model a task named in a word or two, and a person named alone.

Anything longer is for the model.
"""

import re

from assistant.chat.events import Task
from assistant.language.detection import language_of
from assistant.language.texts import Texts
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.values.normal_form import normal_form
from hubspot_tools.values.text import words
from hubspot_tools.values.typed_values import MAX_EMAIL_LENGTH

_VERBS = {
    Task.SEARCH: "search find lookup rechercher recherche chercher cherche trouver trouve",
    Task.CREATE: "create add new creer cree creez ajouter ajoute ajoutez nouveau nouvelle",
    Task.UPDATE: "update edit change modify modifier modifie maj changer change corriger corrige",
}
_OBJECTS = {
    (),
    ("contact",),
    ("contacts",),
    ("a", "contact"),
    ("un", "contact"),
    ("a", "new", "contact"),
    ("new", "contact"),
    ("un", "nouveau", "contact"),
    ("nouveau", "contact"),
    ("fiche",),
    ("une", "fiche"),
    ("une", "nouvelle", "fiche"),
    ("someone",),
    ("somebody",),
    ("quelqu", "un"),
    ("person",),
    ("a", "person"),
    ("une", "personne"),
}
_OPENINGS = {("je", "veux"), ("je", "voudrais"), ("i", "want", "to"), ("please",), ("stp",), ()}
_LONGEST = 60

_PHRASES = {
    **{("mettre", "a", "jour", *thing): Task.UPDATE for thing in _OBJECTS},
    **{("mets", "a", "jour", *thing): Task.UPDATE for thing in _OBJECTS},
    **{("look", "up", *thing): Task.SEARCH for thing in _OBJECTS},
    **{
        (verb, *thing): task for task, verbs in _VERBS.items() for verb in verbs.split() for thing in _OBJECTS
    },
}


def task_in(text: str) -> Task | None:
    """The task that the whole message names; None when it says anything more, a name for instance."""
    if len(text) > _LONGEST:
        return None
    spoken = words(normal_form("NFKC", text))
    for opening in _OPENINGS:
        if spoken[: len(opening)] == opening and (task := _PHRASES.get(spoken[len(opening) :])):
            return task
    return None


_EMAIL = re.compile(r"[^\s@,;<>]++@[^\s@,;<>][^\s@,;<>.]*+\.[^\s@,;<>]++")
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,30}")
_FEWEST_DIGITS = 6
_NAME = re.compile(r"[^\W\d_]+(?:['’.\- &]+[^\W\d_]+){0,4}\.?")
_LONGEST_NAME = 60


def plain_query(text: str) -> SearchContacts | None:
    """Return the search for whom the whole message names, or None when it says more.

    People are named by an address, a number or a name.

    A name holds no word of everyday French or English, so that a sentence is never taken for one.
    """
    said = text.strip()
    if len(said) <= MAX_EMAIL_LENGTH and _EMAIL.fullmatch(said):
        return SearchContacts(email=said)
    if _PHONE.fullmatch(said) and sum(char.isdigit() for char in said) >= _FEWEST_DIGITS:
        return SearchContacts(phone=said)
    if len(said) <= _LONGEST_NAME and _NAME.fullmatch(said) and language_of(said) is None:
        return SearchContacts(text=said)
    return None


def task_label(task: Task, texts: Texts) -> str:
    """What the button of a task says for whoever clicks it."""
    labels = {
        Task.SEARCH: texts.search_button,
        Task.CREATE: texts.create_button,
        Task.UPDATE: texts.update_button,
    }
    return labels[task]
