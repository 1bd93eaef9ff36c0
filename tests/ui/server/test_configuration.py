import json
import tomllib
from pathlib import Path

import chainlit
import pytest

from assistant.files.reading.read_file import READABLE

REPOSITORY = Path(__file__).parents[3]
CONFIG = tomllib.loads((REPOSITORY / ".chainlit" / "config.toml").read_text())
SHIPPED = Path(chainlit.__file__).parent / "translations"


def leaves(tree, path=()):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


def test_chainlit_is_kept_on_a_short_leash():
    project, features, ui = CONFIG["project"], CONFIG["features"], CONFIG["UI"]
    assert project["allow_origins"] == []
    assert project["transports"] == ["websocket"]
    assert project["user_session_timeout"] <= 28800
    assert features["mcp"] == {
        "enabled": False,
        "servers": [],
        "user_servers": {"enabled": False, "allowed_urls": []},
    }
    upload = features["spontaneous_file_upload"]
    assert (upload["enabled"], upload["max_files"], upload["max_size_mb"]) == (True, 1, 5)
    endings = {ending for endings in upload["accept"].values() for ending in endings}
    assert endings == READABLE
    for open_door in (
        "unsafe_allow_html",
        "edit_message",
        "user_message_markdown",
        "allow_thread_sharing",
        "latex",
    ):
        assert features[open_door] is False, open_door
    assert ui["cot"] == "tool_call"
    assert ui["custom_js"] == "/public/page.js"


def test_the_page_asks_nobody_for_a_font():
    theme = json.loads((REPOSITORY / "public" / "theme.json").read_text())
    assert theme["custom_fonts"] == ["data:text/css,"], "with none at all, the widget asks Google for one"
    for variant in theme["variables"].values():
        assert "http" not in json.dumps(variant)


@pytest.mark.parametrize("language", ["en-US", "fr-FR"])
def test_a_translation_has_every_sentence_of_chainlit_s_front_end(language):
    ours = json.loads((REPOSITORY / ".chainlit" / "translations" / f"{language}.json").read_text())
    theirs = json.loads((SHIPPED / "en-US.json").read_text())
    assert {path for path, _ in leaves(ours)} == {path for path, _ in leaves(theirs)}
