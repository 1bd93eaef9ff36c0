"""A form to fill in, and what is told about it while it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.chat.events import FormClosed
from assistant.chat.forms.form import Form, FormCheck
from assistant.chat.forms.open_forms import FurtherField
from assistant.language.texts import Texts
from assistant.language.texts.crm_sentences import expected_in_words, problem_sentence
from assistant.ui.cards.card_props import LINE_LENGTH, Card, Props
from assistant.ui.cards.markdown import escape, shorten
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind

ELEMENT = "ContactForm"

_NAME = "name"
"""What a search calls a whole name; no property of HubSpot's."""

_MOST_ALIKE = 2
"""People named while somebody types; the proposal shows them all."""

_CHOOSING = frozenset({PropertyKind.CHOICE, PropertyKind.OWNER, PropertyKind.BOOLEAN})


def form_element(form: Form, reader: Reader) -> Card:
    """An open form; where the element cannot be, the text asks for the same."""
    texts = reader.texts
    searches = form.purpose == "search"
    props = {
        "form": form.id,
        "title": _title(form, texts),
        "fields": [_field(form, name, reader) for name in form.fields],
        "further": [] if searches else _further(form, reader),
        "notes": _notes(form, reader),
        "checks": not searches,
        "closed": "",
        "labels": {
            "submit": texts.form_look_up if searches else texts.form_preview,
            "cancel": texts.cancel,
            "discardQuestion": texts.form_discard_question,
            "discard": texts.form_discard,
            "keep": texts.form_keep,
            "required": texts.form_required,
            "unset": texts.form_unset,
            "further": texts.form_further,
            "noSuchField": texts.form_no_such_field,
        },
    }
    return Card(ELEMENT, props, escape(_question(form, texts)))


def closed_element(closed: FormClosed, reader: Reader) -> Card:
    """The line that stays where a form was."""
    texts = reader.texts
    pairs = [
        texts.form_pair.format(label=_label(name, reader), value=_worded(name, value, reader) or texts.empty)
        for name, value in closed.values.items()
    ]
    values = shorten(", ".join(pairs), LINE_LENGTH)
    line = texts.form_ends[closed.end].format(values=values)
    return Card(ELEMENT, {"form": closed.form.id, "closed": line}, f"*{escape(line)}*")


def further_props(found: FurtherField, reader: Reader) -> Props:
    """A field that was added to a form."""
    return field_props(found.name, found.label, found.value, reader)


def check_props(check: FormCheck, reader: Reader) -> Props:
    """What a form shows beside its fields while it is filled in: what is wrong, and who is there already."""
    texts = reader.texts
    hints = [_hint(check.holder, texts.form_taken, reader)] if check.holder else []
    hints += [_hint(one, texts.form_alike, reader) for one in check.similar[:_MOST_ALIKE]]
    return {"errors": _errors(check.problems, reader), "hints": hints, "looked": check.looked}


def _title(form: Form, texts: Texts) -> str:
    match form.purpose:
        case "create":
            return texts.form_create
        case "update":
            name = form.contact.name if form.contact else ""
            return shorten(texts.form_update.format(name=name), LINE_LENGTH)
        case "search":
            return texts.form_find if form.to_update else texts.form_search


def _question(form: Form, texts: Texts) -> str:
    match form.purpose:
        case "create":
            return texts.create_question
        case "update":
            return texts.edit_question.format(name=form.contact.name if form.contact else "")
        case "search":
            return texts.form_find if form.to_update else texts.search_question


def _field(form: Form, name: str, reader: Reader) -> Props:
    known = reader.labels.get(name, PropertyLabel(label=name))
    if form.purpose == "search" and known.kind is not PropertyKind.CHOICE:
        known = PropertyLabel(label=known.label)  # part of an address or a number will do
    error = next((problem for problem in form.problems if problem.property == name), None)
    return {
        **field_props(name, known, form.values.get(name, ""), reader),
        "required": form.purpose != "search" and name in form.required,
        "error": _sentence(error, reader) if error else "",
    }


def field_props(name: str, known: PropertyLabel, stored: str, reader: Reader) -> dict[str, Any]:
    """How a property is asked for.

    ``stored`` goes back as it is while ``value``, its reading, is left alone.
    """
    options = _options(name, known, stored, reader)
    chooses = known.kind in _CHOOSING and bool(options)
    shown = (
        stored
        if chooses or options
        else reader.value(name, stored)
        if known.kind is PropertyKind.PHONE
        else stored
    )
    return {
        "name": name,
        "label": shorten(_label(name, reader), LINE_LENGTH),
        "kind": known.kind.value if options or known.kind not in _CHOOSING else PropertyKind.LINE.value,
        "options": options,
        "value": shown,
        "stored": stored,
        "form": expected_in_words(known.forms, reader.texts),
        "required": False,
        "error": "",
    }


def _options(name: str, known: PropertyLabel, stored: str, reader: Reader) -> list[dict[str, str]]:
    """The account's own options in their order; a stored one that it no longer offers stays what it is."""
    offered = dict(known.options)
    if known.kind is PropertyKind.BOOLEAN and not offered:
        offered = {"true": reader.texts.form_yes, "false": reader.texts.form_no}
    chosen = stored.split(";") if known.kind is PropertyKind.CHOICES else [stored]
    if offered:
        offered |= {value: value for value in chosen if value and value not in offered}
    return [
        {
            "value": value,
            "label": shorten(
                _worded(name, value, reader) if value in known.options or value in known.former else label,
                LINE_LENGTH,
            ),
        }
        for value, label in offered.items()
    ]


def _further(form: Form, reader: Reader) -> list[dict[str, str]]:
    """What may be asked for besides, by its label."""
    left = {name: reader.label(name) for name, known in reader.labels.items() if known.writable}
    ordered = sorted(left.items(), key=lambda pair: pair[1].casefold())
    return [{"name": name, "label": label} for name, label in ordered if name not in form.fields]


def _notes(form: Form, reader: Reader) -> list[str]:
    """What is wrong with none of the fields in sight."""
    return [_sentence(one, reader) for one in form.problems if one.property not in form.fields]


def _errors(problems: Iterable[PropertyProblem], reader: Reader) -> Mapping[str, str]:
    return {problem.property: _sentence(problem, reader) for problem in problems}


def _sentence(problem: PropertyProblem, reader: Reader) -> str:
    account = {name: known.label for name, known in reader.labels.items()}
    said = problem_sentence(problem, reader.texts, account)
    return said[:1].upper() + said[1:]


def _hint(contact: Contact, sentence: str, reader: Reader) -> Props:
    texts = reader.texts
    name = shorten(contact.name, LINE_LENGTH)
    who = [reader.of(contact, one) for one in ("jobtitle", "company", "email", "phone")]
    return {
        "text": sentence.format(name=name),
        "details": [shorten(part, LINE_LENGTH) for part in who if part],
        "contact": contact.id,
        "edit": texts.form_edit_this_one.format(name=name),
    }


def _label(name: str, reader: Reader) -> str:
    return reader.texts.form_whole_name if name == _NAME else reader.label(name)


def _worded(name: str, value: str, reader: Reader) -> str:
    return reader.value(name, value)
