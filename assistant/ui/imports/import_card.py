"""An import as one card, from its preview to what came of it.

The same in Markdown serves wherever the element cannot be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from chainlit.action import Action

from assistant.files.import_progress import Progress
from assistant.files.import_rows import (
    ContactImport,
    ImportOutcome,
    ImportRow,
    RowState,
    Verdict,
)
from assistant.files.result_file import details_of, place_of
from assistant.language.texts import import_texts_in
from assistant.ui.cards.card_props import LINE_LENGTH, Card, Props
from assistant.ui.cards.card_text import record_url
from assistant.ui.cards.markdown import escape, shorten
from assistant.ui.cards.query_text import counted, in_number
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.column_text import is_folded
from assistant.ui.imports.import_buttons import (
    CHOOSE_IMPORT,
    FILES,
    IMPORT,
    RESUME_IMPORT,
    import_actions,
    look_actions,
)
from assistant.ui.imports.import_text import (
    REVIEW_ROWS,
    SAMPLE_ROWS,
    Samples,
    about,
    closed,
    preview,
    progress_line,
    result,
    tally_of,
    values_of,
)
from assistant.ui.imports.preview_menus import menu_props

ELEMENT: Final = "ImportCard"
UNDER_WAY, STOPPING = "executing", "stopping"
"""How a run stands; of one that is under way the end is announced, as of a proposal."""

_DETAILS: Final = 300
_TABS: Final = {
    "new": (Verdict.NEW,),
    "changed": (Verdict.UPDATE,),
    "same": (Verdict.SAME,),
    "cannot": (Verdict.INVALID, Verdict.DUPLICATE),
}


def waiting_card(planned: ContactImport, samples: Samples, reader: Reader, *, told: str = "") -> Card:
    """What an import would do: its rows in tabs, a menu for each column, and the buttons that decide."""
    texts = import_texts_in(reader.language)
    tabs = [_tab(name, verdicts, planned, samples, reader) for name, verdicts in _TABS.items()]
    props = {
        **_frame(planned, reader, import_actions(planned, reader), told),
        **menu_props(planned, reader),
        "tabs": tabs,
        "stands": texts.nothing_written if planned.to_write else texts.nothing_to_do,
        "spoken": ", ".join(
            texts.labelled.format(label=tab["label"], value=tab["count"]) for tab in tabs if tab["number"]
        ),
    }
    return Card(ELEMENT, props, _with_told(preview(planned, samples, reader), told))


def running_card(planned: ContactImport, progress: Progress, reader: Reader, *, may_stop: bool) -> Card:
    """How far a run has come; ``may_stop`` says that it runs in this process."""
    texts = import_texts_in(reader.language)
    actions = import_actions(planned, reader, may_stop=may_stop and not progress.stopping)
    words = in_number(progress.total, texts.so_far, reader).format(done=counted(progress.done, reader))
    props = {
        **_frame(planned, reader, actions, ""),
        "state": STOPPING if progress.stopping else UNDER_WAY,
        "stands": texts.stopping if progress.stopping else texts.footers[planned.state],
        "progress": {"done": progress.done, "total": progress.total, "words": words},
    }
    return Card(ELEMENT, props, progress_line(planned, progress, reader))


def ended_card(planned: ContactImport, outcome: ImportOutcome, reader: Reader, *, told: str = "") -> Card:
    """How a run ended, how many rows ended how, and what can be done now."""
    texts = import_texts_in(reader.language)
    stands = texts.footers[planned.state] if planned.stop is None else texts.stopped[planned.stop]
    tally = list(tally_of(outcome, reader))
    props = {
        **_frame(planned, reader, ended_actions(planned, outcome, reader), told),
        "tally": [{"label": label, "count": counted(count, reader)} for label, count in tally],
        "failed": [_row(row, planned, reader) for row in outcome.failed],
        "more": _more(outcome.in_state(RowState.FAILED) - len(outcome.failed), reader),
        "review": _review(planned, outcome.for_review, reader) if outcome.for_review else None,
        "stands": stands,
        "spoken": ", ".join(texts.labelled.format(label=label, value=count) for label, count in tally),
    }
    return Card(ELEMENT, props, _with_told(result(planned, outcome, reader), told))


def closed_card(planned: ContactImport, reader: Reader, *, told: str = "") -> Card:
    """What has become of a preview that was never agreed to."""
    stands = import_texts_in(reader.language).states[planned.state]
    props = {**_frame(planned, reader, (), told), "stands": stands}
    return Card(ELEMENT, props, _with_told(closed(planned, reader), told))


def ended_actions(planned: ContactImport, outcome: ImportOutcome, reader: Reader) -> Sequence[Action]:
    """What can be done with an import that was begun and does not run."""
    return import_actions(planned, reader, for_review=len(outcome.for_review))


def _frame(planned: ContactImport, reader: Reader, actions: Sequence[Action], told: str) -> dict[str, Any]:
    """What every card of an import has; the rest is empty unless its state fills it."""
    texts = import_texts_in(reader.language)
    return {
        "planned": planned.id,
        "digest": planned.digest,
        "place": planned.shown_as,
        "action": CHOOSE_IMPORT,
        "state": planned.state.value,
        "title": texts.title.format(file=shorten(planned.file_name, LINE_LENGTH)),
        "about": about(planned, reader),
        "tabs": [],
        "columns": [],
        "options": [],
        "menus": [],
        "notes": [],
        "progress": None,
        "tally": [],
        "failed": [],
        "more": "",
        "review": None,
        "warnings": [told] if told else [],
        "spoken": "",
        "buttons": [_button(action) for action in actions],
        "labels": {
            "columns": texts.columns,
            "asked": texts.asked,
            "days": texts.days,
            "judging": texts.judging,
            "noRows": texts.no_rows,
            "failed": texts.failed,
            "labelled": texts.labelled,
            "left": texts.left_columns.format(count=sum(map(is_folded, planned.fates))),
        },
    }


def _button(action: Action) -> Props:
    return {
        "name": action.name,
        "payload": action.payload,
        "label": action.label,
        "icon": action.icon,
        "primary": action.name in {IMPORT, RESUME_IMPORT},
        "brings": action.name in FILES,
    }


def _with_told(twin: str, told: str) -> str:
    return f"{twin}\n\n⚠ {escape(told)}" if told else twin


def _tab(
    name: str, verdicts: Sequence[Verdict], planned: ContactImport, samples: Samples, reader: Reader
) -> dict[str, Any]:
    count = sum(planned.counts.get(verdict, 0) for verdict in verdicts)
    found = [row for verdict in verdicts for row in samples.get(verdict, ())]
    rows = sorted(found, key=lambda row: row.number)[:SAMPLE_ROWS]
    return {
        "name": name,
        "label": import_texts_in(reader.language).tabs[name],
        "number": count,
        "count": counted(count, reader),
        "rows": [_row(row, planned, reader) for row in rows],
        "more": _more(count - len(rows), reader) if rows else "",
    }


def _more(count: int, reader: Reader) -> str:
    more = import_texts_in(reader.language).more
    return more.format(count=counted(count, reader)) if count > 0 else ""


def _row(row: ImportRow, planned: ContactImport, reader: Reader) -> Props:
    return {
        "number": row.number,
        "place": place_of(row.number, planned, reader.language),
        "name": shorten(row.name, LINE_LENGTH),
        "said": [asdict(one) for one in values_of(row, reader)],
        "details": shorten(details_of(row, planned, reader.language), _DETAILS),
    }


def _review(planned: ContactImport, rows: Sequence[ImportRow], reader: Reader) -> Props:
    """The contacts that their owner is to look at, the first of them with the way to each."""
    texts = import_texts_in(reader.language)
    return {
        "title": texts.review,
        "action": texts.review_action,
        "people": list(_people(planned, rows[:REVIEW_ROWS], reader)),
        "more": _more(len(rows) - REVIEW_ROWS, reader),
    }


def _people(planned: ContactImport, rows: Sequence[ImportRow], reader: Reader) -> Iterator[Props]:
    texts = import_texts_in(reader.language)
    for row, look in zip(rows, look_actions(planned, rows, reader.language), strict=True):
        yield {
            "name": shorten(row.name or row.email, LINE_LENGTH),
            "reason": texts.reasons[row.reason] if row.reason else "",
            "label": texts.review_record.format(id=row.contact_id or ""),
            "record": record_url(row.seen) if row.seen else "",
            "contact": row.contact_id or "",
            "show": _button(look),
        }
