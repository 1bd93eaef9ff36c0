import pytest

from assistant.proposals.proposal import ProposalState
from assistant.ui.cards.card_text import contact_card, contact_list, how_it_stands, proposal_card
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.store.account import AccountDetails

ENGLISH, FRENCH = Reader("en"), Reader("fr")


def test_a_card_says_that_nobody_could_look_for_similar_people(new_contact):
    blind = new_contact.model_copy(update={"similar_unchecked": True})
    assert ENGLISH.texts.similar_unchecked in proposal_card(blind, ENGLISH)
    assert ENGLISH.texts.similar_unchecked not in proposal_card(new_contact, ENGLISH)


def test_a_list_numbers_its_contacts_and_tells_how_many_there_are_in_all(marie):
    other = Contact(id="102", properties={"email": "nobody@example.com"})
    shown = contact_list(ContactPage(contacts=(marie, other), total=12, page=2), ENGLISH)
    assert "12 contacts · page 2 of 2" in shown
    assert "1. **Marie Dupont**" in shown
    assert "2. **nobody@example.com**" in shown
    assert shown.count("nobody@example.com") == 1


def test_a_list_of_nobody_says_so():
    assert contact_list(ContactPage(), FRENCH) == "**Aucun contact trouvé.**"


def test_values_are_shown_as_their_reader_writes_them(marie):
    assert "01 99 00 12 34" in contact_card(marie, FRENCH)
    assert "+33 1 99 00 12 34" in contact_card(marie, Reader("en", region="GB"))
    assert "| Phase du cycle de vie | Client |" in contact_card(marie, FRENCH)
    assert "| Lifecycle stage | Customer |" in contact_card(marie, ENGLISH)


def test_empty_properties_take_no_room(marie):
    assert "Mobile" not in contact_card(marie, ENGLISH)


def test_the_account_s_own_labels_and_options_serve_where_we_have_none():
    labels = {"favourite_colour": PropertyLabel(label="Favourite colour", options={"r": "Red", "b": "Blue"})}
    contact = Contact(id="1", properties={"email": "a@example.com", "favourite_colour": "r;b"})
    card = contact_card(contact, Reader("en", labels=labels), also=["favourite_colour"])
    assert "| Favourite colour | Red, Blue |" in card


def test_a_record_s_link_is_shown_only_when_it_leads_to_hubspot(marie):
    url = "https://app.hubspot.com/contacts/1/record/0-1/101"
    assert f"[Open in HubSpot](<{url}>)" in contact_card(
        marie.model_copy(update={"record_url": url}), ENGLISH
    )
    elsewhere = marie.model_copy(update={"record_url": "https://evil.example/101"})
    assert "evil" not in contact_card(elsewhere, ENGLISH)


@pytest.mark.parametrize(
    ("domain", "reader", "shown"),
    [
        ("app.hubspot.com", ENGLISH, "Open in HubSpot"),
        ("app-eu1.hubspot.com", FRENCH, "Ouvrir dans HubSpot"),
    ],
)
def test_a_contact_of_a_real_portal_opens_in_hubspot(marie, domain, reader, shown):
    url = AccountDetails(portal_id="62515", ui_domain=domain).record_url(marie.id)
    card = contact_card(marie.model_copy(update={"record_url": url}), reader)
    assert card.endswith(f"[{shown}](<https://{domain}/contacts/62515/record/0-1/101>)")


def test_an_update_is_shown_as_before_and_after(proposal):
    card = proposal_card(proposal, ENGLISH)
    assert "**Changes to Marie Dupont**" in card
    assert "| Field | Before | After |" in card
    assert "| Phone | 01 99 00 12 34 | **01 99 00 56 78** |" in card
    assert "| Company | Acme | *will be cleared* |" in card
    assert "*Nothing is written until you confirm.*" in card


def test_two_spellings_of_one_number_can_be_told_apart(proposal):
    respelled = proposal.model_copy(
        update={"values": {"phone": "+33199001234"}, "before": {"phone": "0199001234"}}
    )
    assert "| Phone | 0199001234 | **+33199001234** |" in proposal_card(respelled, ENGLISH)


def test_a_new_contact_is_shown_with_all_its_values(new_contact):
    card = proposal_card(new_contact, FRENCH)
    assert "**Nouveau contact\u202f: Luc Martin**" in card
    for row in ("Prénom | Luc", "Nom | Martin", "E-mail | luc.martin@example.com"):
        assert f"| {row} |" in card


def test_a_create_that_meets_an_existing_contact_asks_to_update_it(proposal):
    card = proposal_card(proposal.model_copy(update={"instead_of_create": True}), ENGLISH)
    assert "Marie Dupont exists already: update instead?" in card


