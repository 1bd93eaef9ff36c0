import pytest
from chainlit.action import Action

from assistant.chat.events import Task
from assistant.language.texts import texts_in
from assistant.ui.cards.buttons import (
    ADOPT,
    CANCEL,
    CONFIRM,
    EDIT,
    TURN_PAGE,
    AdoptClicked,
    ContactClicked,
    PageClicked,
    ProposalClicked,
    TaskClicked,
    page_actions,
    payload_of,
    proposal_actions,
    task_actions,
    task_commands,
    task_of_command,
    undo_actions,
)
from assistant.ui.imports.import_buttons import ImportClicked
from assistant.ui.screen.form_session import SUBMIT_FORM, FormFilled
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_three_tasks_are_there_as_buttons_and_as_commands(language):
    texts = texts_in(language)
    labels = [texts.search_button, texts.create_button, texts.update_button]
    assert [action.label for action in task_actions(texts, "w1")] == labels
    assert [command["id"] for command in task_commands(texts)] == labels
    assert [task_of_command(label) for label in labels] == [Task.SEARCH, Task.CREATE, Task.UPDATE]


@pytest.mark.parametrize("command", [None, "", "Delete everything", 7, {"id": "x"}])
def test_a_command_we_never_offered_is_none(command):
    assert task_of_command(command) is None


def test_a_button_of_ours_reads_back_as_what_it_means(proposal):
    texts = texts_in("en")
    assert payload_of(task_actions(texts, "w1")[1], TaskClicked) == TaskClicked(task=Task.CREATE)
    confirm, edit, cancel = proposal_actions(proposal, texts)
    agreed = ProposalClicked(proposal=proposal.id, digest=proposal.digest)
    assert [payload_of(one, ProposalClicked) for one in (confirm, edit, cancel)] == [agreed] * 3
    assert [one.name for one in (confirm, edit, cancel)] == [CONFIRM, EDIT, CANCEL]


def labels_of(actions):
    return [action.label for action in actions]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Update Luc Martin (Globex)", "Update Luke Martin", "Create anyway", "Edit", "Cancel"]),
        (
            "fr",
            [
                "Mettre à jour Luc Martin (Globex)",
                "Mettre à jour Luke Martin",
                "Créer quand même",
                "Modifier",
                "Annuler",
            ],
        ),
    ],
)
def test_likely_doubles_come_first_and_a_second_contact_only_anyway(maybe_known, language, labels):
    actions = proposal_actions(maybe_known, texts_in(language))
    assert labels_of(actions) == labels
    assert [action.icon for action in actions] == ["user-pen", "user-pen", "user-plus", "pencil", "x"]
    agreed = {"proposal": maybe_known.id, "digest": maybe_known.digest}
    assert payload_of(actions[0], AdoptClicked) == AdoptClicked(**agreed, contact="201")
    assert payload_of(actions[2], ProposalClicked) == ProposalClicked(**agreed)


def test_two_doubles_of_one_name_can_be_told_apart(maybe_known, luc_at_globex):
    nameless = Contact(id="7", properties={**luc_at_globex.properties, "email": ""})
    twins = maybe_known.model_copy(update={"similar": (luc_at_globex, nameless)})
    assert labels_of(proposal_actions(twins, texts_in("en")))[:2] == [
        "Update Luc Martin (l.martin@globex.example)",
        "Update Luc Martin (#7)",
    ]


def test_a_stranger_s_long_name_makes_no_long_button(maybe_known):
    long = Contact(id="8", properties={"firstname": "A\u202e\n" + "b" * 500})
    (adopt, *_) = proposal_actions(maybe_known.model_copy(update={"similar": (long,)}), texts_in("en"))
    assert len(adopt.label) < 80
    assert "\u202e" not in adopt.label
    assert "\n" not in adopt.label


def test_taking_back_leaves_nothing_to_edit(archiving, proposal):
    putting_back = proposal.model_copy(update={"undoes": "p0"})
    for one in (archiving, putting_back):
        assert EDIT not in [action.name for action in proposal_actions(one, texts_in("en"))]


def test_no_two_buttons_share_an_id(maybe_known, proposal):
    texts = texts_in("en")
    actions = [*proposal_actions(maybe_known, texts), *proposal_actions(proposal, texts)]
    actions += [*undo_actions(maybe_known, texts), *undo_actions(proposal, texts)]
    assert len({action.id for action in actions}) == len(actions)


@pytest.mark.parametrize(("language", "label"), [("en", "Undo"), ("fr", "Revenir en arrière")])
def test_undo_names_the_write_it_takes_back(proposal, language, label):
    (undo,) = undo_actions(proposal, texts_in(language))
    assert undo.label == label
    assert payload_of(undo, ProposalClicked) == ProposalClicked(proposal=proposal.id, digest=proposal.digest)


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        (1, {"Next contacts": 2}),
        (2, {"Previous contacts": 1, "Next contacts": 3}),
        (3, {"Previous contacts": 2}),
    ],
)
def test_a_list_s_buttons_ask_for_the_same_search_one_page_on_or_back(page, leads_to):
    shown = ContactPage(total=12, page=page, page_size=5, query=SearchContacts(company="Acme"))
    actions = page_actions(shown, texts_in("en"), "l1")
    assert {action.name for action in actions} == {TURN_PAGE}
    assert {action.label: payload_of(action, PageClicked) for action in actions} == {
        label: PageClicked(query=SearchContacts(company="Acme", page=number), place="l1")
        for label, number in leads_to.items()
    }


def test_a_whole_list_has_no_such_button():
    assert page_actions(ContactPage(total=5, page=1, page_size=5), texts_in("en"), "l1") == []


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"proposal": "p1"},
        {"proposal": "p1", "digest": "d", "confirmed": True},
        {"proposal": {"$ne": None}, "digest": "d"},
        {"proposal": "p" * 65, "digest": "d"},
        {"proposal": 1, "digest": 2},
    ],
)
def test_a_forged_payload_reads_as_nothing(payload):
    assert payload_of(Action(name=CONFIRM, payload=payload), ProposalClicked) is None


@pytest.mark.parametrize("text", ["\ud800", "p1\n", "p\x1b[2J1", "\u202ep1", "=1+1", "p1 ", "é", "p" * 65])
def test_an_id_that_we_never_made_reads_as_nothing(text):
    for payload, model in (
        ({"proposal": text, "digest": "d"}, ProposalClicked),
        ({"proposal": "p1", "digest": text}, ProposalClicked),
        ({"contact": text}, ContactClicked),
        ({"planned": text, "digest": "d"}, ImportClicked),
    ):
        assert payload_of(Action(name=CONFIRM, payload=payload), model) is None


@pytest.mark.parametrize("contact", [None, 101, "1" * 33, ["101"], {"id": "101"}])
def test_a_forged_choice_of_a_double_reads_as_nothing(contact):
    payload = {"proposal": "p1", "digest": "d", "contact": contact}
    assert payload_of(Action(name=ADOPT, payload=payload), AdoptClicked) is None


def test_a_form_with_more_in_its_fields_than_can_be_checked_at_every_key_is_none_of_ours():
    for length, fits in ((66_000, True), (67_000, False)):
        values = dict.fromkeys(("firstname", "lastname", "company"), "a" * length)
        filled = payload_of(Action(name=SUBMIT_FORM, payload={"form": "f1", "values": values}), FormFilled)
        assert (filled is not None) is fits
