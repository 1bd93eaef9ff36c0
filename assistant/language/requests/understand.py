"""From one message to what it asks for, without regard to what was said before."""

from dataclasses import replace

from assistant.language.consent import Consent, consent_in
from assistant.language.persons.new_person import (
    read_card,
)
from assistant.language.persons.pasted_text import (
    is_form,
    is_list,
    is_meeting,
    is_signature,
    newcomer,
    without_note_heading,
    without_venue,
)
from assistant.language.requests.changes import read_clear, read_rename, read_update
from assistant.language.requests.clauses import (
    introduced,
    read_clauses,
    read_exception,
    read_only_shown,
    read_separate,
)
from assistant.language.requests.contrast import (
    denies,
    read_respelling,
    without_misspoken,
    without_rejected,
)
from assistant.language.requests.creations import add_to, add_to_record, added_at_the_end, create_from
from assistant.language.requests.facts.capitals import as_typed, quietly
from assistant.language.requests.facts.certain import surely
from assistant.language.requests.facts.pasted_update import read_pasted, read_pasted_update
from assistant.language.requests.facts.since_when import dated
from assistant.language.requests.heard.about_assistant import read_about_assistant
from assistant.language.requests.heard.asides import without_purpose
from assistant.language.requests.heard.pasted_question import above_question, searched_for
from assistant.language.requests.intents import (
    Bare,
    Correction,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Steps,
    Unsupported,
    Update,
    UpdateMany,
)
from assistant.language.requests.pairs import read_pair
from assistant.language.requests.politeness import (
    VERBS,
    content_of,
    forgiven,
    in_full,
    is_negated,
    said_plainly,
    unasked,
    unhedged,
    without_closing,
)
from assistant.language.requests.references import read_pick
from assistant.language.requests.same_as import compared, without_comparison
from assistant.language.requests.small_talk import read_page, read_plain
from assistant.language.requests.sought.asked_of_whom import is_thing, names_thing, read_asked
from assistant.language.requests.sought.by_domain import read_by_domain
from assistant.language.requests.sought.colleagues import read_colleagues
from assistant.language.requests.sought.found_together import read_asked_of_one, read_found_together
from assistant.language.requests.sought.looked_after import read_whether_looked_after
from assistant.language.requests.sought.questions import (
    is_listing,
    read_alternatives,
    read_asked_behind,
    read_turned_question,
    read_which_stage,
    read_who_wrote,
)
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.requests.stage_and_owner import read_owned
from assistant.language.requests.statements import is_question, read_statement
from assistant.language.requests.unsupported import asks_to_be_sent, is_note, refusal, several
from assistant.language.requests.whose_field import tells_whose
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, Span, Tag
from assistant.language.words.lexer import lex, sentence_in
from assistant.language.words.word_groups import WordGroup


def understand(text: str) -> Intent:
    """What one message asks for."""
    notes = without_note_heading(text)
    if notes is None:
        return _read(text)
    typed = sentence_in(notes)
    if typed is None:
        return Unsupported.TOO_LONG
    content = content_of(typed)
    told = surely(Bare(content), content, typed.cut(0, 0)) if len(content) else None
    return told if isinstance(told, Update | Steps) else Plain.UNKNOWN


def _read(text: str) -> Intent:
    """What a message asks for that is no note under a heading."""
    if consent_in(text) is Consent.UNDO:
        return Plain.UNDO
    above = above_question(text)
    return (searched_for(_read_whole(above)) if above else None) or _read_whole(text)


def _read_whole(text: str) -> Intent:
    """What a message asks for that is no question below something pasted."""
    if (pasted := read_pasted(text)) is not None:
        return pasted
    small = quietly(text)
    if small is not None and (meant := as_typed(_read_whole(small), small, text)) is not None:
        return meant
    typed = sentence_in(text)
    if typed is None:
        return Unsupported.TOO_LONG
    span = compared(in_full(said_plainly(forgiven(without_purpose(typed)))))
    return dated(_understood, span) or without_comparison(_understood(span), span)


def _alone(span: Span) -> Intent:
    """What one of several requests in a message asks for."""
    return _understood(span, parts=False)


def _understood(span: Span, *, parts: bool = True) -> Intent:
    content = content_of(span)
    content = content if content.starts_with(Tag.CREATE, Tag.ADD) else without_misspoken(content)
    spared: Intent | None = read_who_wrote(span) or read_exception(content, _clause)
    if spared is None and is_negated(span):
        spared = read_only_shown(content, _clause) or (Plain.UNKNOWN if span.has(Tag.BUT) else Plain.CANCEL)
    if (plain := spared or read_plain(span, content) or read_about_assistant(span)) is not None:
        return plain
    page = read_page(content)
    if page is not None:
        return page
    asked = (
        read_pasted_update(content)
        or read_by_domain(content)
        or (None if content[0].has(*VERBS) and not content[0].has(Tag.FIND) else read_which_stage(content))
        or read_whether_looked_after(span, content, is_question=is_question(content))
        or read_owned(content)
        or read_colleagues(content)
        or read_turned_question(content)
        or (_in_parts(content) if parts else None)
    )
    if asked is not None:
        return asked
    refused = refusal(content)
    if refused is not None:
        return _one_by_one(content) or refused if refused is Unsupported.BULK else refused
    corrects = any(lexeme.has(Tag.NO, Tag.INSTEAD) for lexeme in span.cut(0, len(span) - len(content)))
    if is_meeting(span, content):
        return added_at_the_end(content) or create_from(without_venue(content))
    intent, told = read_respelling(_unled(content)) or (_without_old(content, corrects=corrects), content)
    return surely(several(intent, content) or intent, told, span.cut(0, len(span) - len(content)))


