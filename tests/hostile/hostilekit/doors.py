"""The doors through which hostile text and files come in, each with everything real behind it but the model.

A door takes what comes and returns in a word or two how it was answered; where it was not, it raises.
"""

import csv
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from assistant.chat.conversation import Conversation
from assistant.chat.events import FormOpened
from assistant.chat.forms.form import Form, FormCheck
from assistant.files.cells.cell_kinds import misfit
from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.formula_cells import harmless, is_formula
from assistant.files.reading.read_file import ReadFile, read_file
from assistant.files.reading.row_table import MOST_COLUMNS, MOST_ROWS
from assistant.models.model_protocol import Model, ModelUnavailable
from assistant.models.scripted import ScriptedModel, calls, says
from assistant.offline.grammar.one_answer import Chat, Message, respond
from assistant.offline.grammar.planned_turn import PlannedCall
from assistant.service import chosen_model
from assistant.settings import Settings
from assistant.ui.cards.markdown import WORD_JOINER, escape, model_markdown, shorten, visible
from evaluation.scenario import Scenario
from evaluation.world import World, open_world
from hostilekit.answers import required, seen, told
from hubspot_tools.sandbox.records.schema import PortalCatalogue
from hubspot_tools.values.properties import Catalogue

Door = Callable[[Any], Awaitable[str]]

PEOPLE = {
    "Marie": {"firstname": "Marie", "lastname": "Durand", "email": "marie.durand@exemple.example"},
    "Luc": {"firstname": "Luc", "lastname": "Martin", "email": "luc@ex.example", "company": "Globex"},
}
_LONGEST_OF_A_FORM = 70_000
"""Characters of one value that a form lets through to the conversation."""
_TOOLS = frozenset({"search_contacts", "create_contact", "update_contact"})
_ACCOUNT = Catalogue.from_wire(one.wire for one in PortalCatalogue.shipped()).labels()


@dataclass(frozen=True, slots=True)
class TextDoors:
    """What is typed: into the chat with each kind of model, into forms, and what is made of it on the screen."""

    world: World
    offline: Model

    def all(self) -> Mapping[str, Door]:
        """Each by its name."""
        return {
            "a reckless model": self.reckless,
            "no model": self.nobody,
            "the offline model": self.built_in,
            "the grammar": self.grammar,
            "a form": self.form,
            "the screen": self.screen,
        }

    async def reckless(self, text: str) -> str:
        """A form stands open, and the model wants to create somebody from pieces of what was typed."""
        pieces = {
            "email": text[:100],
            "firstname": text[:60],
            "lastname": text[-200:],
            "phone": text[:90],
            "company": text[-300:],
            "other": [
                {"name": "numemployees", "value": text[:80]},
                {"name": "date_of_birth", "value": text[-40:]},
            ],
        }
        talk = self._talk(calls("create_contact", **pieces), *[says("Noted.")] * 3)
        await seen(talk.forms.new())
        return told(await seen(talk.hear(text)))

    async def nobody(self, text: str) -> str:
        """The model is away; then the person searches with a form."""
        talk = self._talk(*[ModelUnavailable("away")] * 3)
        answered = told(await seen(talk.hear(text)))
        (form,) = [event.form for event in talk.forms.ask(to_update=False) if isinstance(event, FormOpened)]
        found = told(await seen(talk.forms.submit(form.id, self._filled(form, text))))
        return f"{answered}, then {found}"

    async def built_in(self, text: str) -> str:
        """The offline model over its own wire, and once more after it has answered."""
        talk = self.world.conversation(self.offline, "fr")
        first = told(await seen(talk.hear(text)))
        return f"{first}, then {told(await seen(talk.hear(text)))}"

    async def grammar(self, text: str) -> str:
        """The offline model alone, which the conversation protects from what is too long."""
        chat = Chat([Message("system", "Reply in French."), Message("user", text)], _TOOLS)
        answer = respond(chat)
        if isinstance(answer, PlannedCall):
            required(
                holds=answer.name in _TOOLS and json.dumps(dict(answer.arguments)), otherwise="no such tool"
            )
            return answer.name
        required(holds=answer.text.strip(), otherwise="no words")
        return "words"

    async def form(self, text: str) -> str:
        """A form with this in every field is checked while it is filled in, and submitted."""
        talk = self._talk()
        (form,) = [event.form for event in await seen(talk.forms.new()) if isinstance(event, FormOpened)]
        filled = self._filled(form, text)
        check = await talk.forms.check(form.id, filled)
        required(holds=isinstance(check, FormCheck), otherwise="no check")
        events = await seen(talk.forms.submit(form.id, filled))
        kept = [event.form for event in events if isinstance(event, FormOpened)]
        for one in kept:
            required(holds=one.values == filled, otherwise="the form lost what was typed")
        return f"checked, then {told(events)}"

    async def screen(self, text: str) -> str:
        """Shown as what a person has stored, as a model's words, on one line, and in a cell of a file."""
        shown = [escape(text), model_markdown(text), shorten(text, 300)]
        for one in shown:
            plain = one.replace(WORD_JOINER, "")
            required(
                holds=plain.strip() or not visible(text).replace("`", "").strip(),
                otherwise="nothing is shown",
            )
            required(holds=plain == visible(plain), otherwise="something hidden is shown")
        _require_a_harmless_file([[harmless(text)]])
        return "shown"

    def _talk(self, *script: Any) -> Conversation:
        return self.world.conversation(ScriptedModel(*script), "en")

    @staticmethod
    def _filled(form: Form, text: str) -> dict[str, str]:
        return dict.fromkeys(form.fields, text[:_LONGEST_OF_A_FORM])


