"""What becomes of the columns of a file, as Markdown for Chainlit. Pure."""

from collections.abc import Iterator, Sequence

from assistant.files.import_rows import ContactImport, ImportState
from assistant.files.reading.column_fates import RECORD_ID, ColumnFate
from assistant.language.persons.whole_names import WHOLE_NAMES
from assistant.language.texts import import_texts_in
from assistant.ui.cards.markdown import escape, escape_line
from assistant.ui.cards.reader import Reader

_CELL_LENGTH = 60
_FEWEST_FOLDED = 4
"""Columns that are left out from which they share a line."""

_MOST_FOLDED = 20
_FOLDED_LENGTH = 30
_BETWEEN = "\u00a0· "


def columns_told(planned: ContactImport, reader: Reader) -> Iterator[str]:
    """The paragraphs about a file's columns, those that are left out without a question folded."""
    if not planned.fates:
        return
    texts = import_texts_in(reader.language)
    yield f"**{escape(texts.columns)}**"
    folded = [fate for fate in planned.fates if is_folded(fate)]
    if len(folded) < _FEWEST_FOLDED:
        folded = []
    yield "\n".join(
        f"{fate.place + 1}. {_column(fate, reader)}" for fate in planned.fates if fate not in folded
    )
    if folded:
        yield "\n".join(_folded(folded, reader))
    yield escape(texts.empty_cells)
    if planned.state is ImportState.PENDING:
        yield escape(texts.choose_hint)


def is_folded(fate: ColumnFate) -> bool:
    """Whether a column waits out of sight: nothing of it is taken, and nothing is asked."""
    return fate.left_out and not fate.asked


def _folded(fates: Sequence[ColumnFate], reader: Reader) -> Iterator[str]:
    """Columns of which nothing is taken, a line for each reason: a survey may have a hundred of them."""
    texts = import_texts_in(reader.language)
    yield f"{escape(texts.left_columns.format(count=len(fates)))}\n"
    for reason in dict.fromkeys(fate.reason for fate in fates):
        same = [fate for fate in fates if fate.reason is reason]
        named = [_numbered(fate) for fate in same[:_MOST_FOLDED]]
        if len(same) > _MOST_FOLDED:
            named.append(escape(texts.more.format(count=len(same) - _MOST_FOLDED)))
        why = escape(texts.column_reasons[reason]) if reason else "∅"
        yield f"- {texts.labelled.format(label=why, value=', '.join(named))}"


def _numbered(fate: ColumnFate) -> str:
    heading = escape_line(fate.heading, limit=_FOLDED_LENGTH, cut_off="…") or "∅"
    return f"{fate.place + 1} {heading}"


def _column(fate: ColumnFate, reader: Reader) -> str:
    texts = import_texts_in(reader.language)
    heading = cell_text(fate.heading) or "∅"
    reason = texts.column_reasons[fate.reason] if fate.reason else ""
    if fate.left_out:
        said = [f"{heading} — *{escape(texts.ignored.format(reason=reason))}*"]
    else:
        note = texts.labelled.format(label=texts.asked, value=reason) if fate.asked and reason else reason
        note = note or (texts.further if fate.further else "")
        said = [
            f"{heading} → {escape(property_named(fate.property_name, reader))}",
            *([f"*{escape(note)}*"] if note else []),
        ]
    sample = [cell_text(texts.sample.format(cells=" | ".join(fate.samples)))] if fate.samples else []
    return _BETWEEN.join([*said, *sample])


def property_named(name: str, reader: Reader) -> str:
    """What a column's property is called, a whole name and HubSpot's own id among them."""
    texts = import_texts_in(reader.language)
    if name == RECORD_ID:
        return texts.record_id
    return texts.whole_names[name] if name in WHOLE_NAMES else reader.label(name)


def cell_text(text: str) -> str:
    """A cell of a file as the text it is, on one line and not too long."""
    return escape_line(text, limit=_CELL_LENGTH, cut_off="…")
