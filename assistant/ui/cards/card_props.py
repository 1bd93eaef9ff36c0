"""What every card is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Props = Mapping[str, Any]
"""JSON for an element: every word it shows and every link it offers, so that it holds no sentence of its own."""

VALUE_LENGTH = 500
"""Characters of one value shown on a card; what is cut says so."""

LINE_LENGTH = 120
"""Characters of a value that stands in a line with others."""


@dataclass(frozen=True, slots=True)
class Card:
    """An element by its file's name in `public/elements`, and the same in Markdown.

    The page shows the Markdown wherever the element cannot be: an intranet's policy may forbid it.
    """

    element: str
    props: Props
    twin: str
