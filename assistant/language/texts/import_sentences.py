"""What has to be said about imports, in each language; a missing sentence is a type error."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportTexts:
    """Sentences with ``{named}`` places, filled by `str.format`; plain text, no markup."""

    reading: str
    title: str
    row_count: Mapping[str, str]
    """By CLDR's names of plurals, as the next."""
    card_count: Mapping[str, str]
    address_count: Mapping[str, str]
    sheet: str

    # The preview
    verdicts: Mapping[str, str]
    """By `assistant.files.import_rows.Verdict`: heads a list of rows of the kind."""
    tabs: Mapping[str, str]
    """By the tab of a preview: a word for each, so that four fit side by side on a telephone."""
    no_rows: str
    between: str
    """Between two reasons of one row."""
    labelled: str
    """A label and what belongs to it, with the colon as the language sets it."""
    columns: str
    column: str
    """A column by its number, which people type."""
    sample: str
    leave_out: str
    further: str
    asked: str
    days: str
    choose_hint: str
    record_id: str
    whole_names: Mapping[str, str]
    """By `assistant.language.persons.whole_names.WHOLE_NAMES`."""
    ignored: str
    """Of a column; place: reason."""
    column_reasons: Mapping[str, str]
    """By `assistant.files.reading.column_fates.ColumnReason`."""
    cell_reasons: Mapping[str, str]
    """By `assistant.files.cells.outcomes.CellReason`."""
    cell_notes: Mapping[str, str]
    """By `assistant.files.cells.outcomes.CellNote`."""
    line_reasons: Mapping[str, str]
    """By `assistant.files.reading.left_lines.LineReason`."""
    card_lines: Mapping[str, str]
    """By the name of a line of a card: what of it is left out; a line that is not named here goes by its own name."""
    left_kinds: str
    left_kind: str
    """A kind of line of cards, and in how many of them."""
    card_line: Mapping[str, str]
    """By CLDR's names of plurals."""
    further_email: str
    """Why an address beside the first is not taken: HubSpot's API has no way to write it with the others."""
    may_mean: str
    left_cells: str
    further_emails: str
    left_columns: str
    left_lines: str
    hidden_rows: str
    broken_label: str
    broken: Mapping[str, str]
    """By `assistant.files.reading.column_fates.BrokenCells`: what happens to rows with cells that cannot be taken."""
    without_email_label: str
    addressless: Mapping[str, str]
    """By CLDR's names of plurals: how many rows have no address."""
    addressless_how: str
    without_email: Mapping[str, str]
    """By `assistant.files.reading.column_fates.WithoutEmail`."""
    known_by: Mapping[str, str]
    """By `assistant.files.import_rows.KnownBy`: how the contact of a row without an address was found."""
    sheet_label: str
    encoding_label: str
    encoding_doubt: str
    choice_troubles: Mapping[str, str]
    """By `assistant.files.file_choices.ChoiceTrouble`."""
    no_such_choice: str
    judging: str
    reasons_button: str
    result_button: str
    result_ready: str
    reasons_ready: str
    reasons_name: str
    reasons_columns: tuple[str, ...]
    whole_row: str
    pasted: str
    line: str
    card: str
    more: str
    empty_cells: str
    left_out: str
    nothing_written: str
    nothing_to_do: str
    import_count: Mapping[str, str]
    """By CLDR's names of plurals."""
    resume: str
    stop: str

    # While it runs, and how it ends
    so_far: Mapping[str, str]
    """By CLDR's names of plurals, of all there are; how many are done is filled in last, and so doubly braced."""
    importing: str
    taking_back: str
    stopping: str
    finished: str
    created: str
    updated: str
    failed: str
    unsettled: str
    waiting: str
    undone: str
    kept: str
    kept_because: str
    review: str
    review_action: str
    review_record: str
    undo_reviewed: Mapping[str, str]
    """By CLDR's names of plurals."""
    show_contact: str
    stopped: Mapping[str, str]
    """By `assistant.files.import_rows.Stop`."""
    states: Mapping[str, str]
    """By `assistant.files.import_rows.ImportState`: what a click on an older button hears, and how one stands that was never begun."""
    footers: Mapping[str, str]
    """By `assistant.files.import_rows.ImportState`: how one stands that was begun."""

    # The result file
    result_name: str
    result_columns: tuple[str, ...]
    outcomes: Mapping[str, str]
    """By `assistant.files.import_rows.RowState`, and by `Verdict` for rows that write nothing."""
    reasons: Mapping[str, str]
    """By `assistant.files.import_rows.RowReason`; places: number, names."""
    not_taken: str

    # Files that cannot be imported
    no_room: Mapping[str, str]
    """Why one more file cannot be taken: the reader's own wait already, or everybody's do."""
    file_gone: str
    bad_files: Mapping[str, str]
    """By `assistant.files.reading.bad_file.FileTrouble`; places: limit, line, headings."""
    one_file: str
