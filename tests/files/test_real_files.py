"""Tables and cards as people really have them: each file of real_files, with what must be seen of it in seen.toml."""

import tomllib
from pathlib import Path

import pytest

from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.column_fates import Choices, ColumnReason
from assistant.files.reading.read_file import read_file

FOLDER = Path(__file__).with_name("real_files")
SEEN = tomllib.loads((FOLDER / "seen.toml").read_text("utf-8"))


def test_each_file_has_what_must_be_seen_of_it():
    assert {one.name for one in FOLDER.iterdir()} == {*SEEN, "seen.toml"}


@pytest.mark.parametrize("name", SEEN)
def test_a_real_file_is_seen_as_it_is_meant(name, account):
    expected = SEEN[name]
    content = (FOLDER / name).read_bytes()
    if "trouble" in expected:
        with pytest.raises(BadFile) as caught:
            read_file(name, content)
        assert caught.value.trouble == expected["trouble"]
        return
    file = read_file(name, content)
    fates = fates_of(file.table, account, Choices())
    rows = [
        _shown(raw, row)
        for raw, row in zip(
            file.table.rows, values_of(file.table, fates, account, Choices(), "FR"), strict=True
        )
    ]
    assert rows == expected["rows"]
    assert file.encoding == expected.get("encoding", "UTF-8")
    assert file.in_doubt == ()
    assert [line.number for line in file.table.left_lines] == expected.get("lines", [])
    assert {kind.name: kind.cards for kind in file.table.left_kinds} == expected.get("kinds", {})
    if file.source != "vcard":
        left = {
            fate.heading: fate.reason
            for fate in fates
            if fate.left_out and fate.reason is not ColumnReason.EMPTY
        }
        assert left == expected.get("left_out", {})
    asked = [
        {"heading": fate.heading, "guess": fate.property_name, "reason": fate.reason}
        for fate in fates
        if fate.asked
    ]
    assert asked == expected.get("asked", [])


def _shown(raw, row):
    told = {
        "trouble": raw.trouble,
        "record_id": row.record_id,
        "left": [f"{one.reason}: {one.value}" for one in row.left],
        "noted": [f"{one.note}: {one.value}" for one in row.noted],
    }
    return {"number": row.number, **row.values, **{name: value for name, value in told.items() if value}}
