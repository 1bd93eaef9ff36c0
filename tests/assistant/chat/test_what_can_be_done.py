"""“What can you do here?” has an answer: for operators about the account, for others about what they may."""

import pytest

from assistant.access.member import Identity, Member, Role
from assistant.access.permitted_contacts import PermittedContacts
from assistant.access.rights import Rights
from assistant.language.capability_words import account_lines, asks_what_can_be_done, what_may_be_done
from hubspot_tools.facts.account_facts import Capabilities, Portal

FOUND = Capabilities(
    portal=Portal(kind="hubspot", portal_id="4017", time_zone="Europe/Paris"),
    version="2026-09",
    scopes=frozenset({"crm.objects.contacts.read", "automation"}),
    missing=("crm.objects.contacts.write",),
    unneeded=("automation",),
)
SIGNED_IN = Identity(method="password", id="ada")


@pytest.mark.parametrize(
    "text",
    ["What can you do here?", "que peux-tu faire ici ?", "Que peux-tu faire ici", "what can you do here"],
)
def test_the_question_is_understood(text):
    assert asks_what_can_be_done(text)


@pytest.mark.parametrize("text", ["what can you do for Ada?", "here", "", "que peux-tu faire ici " * 50])
def test_anything_else_is_not(text):
    assert not asks_what_can_be_done(text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_missing_and_superfluous_scopes_are_warnings(language):
    warned = [line for line in account_lines(FOUND, language) if line.startswith("⚠")]
    assert len(warned) == 2
    assert "crm.objects.contacts.write" in warned[0]
    assert "automation" in warned[1]


def test_only_operators_hear_of_the_account():
    def member(**more):
        return Rights(member=Member(identity=SIGNED_IN, role=Role.STEWARD, **more))

    assert Rights().may_see_account
    assert member(operator=True).may_see_account
    assert not member().may_see_account
    assert not Rights(member=None).may_see_account


def test_others_hear_what_they_may():
    assert "nothing can be written" in what_may_be_done("en", may_write=False)
    assert "undo" in what_may_be_done("en", may_write=True)


class Asked:
    """A store that notes which properties' history it is asked for."""

    def __init__(self):
        self.names = []

    async def history(self, _contact_id, names):
        self.names = list(names)
        return []


async def test_a_hidden_field_s_history_is_not_even_asked_for():
    asked = Asked()
    await PermittedContacts(asked, lambda: Rights(hidden=frozenset({"phone"}))).history(
        "1", ["phone", "email"]
    )
    assert asked.names == ["email"]
    await PermittedContacts(asked, lambda: Rights(hidden=frozenset({"phone", "email"}))).history(
        "1", ["phone"]
    )
    assert asked.names == ["email"]
