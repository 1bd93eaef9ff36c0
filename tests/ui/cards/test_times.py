"""Instants are shown in the account's time zone, which a card names once; days stay days."""

import pytest

from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind

LABELS = {
    "next_call_at": PropertyLabel(label="Prochain appel", kind=PropertyKind.DATETIME, zone="Europe/Paris"),
    "visited_at": PropertyLabel(label="Visite", kind=PropertyKind.DATETIME, zone="Europe/Paris"),
    "due": PropertyLabel(label="Échéance", kind=PropertyKind.DATE),
}
READER = Reader("fr", labels=LABELS)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-12-31T23:30:00Z", "1 janv. 2027 00:30"),
        ("2026-07-14T22:30:00.123Z", "15 juil. 2026 00:30"),
        ("2026-03-29T00:59:00Z", "29 mars 2026 01:59"),
        ("2026-03-29T01:00:00Z", "29 mars 2026 03:00"),
        ("soon", "soon"),
    ],
)
def test_an_instant_is_shown_in_the_account_s_zone(stored, shown):
    assert READER.value("next_call_at", stored) == shown


def test_a_day_is_no_instant():
    assert READER.value("due", "2026-12-31") == "31 déc. 2026"


def test_a_zone_that_nobody_knows_leaves_utc():
    odd = Reader(
        "en", labels={"x": PropertyLabel(label="X", kind=PropertyKind.DATETIME, zone="Mars/Olympus")}
    )
    assert odd.value("x", "2026-12-31T23:30:00Z").endswith("UTC")


def test_a_card_names_the_zone_once():
    instants = {"next_call_at": "2026-12-31T23:30:00Z", "visited_at": "2026-07-14T22:30:00Z"}
    contact = Contact(id="1", properties={"firstname": "Ada", **instants})
    card = contact_element(contact, READER, written=["next_call_at", "visited_at"])
    assert [fact["value"] for fact in card.props["facts"]].count("Europe/Paris") == 1
    assert card.twin.count("Europe/Paris") == 1
    assert "Europe/Paris" not in contact_element(contact, READER).twin
