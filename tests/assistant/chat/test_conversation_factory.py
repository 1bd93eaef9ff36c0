"""Conversations and what they share are made in one place, so that a new part is one edit."""

import ast
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from assistant.chat.conversation_factory import ConversationFactory

ROOT = Path(__file__).parents[3]
FACTORY = "assistant/chat/conversation_factory.py"
HOUSES = ("assistant", "hubspot_tools", "evaluation", "benchmarks", "tests")

MADE_BY_THE_FACTORY = {"SharedParts", "Conversation"}


def sources():
    return [ROOT / "app.py", *(path for house in HOUSES for path in (ROOT / house).rglob("*.py"))]


def made_in(source: str) -> set[str]:
    """What of it a module makes by name, however it has imported the name."""
    tree = ast.parse(source)
    imported = [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    names = {alias.asname or alias.name: alias.name for alias in imported}
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = {names.get(one.id, one.id) for one in called if isinstance(one, ast.Name)}
    made |= {one.attr for one in called if isinstance(one, ast.Attribute)}
    return made & MADE_BY_THE_FACTORY


def test_nothing_but_the_factory_makes_a_conversation_or_its_parts():
    made = {str(path.relative_to(ROOT)): made_in(path.read_text("utf-8")) for path in sources()}
    assert {path: what for path, what in made.items() if what} == {FACTORY: {"Conversation"}}


@pytest.mark.parametrize(
    "source",
    [
        "from assistant.chat.shared_parts import SharedParts\nSharedParts(contacts=None)",
        "from assistant.chat.shared_parts import SharedParts as Parts\nparts = Parts()",
        "from assistant.chat import conversation\ntalk = conversation.Conversation(None)",
    ],
)
def test_whoever_makes_one_besides_is_found(source):
    assert made_in(source)


def test_who_begins_conversations_names_nothing_but_where_they_live_who_answers_and_how():
    needed = {
        one.name
        for one in fields(ConversationFactory)
        if one.default is MISSING and one.default_factory is MISSING
    }
    assert needed == {"contacts", "model", "state", "prompts"}
