"""A file is read in a process of its own, which ends whatever stands in the file."""

import asyncio
import re
import signal

import pytest

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.isolated_reader import FileReader, ReadingLimits
from assistant.files.reading.read_file import MOST_BYTES, read_file
from assistant.language.texts import import_texts_in

CARD = b"BEGIN:VCARD\nFN:Ann Best\nEMAIL:ann@acme.example\nEND:VCARD\n"
TABLE = "email;note\r\nléa@acme.example;\"one\ntwo \u2028 'three'\"\r\n;;;x\r\n".encode()

ENDLESS = "import time\nwhile True: time.sleep(1)"
BUSY_FOR_EVER = """
import sys
sys.path.append(sys.argv.pop(1))
from assistant.files.reading.isolated_process import _limit_itself
_limit_itself(*map(int, sys.argv[1:]))
kept = []
while True: {what}
"""


class WatchedReader(FileReader):
    """Keeps the processes that were started, and tells of each."""

    def __init__(self, program, **limits):
        super().__init__(ReadingLimits(**limits), program=program)
        self.processes = []
        self.news = asyncio.Condition()

    async def _start(self):
        process = await super()._start()
        async with self.news:
            self.processes.append(process)
            self.news.notify_all()
        return process

    async def started(self, count):
        async with self.news:
            await self.news.wait_for(lambda: len(self.processes) >= count)


async def trouble_of(reader, content=CARD):
    with pytest.raises(BadFile) as caught:
        await reader.read("people.vcf", content)
    return caught.value.trouble


@pytest.mark.parametrize(("name", "content"), [("people.vcf", CARD), ("people.csv", TABLE)])
async def test_what_the_process_reads_is_what_stands_in_the_file(name, content):
    assert await FileReader().read(name, content) == read_file(name, content)


@pytest.mark.parametrize(
    ("name", "content", "trouble", "line"),
    [
        ("people.csv", b'a;b\n1;"2\n', FileTrouble.BROKEN_TABLE, 2),
        ("people.csv", b"a;b\n", FileTrouble.NO_ROWS, 0),
        ("people.xlsx", b"PK\x03\x04", FileTrouble.BROKEN_WORKBOOK, 0),
    ],
)
async def test_what_is_wrong_with_a_file_is_told_as_before(name, content, trouble, line):
    with pytest.raises(BadFile) as caught:
        await FileReader().read(name, content)
    assert (caught.value.trouble, caught.value.line) == (trouble, line)


async def test_a_process_that_never_ends_is_ended():
    reader = WatchedReader(ENDLESS, seconds=0.2)
    assert await trouble_of(reader) is FileTrouble.TOO_HARD
    assert [process.returncode for process in reader.processes] == [-signal.SIGKILL]


async def test_the_system_ends_what_takes_too_much_time():
    reader = WatchedReader(BUSY_FOR_EVER.format(what="pass"), cpu_seconds=1, seconds=600.0)
    assert await trouble_of(reader) is FileTrouble.TOO_HARD
    assert reader.processes[0].returncode in {-signal.SIGXCPU, -signal.SIGKILL}


async def test_the_system_gives_no_more_memory_than_the_limit():
    reader = WatchedReader(BUSY_FOR_EVER.format(what="kept.append(bytearray(10_000_000))"))
    assert await trouble_of(reader) is FileTrouble.TOO_HARD
    assert reader.processes[0].returncode == 1  # MemoryError


async def test_a_process_that_says_too_much_is_ended():
    reader = WatchedReader("while True: print('x' * 10_000)", answer_bytes=100_000)
    assert await trouble_of(reader) is FileTrouble.TOO_HARD
    assert reader.processes[0].returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "program",
    [
        "",
        "raise SystemExit(3)",
        "print('nonsense')",
        "print('{}\\n[]')",
        'print(\'{"trouble": "none such"}\')',
    ],
)
async def test_a_process_that_fails_is_a_file_that_cannot_be_read(program):
    assert (
        await trouble_of(FileReader(program=program), CARD + b"x" * (MOST_BYTES - 100))
        is FileTrouble.TOO_HARD
    )


async def test_a_person_who_stops_leaves_no_process_behind():
    reader = WatchedReader(ENDLESS)
    reading = asyncio.create_task(reader.read("people.vcf", CARD))
    await reader.started(1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert [process.returncode for process in reader.processes] == [-signal.SIGKILL]


async def test_a_few_files_are_read_at_once_and_the_next_one_waits_its_turn_but_not_for_ever():
    reader = WatchedReader(ENDLESS, at_once=2, waiting_seconds=0.05)
    readings = [asyncio.create_task(reader.read("people.vcf", CARD)) for _ in range(2)]
    await reader.started(2)
    assert await trouble_of(reader) is FileTrouble.BUSY
    readings[0].cancel()
    await asyncio.wait([readings[0]])
    readings.append(asyncio.create_task(reader.read("people.vcf", CARD)))
    await reader.started(3)
    for reading in readings:
        reading.cancel()
    await asyncio.wait(readings)


async def test_where_no_process_can_be_started_the_person_may_try_again(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert await trouble_of(FileReader()) is FileTrouble.BUSY


async def test_the_process_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented")
    answer = await FileReader(program="import os; print(*os.environ)")._answer(b"")
    assert b"OPENAI" not in answer


async def test_nothing_in_the_working_directory_is_run(tmp_path, monkeypatch):
    for name in ("json", "assistant", "sitecustomize", "usercustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert (await FileReader().read("people.vcf", CARD)).table.rows


async def test_what_stands_in_a_file_is_never_logged(caplog):
    program = "import sys; raise ValueError(sys.stdin.read())"
    assert await trouble_of(FileReader(program=program)) is FileTrouble.TOO_HARD
    assert caplog.messages
    assert "ann@acme.example" not in caplog.text


@pytest.mark.parametrize("trouble", [FileTrouble.TOO_HARD, FileTrouble.BUSY])
def test_the_person_is_told_what_to_do(trouble):
    assert "again" in import_texts_in("en").bad_files[trouble]
    assert re.search("à nouveau|Renvoyez", import_texts_in("fr").bad_files[trouble])
