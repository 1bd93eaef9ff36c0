"""What the talk so far leaves behind, and what a message then asks for."""

from dataclasses import dataclass, field, replace

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Person, Query, Steps, Update
from assistant.offline.grammar.known_contacts import OnScreen, candidates, fits
from assistant.offline.grammar.replies import Say


@dataclass(frozen=True, slots=True)
class Remark:
    """Nothing to do but to say something."""

    say: Say
    open: "Open | None" = None
    """The request that an answer will complete; None leaves the one before as it is."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Names somebody, in words of which nothing else was understood."""

    name: str


Open = Find | Create | CreateMany | Update | Steps
Request = Open | Remark
Planned = Request | Unread
"""What there is to plan for: a sentence is read as ``Unread`` once nothing else came of it."""


def left_in(request: Planned) -> tuple[str, ...]:
    """The parts of what was typed that a request makes nothing of."""
    match request:
        case Create(left=left) | Update(left=left):
            return left
        case CreateMany(creates=creates):
            return tuple(part for create in creates for part in create.left)
        case Steps(steps=steps):
            return tuple(part for step in steps for part in left_in(step))
        case _:
            return ()


def told_of(request: Open) -> Open:
    """The request once its left-over parts have been named: they are said once."""
    match request:
        case Create() | Update():
            return replace(request, left=())
        case CreateMany(creates=creates):
            return CreateMany(tuple(replace(create, left=()) for create in creates))
        case Steps(steps=steps):
            return Steps(tuple(step if isinstance(step, Find) else replace(step, left=()) for step in steps))
        case Find():
            return request


def is_complete(request: Open | None) -> bool:
    """Whether a request names all that a write needs: a preview comes of it, or a question."""
    match request:
        case Create(values=values, no_email=no_email):
            return "email" in values or (no_email and bool(values))
        case Update() as update:
            return update.has_changes
        case CreateMany() | Steps():
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class State:
    """What the talk so far leaves: the open request, whether it was asked about, what is on the screen."""

    screen: OnScreen = field(default_factory=OnScreen)
    open: Open | None = None
    made: bool = False
    """A preview came of the open request, or nothing had to be written."""
    asked: bool = False
    """The answer to the open request was a question."""
    aside: bool = False
    """The person's last words were said beside it; what is asked then is not about it."""
    picked: bool = False
    """Since the question, the person has clicked on the one contact that is on the screen now."""
    of_many: bool = False
    """The open request is for many, and the question was who comes first."""
    decided: bool = False
    """The person has just decided on a preview, by a click or a plain word."""
    agreed: Open | None = None
    """What was to be written by it."""
    search: Find | None = None

    @property
    def waits(self) -> bool:
        """Whether a preview on the screen waits for the person's click."""
        return bool(self.screen.waiting)

    @property
    def is_new_waiting(self) -> bool:
        """Whether a new contact waits for the click, and nobody has come on the screen since."""
        return self.screen.waiting == "create" and not self.screen.listed

    @property
    def asked_email(self) -> bool:
        """Whether the e-mail address of a new contact was asked for."""
        return self.asked and isinstance(self.open, Create) and not is_complete(self.open)

    @property
    def asked_value(self) -> bool:
        """Whether the new value of a property was asked for."""
        return (
            self.asked
            and not self.picked
            and isinstance(self.open, Update)
            and bool(self.open.wanted)
            and self._is_clear(self.open)
        )

    @property
    def asked_which(self) -> bool:
        """Whether several contacts fitted, and the question was which of them is meant."""
        match self.open if self.asked else None:
            case Find() | Update() if self.picked:
                return True
            case Find():
                return self.screen.is_past or len(self.screen.listed) > 1
            case Update() as update:
                several = len(candidates(update.person, self.screen)) > 1 or len(self.screen.listed) > 1
                return several and not self._is_clear(update)
            case _:
                return False

    @property
    def asked_who(self) -> bool:
        """Whether nobody fitted, or nobody was named yet, and the question was who is to be changed."""
        if not (self.asked and isinstance(self.open, Update) and self.open.has_changes):
            return False
        described = self.open.person is not None and self.open.person.described
        return self.of_many or (described and not (self.asked_which or self._is_clear(self.open)))

    @property
    def was_refused(self) -> bool:
        """Whether a value was refused, and the question was what to write instead."""
        update = self.open if self.asked and not (self.of_many or self.picked) else None
        return (
            isinstance(update, Update) and update.has_changes and not update.wanted and self._is_clear(update)
        )

    @property
    def offered(self) -> bool:
        """Whether nobody was found, and the question was whether to create them."""
        if not (self.asked and isinstance(self.open, Find) and not self.screen.listed):
            return False
        query = self.open.query
        return bool(query.name or query.email) and not (self.screen.is_past and self._is_known(query))

    def _is_known(self, query: Query) -> bool:
        sought = Person(name=query.name, email=query.email)
        return any(fits(sought, contact) for contact in self.screen.known)

    def _is_clear(self, update: Update) -> bool:
        """Whether one contact alone is meant; of an older message, ``her`` is taken for clear."""
        if self.screen.is_past and not (update.person and update.person.described):
            return True
        return len(candidates(update.person, self.screen)) == 1
