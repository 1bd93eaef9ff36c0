"""Which property the heading of a column means. Pure."""

from hubspot_tools.values import text as texts
from hubspot_tools.values.properties import Catalogue, Property

_DECORATION = frozenset(
    {"1", "value", "valeur", "required", "obligatoire", "principal", "principale", "primary"}
)
"""Words that exports put after a heading and that change nothing about it."""


def property_of(heading: str, catalogue: Catalogue) -> Property | None:
    """Return the property meant by a heading, by internal name, label or an everyday word.

    Words are compared whole: what is only spelled alike, as County and Country are, is another thing.
    """
    exact = catalogue.find(heading)
    if exact:
        return exact
    return catalogue.find(" ".join(word for word in texts.words(heading) if word not in _DECORATION))
