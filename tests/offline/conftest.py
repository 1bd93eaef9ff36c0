"""Reads the tables of sentences and the scripts of talks, and plays talks as the application does."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from own_sentences import say_of

from assistant.agent.focus import Focus
from assistant.agent.given import Given
from assistant.agent.grounding import Grounds
from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Person, Steps, Update
from assistant.language.words.lexemes import fold
from assistant.language.words.phrasebook import words_of
from assistant.models.messages import ToolCall, UserSaid
from assistant.offline.grammar import Chat, Message, PlannedCall, PlannedWords, respond
from assistant.offline.grammar.dialogue import fold_talk
from assistant.offline.grammar.known_contacts import OnScreen
from assistant.offline.grammar.open_request import Planned, Remark, Unread
from assistant.offline.grammar.replies import Say
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts
from hubspot_tools.sandbox.records.schema import PortalCatalogue as SandboxCatalogue
from hubspot_tools.values.properties import Catalogue

HERE = Path(__file__).parent
LABELS = Catalogue.from_wire(one.wire for one in SandboxCatalogue.shipped()).labels()
TOOLS = frozenset({"search_contacts", "create_contact", "update_contact"})
PAGE_SIZE = 5


def _read_table(name: str) -> Iterator[tuple[str, str]]:
    blocks = (HERE / f"sentences.{name}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    for block in blocks:
        sentence, wish = block.split("\n    ")
        yield sentence.replace("\\n", "\n"), wish


def _wished(text: str) -> list[str]:
    return [" ".join(sorted(shlex.split(part), key=_verb_first)) for part in text.split(" + ")]


def _verb_first(word: str) -> tuple[bool, str]:
    return "=" in word, word


def _told(request: Planned) -> list[str]:
    requests = _each(request)
    return [" ".join(sorted(_words(each), key=_verb_first)) for each in requests]


def _each(request: Planned) -> tuple[Any, ...]:
    match request:
        case CreateMany(creates=creates):
            return creates
        case Steps(steps=steps):
            return steps
        case _:
            return (request,)


def _words(request: Find | Create | Update | Remark | Unread) -> list[str]:
    match request:
        case Unread():
            return ["say", Say.UNKNOWN.name]
        case Remark(say=say):
            return ["say", say.name]
        case Create(values=values, no_email=no_email, left=left):
            return ["create", *_pairs(values), *_pairs({"no_email": no_email, "left": " / ".join(left)})]
        case Update(person=person):
            lists = {"clear": ",".join(request.clear), "wanted": ",".join(request.wanted)}
            lists["left"] = " / ".join(request.left)
            return ["update", *_who(person), *_pairs(request.changes), *_pairs(lists)]
        case Find(query=query, person=person):
            told_of = person or Person()
            extra = {
                "asked": request.asked,
                "also": ",".join(request.also),
                "colleagues": request.colleagues,
                "everyone": request.everyone,
                "anaphoric": told_of.anaphoric,
                "ordinal": told_of.ordinal,
                "hint": told_of.hint,
                "person_email": told_of.email,
                "person": told_of.name,
            }
            return ["find", *_pairs(query.fields()), *_pairs(extra)]


def _who(person: Person | None) -> list[str]:
    if person is None:
        return ["nobody"]
    described = person.name or person.email or person.phone
    return [f"who={described}" if described else "her", *_pairs({"hint": person.hint or person.company})]


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={'yes' if value is True else value}" for name, value in values.items() if value]


@pytest.fixture
def asks_for() -> Callable[[str], list[str]]:
    """What one sentence asks for when nothing was said before, written as the tables write it."""
    return lambda sentence: _told(fold_talk([UserSaid(sentence)], OnScreen())[1])


@pytest.fixture
def table() -> Callable[[str], list[tuple[str, str]]]:
    """A table of sentences by its language."""
    return lambda name: list(_read_table(name))


@pytest.fixture
def wished() -> Callable[[str], list[str]]:
    """A wish of the table, comparable with what a sentence asks for."""
    return _wished


class OfflineTalk:
    """A talk with the offline model over a few contacts, as the application leads it.

    It cuts the window at five messages, keeps the contacts shown last in focus, answers calls with the
    tools' results, and hears what a clicked button says. ``put`` words what the window keeps of an answer.
    """

    def __init__(
        self, contacts: list[dict[str, str]], language: str = "English", put: Callable[[str], str] = str
    ) -> None:
        self.contacts = {contact["id"]: dict(contact) for contact in contacts}
        self.language = language
        self.put = put
        self.buttons = {"French": ("[Annuler]", "[Confirmer]"), "English": ("[Cancel]", "[Confirm]")}[
            language
        ]
        self.talk: list[Message] = []
        self.focus = Focus(lambda text: len(text) // 4)
        self.proposal: dict[str, Any] | None = None

    def say(self, text: str) -> list[str]:
        """What the model does and says about a message, as lines of a script."""
        self.talk.append(Message("user", text))
        lines: list[str] = []
        rounds: list[Message] = []
        known = self._known()
        for number in range(6):
            *earlier, newest = self.talk[-5:]
            messages = [Message("system", f"Reply in {self.language}."), *earlier, *known, newest, *rounds]
            answer = respond(Chat(messages, TOOLS))
            if isinstance(answer, PlannedWords):
                self.talk.append(Message("assistant", self.put(answer.text)))
                said = say_of(answer.text)
                return [*lines, f"say {said.name if said else answer.text}"]
            lines.append(_call_line(answer))
            rounds += self._round(f"call_{number}", answer)
        return [*lines, "endless"]

    def tap(self, label: str, question: str) -> None:
        """Click one of the three buttons: its label is said for the person, and the application asks."""
        self.talk += [Message("user", label), Message("assistant", self.put(question))]

    def pick(self, contact_id: str) -> list[str]:
        """Click on a contact in a list: it is alone on the screen, and the open question is answered by it."""
        contact = Contact(id=contact_id, properties=self.contacts[contact_id])
        self.focus.only(contact)
        email = contact.get("email")
        return self.say(f"{contact.name}, {email}" if email else contact.name)

    def click(self, *, confirm: bool) -> None:
        """Confirm or cancel what is proposed."""
        proposal, self.proposal = self.proposal, None
        assert proposal is not None, "nothing is proposed"
        self.talk.append(Message("user", self.buttons[confirm]))
        if not confirm:
            self.talk.append(Message("assistant", "It was cancelled."))
            return
        stored = self.contacts.setdefault(proposal["id"], {"id": proposal["id"]})
        stored.update(proposal["values"])
        self._show([stored])
        self.talk.append(Message("assistant", f"It was stored: {_row(stored)['name']}."))

    def _known(self) -> list[Message]:
        data = self.focus.as_data(self.proposal["action"] if self.proposal else "")
        if data is None:
            return []
        call = ToolCall("known_contacts", "search_contacts", "{}")
        return [Message("assistant", "", (call,)), Message("tool", data, (), call.id)]

    def _show(self, contacts: list[dict[str, str]]) -> None:
        self.focus.show(Contact(id=contact["id"], properties=contact) for contact in contacts)

    def _round(self, call_id: str, call: PlannedCall) -> list[Message]:
        self._require_what_was_given(call)
        tool = {
            "search_contacts": self._search,
            "create_contact": self._create,
            "update_contact": self._update,
        }
        result = tool[call.name](dict(call.arguments))
        made = ToolCall(call_id, call.name, json.dumps(call.arguments))
        return [Message("assistant", "", (made,)), Message("tool", json.dumps(result), (), call_id)]

    def _require_what_was_given(self, call: PlannedCall) -> None:
        """What the person did not give is refused by the application: the model must not even try."""
        values = _flat(dict(call.arguments))
        if call.name == "search_contacts":
            return
        typed = tuple(message.text for message in self.talk if message.role == "user")
        grounds = Grounds(Given(typed), LABELS, ())
        target = self.contacts.get(str(values.pop("contact_id", "")), {})
        contact = Contact(id=target.get("id", ""), properties=target)
        clear = values.pop("clear", ())
        grounds.changes(values, clear, contact)

    def _search(self, query: dict[str, Any]) -> dict[str, Any]:
        page = query.pop("page", 1)
        found = [contact for contact in self.contacts.values() if _matches(contact, query)]
        if not found and query.keys() == {"name"}:
            found = [one for one in self.contacts.values() if _matches(one, {"text": query["name"]})]
        shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        people = tuple(Contact(id=contact["id"], properties=contact) for contact in shown)
        asked = SearchContacts(**query, page=page)
        self.focus.show_page(
            ContactPage(contacts=people, total=len(found), page=page, page_size=PAGE_SIZE, query=asked)
        )
        pages = -(-len(found) // PAGE_SIZE)
        rows = [contact | {"name": _row(contact)["name"]} for contact in shown]
        return {"status": "found", "total": len(found), "page": page, "pages": pages, "contacts": rows}

    def _create(self, values: dict[str, Any]) -> dict[str, Any]:
        values = _flat(values)
        taken = next((c for c in self.contacts.values() if c.get("email") == values.get("email", "-")), None)
        if taken is not None:
            self._show([taken])
            return {"status": "exists", "contact": _row(taken), "proposed": False}
        self._show([])
        self.proposal = {"id": f"new{len(self.contacts)}", "values": values, "action": "create"}
        return {"status": "proposed", "action": "create", "contact": {}, "changes": {}}

    def _update(self, values: dict[str, Any]) -> dict[str, Any]:
        contact = self.contacts[values.pop("contact_id")]
        assert self.focus.find(contact["id"]) is not None
        values = dict.fromkeys(values.pop("clear", ()), "") | _flat(values)
        if all(contact.get(name, "") == value for name, value in values.items()):
            self._show([contact])
            return {"status": "unchanged", "contact": _row(contact)}
        self._show([contact])
        self.proposal = {"id": contact["id"], "values": values, "action": "update"}
        return {"status": "proposed", "action": "update", "contact": _row(contact), "changes": {}}


def _row(contact: Mapping[str, str]) -> dict[str, str]:
    name = f"{contact.get('firstname', '')} {contact.get('lastname', '')}".strip() or contact.get("email", "")
    row = {
        "id": contact["id"],
        "name": name,
        "email": contact.get("email"),
        "company": contact.get("company"),
    }
    return {key: value for key, value in row.items() if value}


def _matches(contact: Mapping[str, str], query: Mapping[str, str]) -> bool:
    places = {
        "name": f"{contact.get('firstname', '')} {contact.get('lastname', '')}",
        "text": " ".join(contact.values()),
        "phone": contact.get("phone", "").replace("+33", "0"),
    }
    return all(
        set(words_of(wanted.replace("-", " ")))
        <= set(words_of(places.get(name, contact.get(name, "")).replace("-", " ")))
        if name != "phone"
        else "".join(filter(str.isdigit, wanted)) == places["phone"]
        for name, wanted in query.items()
    )


def _flat(values: dict[str, Any]) -> dict[str, str]:
    other = values.pop("other", [])
    return values | {entry["name"]: entry["value"] for entry in other}


def _call_line(call: PlannedCall) -> str:
    arguments = dict(call.arguments)
    values = _flat(arguments)
    words = [
        f"{name}={','.join(value) if isinstance(value, list) else value}" for name, value in values.items()
    ]
    return " ".join([call.name.split("_")[0], *sorted(words)])


@pytest.fixture
def ungiven() -> Callable[[str], list[str]]:
    """The values a sentence asks to store that the application would not take for given, by property."""

    def judge(sentence: str) -> list[str]:
        request = fold_talk([UserSaid(sentence)], OnScreen())[1]
        grounds = Grounds(Given((sentence,)), LABELS, ())
        refused: list[str] = []
        for one in _each(request):
            match one:
                case Create(values=values):
                    refused += grounds.ungiven(values)
                case Update(changes=values, clear=clear):
                    refused += [*grounds.ungiven(values), *grounds.unasked(clear, Contact(id=""))]
        return refused

    return judge


@pytest.fixture
def offline_talk() -> Callable[..., OfflineTalk]:
    """Opens a talk over these contacts."""
    return OfflineTalk


@pytest.fixture
def folded() -> Callable[[str], str]:
    """A text as somebody types it who uses neither capitals nor accents."""
    return fold
