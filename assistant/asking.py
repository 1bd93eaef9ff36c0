"""A task named in a word or two, as its button would; anything longer is for the model to understand."""

import unicodedata

from assistant.events import Task
from hubspot_tools.text import words

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
    spoken = words(unicodedata.normalize("NFKC", text))
    for opening in _OPENINGS:
        if spoken[: len(opening)] == opening and (task := _PHRASES.get(spoken[len(opening) :])):
            return task
    return None
