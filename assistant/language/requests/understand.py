"""From one message to what it asks for, without regard to what was said before."""

from dataclasses import replace

from assistant.language.consent import Consent, consent_in
from assistant.language.persons.labelled_values import is_label
from assistant.language.persons.mail_thread import copied, is_unread_thread, senders
from assistant.language.persons.new_person import (
    Create,
    names_several,
    read_card,
    split_creations,
    without_purpose,
)
from assistant.language.persons.pasted_table import is_table
from assistant.language.persons.pasted_text import (
    is_form,
    is_list,
    is_meeting,
    is_signature,
    newcomer,
    without_venue,
)
from assistant.language.persons.related_person import related_person
from assistant.language.requests.changes import read_clear, read_rename, read_update
from assistant.language.requests.clauses import introduced, read_clauses, read_exception, read_separate
from assistant.language.requests.contrast import (
    denies,
    read_respelling,
    without_misspoken,
    without_mistaken,
    without_rejected,
)
from assistant.language.requests.facts.capitals import as_typed, quietly
from assistant.language.requests.facts.certain import surely
from assistant.language.requests.facts.pasted_update import read_pasted_update
from assistant.language.requests.facts.stage_question import read_which_stage
from assistant.language.requests.facts.sure_card import checked
from assistant.language.requests.intents import (
    Bare,
    Correction,
    CreateMany,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Unsupported,
    Update,
    UpdateMany,
)
from assistant.language.requests.politeness import (
    VERBS,
    content_of,
    forgiven,
    in_full,
    is_negated,
    unasked,
    unhedged,
    without_closing,
)
from assistant.language.requests.references import read_pick
from assistant.language.requests.same_as import compared, without_comparison
from assistant.language.requests.small_talk import read_page, read_plain
from assistant.language.requests.sought_people import names_thing, read_asked, read_find
from assistant.language.requests.stage_and_owner import read_owned
from assistant.language.requests.statements import is_question, read_statement
from assistant.language.requests.unsupported import asks_to_be_sent, is_note, refusal, several
from assistant.language.requests.whose_field import tells_whose
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.lexer import lex, sentence_in
from assistant.language.words.word_groups import WordGroup


def understand(text: str) -> Intent:
    """What one message asks for."""
    if consent_in(text) is Consent.UNDO:
        return Plain.UNDO
    if (pasted := _pasted(text)) is not None:
        return pasted
    small = quietly(text)
    if small is not None and (meant := as_typed(understand(small), small, text)) is not None:
        return meant
    typed = sentence_in(text)
    if typed is None:
        return Unsupported.TOO_LONG
    span = compared(in_full(forgiven(typed)))
    return without_comparison(_understood(span), span)


def _pasted(text: str) -> Intent | None:
    """What several lines say that are no sentence: an exchange of mails, a table."""
    if also := copied(text):
        return CreateMany(also) if len(also) > 1 else also[0]
    written = senders(text)
    if written is None:
        return Unsupported.TABLE if is_table(text) else Plain.UNKNOWN if is_unread_thread(text) else None
    return Unsupported.WHICH_SENDER if len(written) > 1 else next(iter(written), Create())


def _alone(span: Span) -> Intent:
    """What one of several requests in a message asks for."""
    return _understood(span, parts=False)


def _understood(span: Span, *, parts: bool = True) -> Intent:
    content = content_of(span)
    content = content if content.starts_with(Tag.CREATE, Tag.ADD) else without_misspoken(content)
    spared = read_exception(content, _clause) or (Plain.CANCEL if is_negated(span) else None)
    if (plain := spared or read_plain(span, content)) is not None:
        return plain
    page = read_page(content)
    if page is not None:
        return page
    asked = (
        read_pasted_update(content)
        or (read_which_stage(content) if is_question(content) or content[0].has(Tag.TALK) else None)
        or read_owned(content)
        or (read_separate(content, _alone) if parts else None)
    )
    if asked is not None:
        return asked
    refused = refusal(content)
    if refused is not None:
        return _one_by_one(content) or refused if refused is Unsupported.BULK else refused
    corrects = any(lexeme.has(Tag.NO, Tag.INSTEAD) for lexeme in span.cut(0, len(span) - len(content)))
    if is_meeting(span, content):
        return _added_at_the_end(content) or _create(without_venue(content))
    intent = read_respelling(_unled(content)) or _without_old(content, corrects=corrects)
    return surely(several(intent, content) or intent, content, span.cut(0, len(span) - len(content)))


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
        return _create(announced)
    if verb.has(Tag.TURN) and is_given_name(verb.text) and not rest.has(Tag.STAGE, Tag.TO, Tag.FIELD):
        return Bare(content)
    if verb.has(*VERBS):
        return _find(rest, content) if asks_to_be_sent(content) else _commanded(verb, rest, content)
    return _told(content) or (Correction(content) if corrects else Bare(content))