@dataclass(frozen=True, slots=True)
class FileDoors:
    """What is dropped into the chat: read, its columns matched, its rows judged and written out again."""

    ending: str

    def all(self) -> Mapping[str, Door]:
        """Each by its name."""
        return {"the reader": self.reader}

    async def reader(self, content: bytes) -> str:
        """A table whose rows are judged, or a refusal that has its sentence."""
        try:
            file = read_file(f"people{self.ending}", content)
        except BadFile as refused:
            return f"refused: {refused.trouble.value}"
        table = file.table
        required(holds=0 < len(table.rows) <= MOST_ROWS, otherwise="no rows, or too many")
        required(holds=len(table.headings) <= MOST_COLUMNS, otherwise="too many columns")
        for row in table.rows:
            holds = row.trouble is not None or len(row.cells) == len(table.headings)
            required(holds=holds, otherwise="a row that fits no heading")
        return f"{file.source} in {file.encoding}: {self._judged(file)} of {len(table.rows)} rows are of use"

    @staticmethod
    def _judged(file: ReadFile) -> int:
        table = file.table
        fates = fates_of(table, _ACCOUNT, Choices())
        rows = values_of(table, fates, _ACCOUNT, Choices(), "FR")
        _require_a_harmless_file([[harmless(value) for value in row.values.values()] for row in rows])
        for row in rows:
            strange = [
                name
                for name, value in row.values.items()
                if name in _ACCOUNT and misfit(name, _ACCOUNT[name], value)
            ]
            required(holds=not strange, otherwise="a cell in a property of another kind")
        return sum("email" in row.values for row in rows)


def _require_a_harmless_file(rows: list[list[str]]) -> None:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    csv.field_size_limit(10_000_000)
    for row in csv.reader(io.StringIO(target.getvalue(), newline="")):
        required(holds=not any(is_formula(cell) for cell in row), otherwise="a cell that runs")


@asynccontextmanager
async def text_doors() -> AsyncIterator[TextDoors]:
    """The doors for text, in a world of their own."""
    with ExitStack() as started:
        offline = chosen_model(Settings(), started)
        async with open_world(PEOPLE) as world:
            world.begin(Scenario("hostile", "", "en", (), ()))
            yield TextDoors(world, offline)