@pytest.mark.parametrize(
    ("reader", "title", "known"),
    [
        (ENGLISH, "**Is it one of these?**", "- **Luc Martin**\u00a0· Globex"),
        (FRENCH, "**Est-ce l’une de ces personnes\u202f?**", "- **Luc Martin**\u00a0· Globex"),
    ],
)
def test_likely_doubles_are_shown_below_the_new_contact(maybe_known, reader, title, known):
    card = proposal_card(maybe_known, reader)
    assert title in card
    assert known in card
    assert card.index("luc.martin@example.com") < card.index(title) < card.index("- **Luke Martin**")


def test_a_step_back_is_explained_before_it_is_agreed_to(proposal):
    stage = {
        "values": {"lifecyclestage": "lead"},
        "before": {"lifecyclestage": "customer"},
        "steps_back": True,
    }
    card = proposal_card(proposal.model_copy(update=stage), ENGLISH)
    assert "| Lifecycle stage | Customer | **Lead** |" in card
    assert "The lifecycle stage goes backwards" in card


@pytest.mark.parametrize("state", [ProposalState.DONE, ProposalState.FAILED, ProposalState.REPLACED])
def test_warnings_leave_with_the_question(maybe_known, state):
    ended = maybe_known.model_copy(update={"steps_back": True, "state": state})
    assert "⚠" not in proposal_card(ended, ENGLISH)


@pytest.mark.parametrize(
    ("reader", "title"),
    [(ENGLISH, "**Remove Marie Dupont again?**"), (FRENCH, "**Retirer Marie Dupont\u202f?**")],
)
def test_an_archiving_shows_whom_it_takes_away(archiving, reader, title):
    card = proposal_card(archiving, reader)
    assert title in card
    assert "marie.dupont@acme.example" in card
    assert reader.texts.nothing_written in card


@pytest.mark.parametrize(
    ("reader", "title"),
    [
        (ENGLISH, "**Put Marie Dupont back as before?**"),
        (FRENCH, "**Remettre la fiche comme avant\u202f: Marie Dupont\u202f?**"),
    ],
)
def test_an_undo_that_must_be_asked_for_says_that_it_is_one(proposal, reader, title):
    assert title in proposal_card(proposal.model_copy(update={"undoes": "p0"}), reader)


@pytest.mark.parametrize(
    ("state", "english", "french"),
    [
        (ProposalState.FAILED, "*Not written*", "*Non écrit*"),
        (ProposalState.UNKNOWN, "*Not verified*", "*Non vérifié*"),
        (ProposalState.UNDONE, "*Taken back*", "*Annulé après coup*"),
    ],
)
def test_how_a_write_ended_is_said_in_either_language(proposal, state, english, french):
    ended = proposal.model_copy(update={"state": state})
    assert proposal_card(ended, ENGLISH).endswith(english)
    assert proposal_card(ended, FRENCH).endswith(french)


@pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.PENDING])
def test_a_decided_card_says_how_it_ended_and_no_longer_invites(proposal, state):
    ended = proposal.model_copy(update={"state": state})
    card = proposal_card(ended, ENGLISH)
    assert card.endswith(f"*{how_it_stands(ended, ENGLISH)}*")
    assert "until you confirm" not in card


def test_a_stranger_s_text_stays_in_its_cell(proposal):
    evil = "a | b\n| c | ![x](https://evil.example/?d=1) <img src=x> :x[y]"
    card = proposal_card(proposal.model_copy(update={"values": {"company": evil}, "before": {}}), ENGLISH)
    row = next(line for line in card.splitlines() if line.startswith("| Company"))
    assert r"a \| b ↵ \| c \| !\[x\](https:/" in row
    assert "://" not in row
    assert r"\<img" in row
    assert r"\:x\[y\]" in row


@pytest.mark.parametrize(
    ("stored", "french", "english"),
    [
        ("2026-12-31", "31 déc. 2026", "31 Dec 2026"),
        ("2026-12-31T14:05:00Z", "31 déc. 2026 14:05 UTC", "31 Dec 2026 14:05 UTC"),
        ("2026-12-31T14:05:00.123Z", "31 déc. 2026 14:05 UTC", "31 Dec 2026 14:05 UTC"),
        ("2026-99-99", "2026-99-99", "2026-99-99"),
        ("1234", "1234", "1234"),
    ],
)
def test_dates_are_written_so_that_nobody_mistakes_the_month(stored, french, english):
    assert FRENCH.value("closedate", stored) == french
    assert ENGLISH.value("closedate", stored) == english


def test_an_owner_who_has_left_is_shown_by_name_and_told_to_have():
    owners = PropertyLabel(
        label="Owner", kind=PropertyKind.OWNER, options={"1": "Ann Lee"}, former={"2": "Bob Gone"}
    )
    reader = {one: Reader(one, labels={"hubspot_owner_id": owners}) for one in ("en", "fr")}
    theirs = Contact(id="9", properties={"hubspot_owner_id": "2"})
    assert reader["en"].of(theirs, "hubspot_owner_id") == "Bob Gone (deactivated)"
    assert reader["fr"].of(theirs, "hubspot_owner_id") == "Bob Gone (désactivé)"