def _told(content: Span) -> Intent | None:
    """What words without a verb of command say clearly enough by themselves."""
    if is_signature(content) or is_form(content) or is_list(content):
        return read_card(content)
    if (added := _added_at_the_end(content)) is not None:
        return added
    if (pick := read_pick(content)) is not None:
        return Pick(pick)
    content = unasked(content)
    if content[0].folded in {"is", "are", "does"} and len(content) > 1:
        return read_find(content.cut(1))
    return read_statement(content) or (read_find(content) if _is_listing(content) else None)


def _added_at_the_end(content: Span) -> Intent | None:
    """``nouveau prospect : …`` and ``… tu peux l'ajouter ?``: a creation whose verb is not in front."""
    noun = content[1] if len(content) > 1 else content[0]
    if content[0].has(Tag.NEW) and noun.has(Tag.STAGE, Tag.CONTACT) and not noun.folded.endswith("s"):
        return _create(content)
    verb = content.first(Tag.ADD, Tag.CREATE, start=max(1, len(content) - 2))
    if verb is None or content.first_kind(LexemeKind.EMAIL) is None:
        return None
    return _create(content.cut(0, verb).without_trailing(Tag.FILLER, Tag.PRONOUN, Tag.DETERMINER))


def _is_listing(content: Span) -> bool:
    """``who works at Globex``, ``les clients de Nantes``: a search even without a verb of searching."""
    if content[0].has(Tag.AT) and content[0].folded.split()[0] in {"who", "qui"}:
        return True
    noun = content.cut(0, 2).first(Tag.PEOPLE, Tag.STAGE)
    if noun is None or content.first(Tag.AT, Tag.PLACE, Tag.OF, start=noun + 1) is None:
        return False
    return content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None


def _commanded(verb: Lexeme, rest: Span, content: Span) -> Intent:
    if verb.has(Tag.CREATE):
        return read_update(rest, "add") if tells_whose(rest) else _create(rest)
    if verb.has(Tag.ADD):
        return _add(rest)
    if verb.has(Tag.RENAME):
        return read_rename(rest)
    if verb.has(Tag.CLEAR):
        return read_clear(rest, verb.folded) or Unsupported.DELETE
    if verb.has(Tag.FIND) and not verb.has(Tag.UPDATE, Tag.TURN):
        return _find(rest, content)
    update = read_update(rest, verb.folded, turns=verb.has(Tag.TURN))
    return Unsupported.OBJECT if is_note(verb, rest, update) else update


def _create(rest: Span) -> Intent:
    parts = split_creations(without_mistaken(rest))
    if any(map(names_several, parts)):
        return Unsupported.TWO_PEOPLE
    read = tuple(checked(read_card(part)) for part in parts)
    creates = tuple(create for create in read if create is not None)
    if len(creates) < len(read):
        return Plain.UNKNOWN
    return creates[0] if len(creates) == 1 else CreateMany(creates)


def _add(rest: Span) -> Intent:
    """``ajoute Luc Martin`` creates; ``ajoute le téléphone 06… à Marie`` and ``add his mobile`` change."""
    if rest.starts_with(Tag.CREATE) or rest.without_leading(Tag.DETERMINER).starts_with(Tag.CONTACT):
        return _create(rest)
    rest = without_purpose(rest)
    body = rest.without_leading(Tag.DETERMINER, Tag.NEW, Tag.POSSESSIVE, Tag.PRONOUN)
    if len(body) < len(rest) and body.cut(0, 1).text != "\n" and is_signature(body):
        return _create(body)
    if not len(body):
        return Update() if rest.has(Tag.POSSESSIVE) else Create()
    owned = rest.cut(0, len(rest) - len(body)).has(Tag.POSSESSIVE, Tag.PRONOUN)
    related = related_person(rest, body) if owned else None
    if related is not None:
        return related
    if body[0].has(Tag.CONTACT) or (body[0].has(Tag.STAGE) and not owned):
        return _create(rest)
    aim = body.first(Tag.FOR)
    stage = aim is not None and body.cut(aim + 1).without_leading(Tag.DETERMINER, Tag.NEW).starts_with(
        Tag.STAGE
    )
    entity = body[0].kind in {LexemeKind.PHONE, LexemeKind.EMAIL} and aim is not None and not stage
    named = body[0].capitalised and not is_label(body, 0)
    owned = owned or tells_whose(body)
    changes = owned or (body[0].has(Tag.FIELD) and not named) or entity
    return read_update(rest, "add") if changes else _create(rest)


def _find(rest: Span, content: Span) -> Intent:
    asked = content[0].tags.get(Tag.FIND, "")
    rest = without_closing(rest)
    if " " in content[0].text and rest.starts_with(*VERBS) and not rest.starts_with(Tag.FIND):
        return _clause(rest)  # "do you know if …", and then a command
    while len(rest) and rest[0].has(Tag.FIND) and not rest[0].capitalised:
        rest = rest.cut(1)
    if not len(rest):
        return Find()
    statement = read_statement(content) if content[0].has(Tag.HAS) else None
    if statement is not None:
        return statement
    pick = read_pick(rest)
    if pick is not None:
        return Pick(pick)
    found = read_asked(rest, asked)
    return Plain.UNKNOWN if content[0].folded in WordGroup.ASKING_WHAT and names_thing(found) else found
