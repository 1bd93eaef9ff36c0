"""Every text that somebody may read on a screen: for whom it is written, and how French is set."""

import ast
import json
import re
from pathlib import Path

import pytest

from assistant.settings import Settings

REPOSITORY = Path(__file__).parents[3]
SAID_IN = (
    "assistant/language/texts",
    "assistant/offline/grammar",
    "assistant/chat",
    "assistant/agent",
    "assistant/proposals",
    "assistant/ui/cards",
    "assistant/ui/imports",
    "assistant/ui/screen",
)
"""Whose strings are, or may become, words on a screen."""

PAGES = ("chainlit*.md", "prompts/welcome*.md", "assistant/ui/server/**/*.html")
REFUSALS = ("assistant/ui/server/origins.py", "assistant/ui/server/launch/proxies.py")

SETTINGS = {name.upper() for name in Settings.model_fields}
FILES = re.compile(r"(?<!\w)\.env\b|\baccess\.toml\b|\b\w+\.sqlite3\b")

GAP = re.compile(r"[^\s\u202f«][ \u00a0](?=[:;!?»])|«[ \u00a0\w]|\w»|\d \d{3}\b(?! \d)(?= \w+ )")
"""A plain or a wide space, or none, where French sets a narrow one that does not break."""

STRAIGHT = re.compile(r"(?<=[a-zéèàç])'(?=[a-zéèàç])", re.IGNORECASE)
FRENCH_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|aujourd)'(?=[a-zéèàêœh])", re.IGNORECASE)


def strings(module):
    """The strings of a module but for its docstrings and what is no sentence, such as a pattern."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def sentences():
    """Every string with a blank in it, by where it stands."""
    for folder in SAID_IN:
        for module in sorted((REPOSITORY / folder).rglob("*.py")):
            for text in strings(module):
                if " " in text.strip() and not re.search(r"\\[bdswS]|\(\?|\[\^", text):
                    yield str(module.relative_to(REPOSITORY)), text


def pages():
    for pattern in PAGES:
        for page in sorted(REPOSITORY.glob(pattern)):
            yield str(page.relative_to(REPOSITORY)), page.read_text(encoding="utf-8")


def front_end(tree):
    for value in tree.values():
        if isinstance(value, dict):
            yield from front_end(value)
        else:
            yield value


def translations(language):
    path = REPOSITORY / ".chainlit" / "translations" / f"{language}.json"
    return [(path.name, text) for text in front_end(json.loads(path.read_text(encoding="utf-8")))]


def everything():
    return [*sentences(), *pages(), *translations("fr-FR"), *translations("en-US")]


def test_nothing_on_a_screen_names_a_setting_or_a_file_that_only_an_operator_can_mend():
    refusals = [
        (name, text) for name in REFUSALS for text in strings(REPOSITORY / name) if text.endswith(".\n")
    ]
    assert len(refusals) == len(REFUSALS)
    named = [
        (place, text)
        for place, text in [*everything(), *refusals]
        if SETTINGS & set(re.findall(r"[A-Z][A-Z_]+", text)) or FILES.search(text)
    ]
    assert named == []


def test_french_is_set_as_french_is():
    french = [*sentences(), *((n, t) for n, t in pages() if "fr" in n), *translations("fr-FR")]
    assert len(french) > 500
    wrong = [(place, text) for place, text in french if GAP.search(text) or FRENCH_ELISION.search(text)]
    assert wrong == []


def test_english_is_set_with_its_own_apostrophes():
    english = [(place, text) for place, text in sentences() if place.startswith("assistant/language/texts")]
    assert [(place, text) for place, text in english if STRAIGHT.search(text)] == []


@pytest.mark.parametrize("script", sorted((REPOSITORY / "public").rglob("*.js*")), ids=lambda one: one.name)
def test_no_script_of_the_page_holds_a_french_sentence(script):
    quoted = re.findall(r"\"[^\"\n]*\"|`[^`]*`|>[^<>{}()=;]*<", script.read_text(encoding="utf-8"))
    assert [text for text in quoted if " " in text and re.search("[àâéèêçœù]", text)] == []
