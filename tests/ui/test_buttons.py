import pytest
from chainlit.action import Action

from assistant.events import Task
from assistant.texts import texts_in
from assistant.ui.buttons import (
    CONFIRM,
    NEXT_PAGE,
    PageClicked,
    ProposalClicked,
    TaskClicked,
    page_actions,
    payload_of,
    proposal_actions,
    task_actions,
    task_commands,
    task_of_command,
)
from hubspot_tools.contacts import ContactPage, SearchContacts


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_three_tasks_are_there_as_buttons_and_as_commands(language):
    texts = texts_in(language)
    labels = [texts.search_button, texts.create_button, texts.update_button]
    assert [action.label for action in task_actions(texts)] == labels
    assert [command["id"] for command in task_commands(texts)] == labels
    assert [task_of_command(label) for label in labels] == [Task.SEARCH, Task.CREATE, Task.UPDATE]


@pytest.mark.parametrize("command", [None, "", "Delete everything", 7, {"id": "x"}])
def test_a_command_we_never_offered_is_none(command):
    assert task_of_command(command) is None


def test_a_button_of_ours_reads_back_as_what_it_means(proposal):
    texts = texts_in("en")
    assert payload_of(task_actions(texts)[1], TaskClicked) == TaskClicked(task=Task.CREATE)
    confirm, cancel = proposal_actions(proposal, texts)
    agreed = ProposalClicked(proposal=proposal.id, digest=proposal.digest)
    assert payload_of(confirm, ProposalClicked) == payload_of(cancel, ProposalClicked) == agreed


def test_the_next_page_s_button_asks_for_the_same_search_one_page_on():
    query = SearchContacts(company="Acme")
    (action,) = page_actions(ContactPage(total=12, page=2, page_size=5, query=query), texts_in("en"))
    assert action.name == NEXT_PAGE
    assert payload_of(action, PageClicked) == PageClicked(query=SearchContacts(company="Acme", page=3))


def test_the_last_page_has_no_such_button():
    assert page_actions(ContactPage(total=10, page=2, page_size=5), texts_in("en")) == []


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
