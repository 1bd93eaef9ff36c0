"""Scenarios of two lines in a folder of their own, and the command that plays them."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from assistant.agent.tokens import CountTokens, load_counter
from assistant.settings import Settings
from evaluation.evaluate import arguments_of, main

PEOPLE = """
[c1]
firstname = "Zoé"
lastname = "Lefèvre"
email = "zoe.lefevre@example.org"
"""

FINDS = """
title = "Zoé is found"
language = "en"
kinds = ["search"]
talk = '''
> find Zoé
'''

[expect]
shows = ["c1"]
"""

CREATES = """
title = "Luc is created"
language = "fr"
kinds = ["create"]
talk = '''
> Crée Luc Martin luc.martin@example.org
[confirm]
'''

[[expect.new]]
firstname = "Luc"
lastname = "Martin"
email = "luc.martin@example.org"
"""

IMPOSSIBLE = """
title = "Zoé moves, though nobody says <b>where</b>"
language = "en"
kinds = ["update", "impossible"]
talk = '''
> find Zoé
[confirm]
'''

[expect.changes.c1]
city = "Lyon"
"""


@dataclass
class Office:
    """Where evaluations are made."""

    folder: Path
    settings: Settings
    count_tokens: CountTokens

    def write(self, **scenarios: str) -> None:
        for name, text in scenarios.items():
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    async def evaluate(self, *options: str, settings: Settings | None = None) -> int:
        places = ["--scenarios", self.folder, "--results", self.results, "--report", self.folder]
        arguments = arguments_of([*map(str, places), *options])
        return await main(arguments, settings or self.settings, self.count_tokens)

    @property
    def results(self) -> Path:
        return self.folder / "results.jsonl"

    @property
    def played(self) -> list[dict]:
        return [json.loads(line) for line in self.results.read_text(encoding="utf-8").splitlines()]

    @property
    def report(self) -> dict:
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))

    @property
    def page(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def count_tokens() -> CountTokens:
    return load_counter()


@pytest.fixture
def settings_with(monkeypatch):
    """Settings of the test's own, and none of the developer's."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return partial(Settings, _env_file=None)


@pytest.fixture
def office(tmp_path, settings_with, count_tokens) -> Office:
    office = Office(tmp_path, settings_with(), count_tokens)
    office.write(people=PEOPLE, creates=CREATES, finds=FINDS, impossible=IMPOSSIBLE)
    return office
