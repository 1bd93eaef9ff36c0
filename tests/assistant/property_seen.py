"""Where an invented daily property is seen, as JSON: what each part of the product makes of it.

A program of its own, for every table is derived from the entries once, when it is imported.
"""

import json
import sys

from assistant.agent.grounding import Given, Grounds
from assistant.files.contact_export import COLUMNS
from assistant.language.requests.understand import understand
from assistant.offline.grammar.results_in_words import written
from assistant.ui.cards.card_text import contact_card
from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.values.headings import property_of
from hubspot_tools.values.properties import default_catalogue
from hubspot_tools.values.wire import REQUESTED_PROPERTIES

NAME = "shoe_size"
ZOE = Contact(id="5", properties={"firstname": "Zoé", "lastname": "Roche", NAME: "38"})


def seen() -> dict[str, list[object]]:
    """What each part of the product knows of the property."""
    readers = [Reader("fr"), Reader("en")]
    catalogue = default_catalogue()
    headings = ["Pointure", "Shoe size", "Size", "Taille"]
    sentences = ["change la pointure de Marie Durand en 42", "set Marie Durand's shoe size to 42"]
    wishes = ["efface la pointure de Zoé", "remove the shoe size of Zoé", "clear her feet", "efface tout"]
    missing = [{"status": "missing", "need": [NAME]}]
    return {
        "headings": [found.name if (found := property_of(one, catalogue)) else None for one in headings],
        "labels": [reader.label(NAME) for reader in readers],
        "sentences": [dict(getattr(understand(one), "changes", {})).get(NAME) for one in sentences],
        "grounding": [not Grounds(Given([one]), {}, [ZOE]).unasked([NAME], ZOE) for one in wishes],
        "replies": [("pointure" in written(missing, "fr")), ("shoe size" in written(missing, "en"))],
        "cards": [
            [fact["label"] for fact in contact_element(ZOE, reader).props["facts"]] for reader in readers
        ],
        "text cards": ["38" in contact_card(ZOE, reader) for reader in readers],
        "read and exported": [NAME in REQUESTED_PROPERTIES, NAME in COLUMNS],
    }


sys.stdout.write(json.dumps(seen()))
