"""Who changed a contact, as people read it: one line a change, the time zone once, nothing of a value's as markup."""

from datetime import UTC, datetime

from assistant.ui.cards.history_text import history_text
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_history import PropertyChange
from hubspot_tools.facts.property_kinds import PropertyKind

ZOE = Contact(id="1", properties={"firstname": "Zoé", "lastname": "Roy"})
IN_PARIS = Reader(
    "fr", labels={"met": PropertyLabel(label="Vue le", kind=PropertyKind.DATETIME, zone="Europe/Paris")}
)


def changed(value: str, **told: str) -> PropertyChange:
    return PropertyChange(
        property="jobtitle", value=value, at=datetime(2026, 7, 14, 22, 30, tzinfo=UTC), **told
    )


def test_each_change_tells_when_what_and_by_whom():
    by_hand = changed("Directrice", source="CRM_UI", person="Ada Martin")
    by_file = changed("Gérante", source="IMPORT", label="salon.csv")
    title, _, *lines = history_text(ZOE, [by_hand, by_file], IN_PARIS).splitlines()
    assert title == "**Historique de Zoé Roy (heure\u202f: Europe/Paris)**"
    assert lines == [
        "- 15 juil. 2026 00:30 – Poste\u202f: Directrice – Ada Martin, dans HubSpot",
        "- 15 juil. 2026 00:30 – Poste\u202f: Gérante – par un import (salon.csv)",
    ]


def test_where_the_account_s_zone_is_not_known_the_time_is_utc_s():
    told = history_text(ZOE, [changed("Buyer")], Reader("en"))
    assert "(time: UTC)" in told
    assert "14 Jul 2026" in told.replace(",", "")


def test_an_emptied_value_is_told_as_that_and_hostile_ones_stay_text():
    assert "vidé" in history_text(ZOE, [changed("")], IN_PARIS)
    told = history_text(ZOE, [changed("![x](https://tracker.example/a.png)\n# Done")], IN_PARIS)
    assert "![x](" not in told
    assert "\n# " not in told


def test_a_contact_of_which_nothing_was_kept_says_so():
    assert history_text(ZOE, [], IN_PARIS) == "HubSpot n’a gardé aucun changement de ces propriétés."
