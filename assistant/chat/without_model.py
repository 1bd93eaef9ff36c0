"""Serves one chat while no model answers.

It says so once, looks people up, and leaves the rest to the forms.
"""

from collections.abc import Awaitable, Callable, Sequence

from assistant.agent.tools import ToolResult
from assistant.chat.events import Event, Said, Unanswered
from assistant.chat.outcome_sentences import model_sentence
from assistant.chat.plain_requests import plain_query
from assistant.chat.presenter import Presenter
from assistant.chat.talk import Talk
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.models.availability import ModelAvailability
from assistant.models.model_protocol import ModelError, ModelMisconfigured, ModelUnavailable
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmError

Search = Callable[[SearchContacts], Awaitable[ToolResult]]


class WithoutModel:
    """Stands in for the model of one chat; nothing here asks any model."""

    def __init__(
        self, availability: ModelAvailability, talk: Talk, presenter: Presenter, search: Search
    ) -> None:
        self.told = False
        """The person knows that the model is away, and is to hear when it is back."""
        self._availability = availability
        self._talk = talk
        self._presenter = presenter
        self._search = search
        self._stumbled = False
        self._unanswered = ""

    def greeted(self) -> None:
        """The welcome has told what the assistant is connected to."""
        self.told = not self._availability.there

    @property
    def forms_serve(self) -> bool:
        """Whether tasks begin with a form, since a question might find nobody who understands the answer."""
        return self._stumbled or not self._availability.there

    def answers(self, text: str) -> bool:
        """Whether these words are answered here; those that got no answer may be sent to the model again."""
        return not self._availability.there and text != self._unanswered

    def succeeded(self) -> None:
        """The model has answered."""
        self._stumbled, self._unanswered = False, ""
        self._availability.held()

    async def failed(
        self, text: str, error: ModelError | None, reference: str = "", *, looks_up: bool = True
    ) -> Sequence[Event]:
        """Say that the model has not answered these words, and help without it.

        ``error`` is None when it took too long, which was said already.

        ``reference`` finds the line in the log; ``looks_up`` is False for words that answer something else than
        who is to be found.
        """
        self._stumbled, self._unanswered = True, text
        away = error is None or isinstance(error, ModelUnavailable | ModelMisconfigured)
        if away:
            self._availability.lost(error)
        said = (
            []
            if error is None or (away and self.told)
            else [model_sentence(error, self._talk.texts, reference)]
        )
        if away:
            said.append(self._talk.texts.model_still_away if self.told else self._talk.texts.forms_serve)
            self.told = True
        found = await self._looked_up(text) if looks_up else ()
        return [Said(" ".join(said)), *found, Unanswered()]

    async def answer(self, text: str) -> Sequence[Event]:
        """Answer without asking the model: look up what is plainly a name, an address or a number."""
        found = await self._looked_up(text)
        if found:
            return found
        self._unanswered = text
        sentence = self._talk.texts.model_still_away if self.told else self._talk.texts.forms_serve
        self.told = True
        return [Said(sentence), Unanswered()]

    @property
    def waits(self) -> bool:
        """Whether the person is to hear when the model is back."""
        return self.told and not self._availability.there

    async def recovered(self) -> str:
        """Wait until the model is there again; returns what the person is told then."""
        await self._availability.found()
        self.told = self._stumbled = False
        return self._talk.texts.model_back

    async def _looked_up(self, text: str) -> Sequence[Event]:
        query = plain_query(text)
        if query is None:
            return []
        result = await self._search(query)
        if isinstance(result.shown, CrmError):
            return [self._talk.say(crm_sentence(result.shown, self._talk.texts))]
        return self._presenter.after_tool(result.shown, self._talk.texts)
