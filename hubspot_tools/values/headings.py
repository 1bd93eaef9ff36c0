"""Which property the heading of a column means. Pure."""

from rapidfuzz import fuzz, process

from hubspot_tools.values import text as texts
from hubspot_tools.values.properties import Catalogue, Property
from hubspot_tools.values.vocabulary import PROPERTY_WORDS

_NEAR = 88
"""Resemblance out of 100 from which a heading counts as a slip of the pen."""

_CLEAR_LEAD = 4
"""By how much the nearest property must be nearer than the next one."""

_FEWEST_LETTERS = 5
"""Shorter headings are too much alike to be guessed at."""

_DECORATION = frozenset(
    {"1", "value", "valeur", "required", "obligatoire", "principal", "principale", "primary"}
)
"""Words that exports put after a heading and that change nothing about it."""


def property_of(heading: str, catalogue: Catalogue) -> Property | None:
    """Return the property meant by a heading.

    It is told by internal name, label or an everyday word, else by one that is spelled almost so.
    """
    exact = catalogue.find(heading)
    if exact:
        return exact
    bare = " ".join(word for word in texts.words(heading) if word not in _DECORATION)
    return catalogue.find(bare) or _nearly(bare, catalogue)


def _nearly(bare: str, catalogue: Catalogue) -> Property | None:
    if len(bare) < _FEWEST_LETTERS:
        return None
    best: dict[str, float] = {}
    spellings = _spellings(catalogue)
    for _, resemblance, place in process.extract(
        bare,
        [spelling for spelling, _ in spellings],
        scorer=fuzz.ratio,
        score_cutoff=_NEAR - _CLEAR_LEAD,
        limit=10,
    ):
        name = spellings[place][1]
        best[name] = max(best.get(name, 0.0), resemblance)
    ranked = sorted(best.items(), key=lambda one: one[1], reverse=True)
    if not ranked or ranked[0][1] < _NEAR:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEAR_LEAD:
        return None
    return catalogue.properties[ranked[0][0]]


def _spellings(catalogue: Catalogue) -> list[tuple[str, str]]:
    labels = [
        (" ".join(texts.words(spelling)), one.name)
        for one in catalogue.properties.values()
        if one.writable
        for spelling in (one.label, one.name)
    ]
    everyday = [(word, name) for word, name in PROPERTY_WORDS.items() if name in catalogue.properties]
    return labels + everyday