def _in_parts(content: Span) -> Intent | None:
    """Several requests in one message, each of which is read alone."""
    return (
        read_separate(content, _alone)
        or read_pair(content, _alone)
        or read_alternatives(content, _alone)
        or read_asked_of_one(content, _alone)
        or read_found_together(content, _alone)
    )


def _one_by_one(content: Span) -> UpdateMany | None:
    """What was to be changed for many, kept for the one that comes first; None where it is not clear."""
    intent = _clause(content)
    if not isinstance(intent, Update) or not intent.has_changes:
        return None
    if any(lex(value).has(Tag.TO, Tag.AT, Tag.OF, Tag.ALL, Tag.PEOPLE) for value in intent.changes.values()):
        return None
    return UpdateMany(replace(intent, person=None))


def _unled(content: Span) -> Span:
    """``fix typo: …``, ``change …``: what is respelled follows the verb."""
    bare = content.without_leading(Tag.UPDATE, Tag.FILLER, Tag.WRONG)
    return content.cut(0, 0) if content[0].has(Tag.RENAME) else bare


def _without_old(content: Span, *, corrects: bool) -> Intent:
    """Read what is left when the old, rejected values and complaints about them are out of the way."""
    right = Span(content.source, tuple(lexeme for lexeme in content if not _complains(lexeme)))
    kept = without_rejected(right).without_leading()
    body = kept if len(kept) and len(kept) < len(content) else content
    intent = _spoken(body, corrects=corrects or len(body) < len(content))
    if isinstance(intent, Bare | Correction) and denies(content, body):
        return Plain.UNKNOWN
    if isinstance(intent, Bare | Correction) and len(right) < len(content):
        intent = _asked_about(intent)
    if isinstance(intent, Find) and intent.asked and len(right) < len(content):
        query = intent.query
        person = intent.person or Person(query.name, query.email, query.phone, query.company)
        return Update(person, wanted=(intent.asked,))
    return intent


def _asked_about(intent: Bare | Correction) -> Intent:
    """A field named without a verb is what a complaint is about."""
    return found if (found := read_find(intent.span)).asked and not found.query.phone else intent


def _complains(lexeme: Lexeme) -> bool:
    return lexeme.has(Tag.WRONG) and not lexeme.capitalised


def _spoken(content: Span, *, corrects: bool) -> Intent:
    met = introduced(content)
    if met is not None:
        return met
    together = None if content[0].has(Tag.CREATE, Tag.ADD) else read_clauses(content, _clause)
    return together or _clause(content, corrects=corrects)


def _clause(content: Span, *, corrects: bool = False) -> Intent:
    verb, rest = content[0], unhedged(content.cut(1))
    announced = newcomer(content)
    if announced is not None:
        return create_from(announced)
    if verb.has(Tag.TURN) and is_given_name(verb.text) and not rest.has(Tag.STAGE, Tag.TO, Tag.FIELD):
        return Bare(content)
    if verb.has(*VERBS):
        return _find(rest, content) if asks_to_be_sent(content) else _commanded(verb, rest, content)
    return _told(content) or (Correction(content) if corrects else Bare(content))


def _told(content: Span) -> Intent | None:
    """What words without a verb of command say clearly enough by themselves."""
    if is_signature(content) or is_form(content) or is_list(content):
        return read_card(content)
    if (added := added_at_the_end(content)) is not None:
        return added
    if (pick := read_pick(content)) is not None:
        return Pick(pick)
    content = unasked(content)
    if content[0].folded in {"is", "are", "does"} and len(content) > 1:
        asked = read_find(content.cut(1))
        return Plain.UNKNOWN if is_thing(asked) else asked
    return (
        read_statement(content)
        or read_asked_behind(content)
        or (read_find(content) if is_listing(content) else None)
    )


def _commanded(verb: Lexeme, rest: Span, content: Span) -> Intent:
    if verb.has(Tag.CREATE):
        return read_update(rest, "add") if tells_whose(rest) else create_from(rest)
    if verb.has(Tag.ADD):
        return add_to_record(rest) or add_to(rest)
    if verb.has(Tag.RENAME):
        return read_update(rest, "change") if rest.has(Tag.FIELD) else read_rename(rest)
    if verb.has(Tag.CLEAR):
        return read_clear(rest, verb.folded) or Unsupported.DELETE
    if verb.has(Tag.FIND) and not verb.has(Tag.UPDATE, Tag.TURN):
        return _find(rest, content)
    update = read_update(rest, verb.folded, turns=verb.has(Tag.TURN))
    return Unsupported.OBJECT if is_note(verb, rest, update) else update


def _find(rest: Span, content: Span) -> Intent:
    asked = content[0].tags.get(Tag.FIND, "")
    rest = without_closing(rest)
    if " " in content[0].text and rest.starts_with(*VERBS) and not rest.starts_with(Tag.FIND):
        return _clause(rest)  # "do you know if …", and then a command
    while len(rest) and rest[0].has(Tag.FIND) and not rest[0].capitalised:
        rest = rest.cut(1)
    if not len(rest):
        return Find(person=Person(anaphoric=True), asked=asked) if asked not in {"", "role"} else Find()
    statement = read_statement(content) if content[0].has(Tag.HAS) else None
    if statement is not None:
        return statement
    pick = read_pick(rest)
    if pick is not None:
        return Pick(pick)
    found = read_asked(rest, asked)
    if content[0].folded in WordGroup.COUNTING and is_thing(found):
        return Plain.UNKNOWN
    asks = content[0].folded in WordGroup.ASKING_WHAT
    things = (asks and (names_thing(found) or is_thing(found))) or (
        content[0].folded in WordGroup.WHO_HAS and is_thing(found)
    )
    return Plain.UNKNOWN if things else found
