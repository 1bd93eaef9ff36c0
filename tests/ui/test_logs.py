"""Nothing that a library says about people is written (S15, S33), and no line of ours can forge another."""

import asyncio
import gc
import io
import logging
import sys
import threading
import warnings

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from assistant.telemetry.metrics import OthersRecords
from assistant.ui.server.logs import LogGate, whereabouts
from assistant.ui.server.unforeseen import tell_unforeseen
from evaluation.clock import ManualClock
from hubspot_tools.values.text import escaped

EMAIL, PHONE = "marie.durand@acme.example", "+33639981234"
SECRETS = (EMAIL, "marie", "durand", "acme.example", PHONE, "639981234")
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL, 35)
LIBRARIES = (
    "openai",
    "httpx",
    "urllib3",
    "engineio",
    "socketio",
    "multipart",
    "asyncio",
    "chainlit",
    "uvicorn",
)


class Page(io.StringIO):
    """What a handler wrote."""

    @property
    def lines(self):
        return self.getvalue().splitlines()


SERVERS_OWN = ("uvicorn", "uvicorn.error", "uvicorn.access")


@pytest.fixture
def time():
    return ManualClock()


@pytest.fixture
def gate(time):
    gate = LogGate(time.now)
    undo = gate.install()
    yield gate
    undo()


@pytest.fixture
def log(gate):
    """A handler on the root, which takes everything; loggers that tests use are as they were afterwards."""
    page, root = Page(), logging.getLogger()
    handler = logging.StreamHandler(page)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    before = {name: one.level for name, one in root.manager.loggerDict.items() if hasattr(one, "level")}
    level = root.level
    root.setLevel(logging.DEBUG)
    apart = {name: logging.getLogger(name).propagate for name in SERVERS_OWN}
    for name in SERVERS_OWN:  # a server that was configured in this process keeps its lines from the root
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield page
    for name in SERVERS_OWN:
        logging.getLogger(name).propagate = apart[name]
    root.removeHandler(handler)
    root.setLevel(level)
    for name, one in root.manager.loggerDict.items():
        if isinstance(one, logging.Logger):  # those that a test was the first to name had no level
            one.setLevel(before.get(name, logging.NOTSET))


@pytest.fixture
def unforeseen(log):
    undo = tell_unforeseen()
    yield log
    undo()


def assert_clean(page):
    assert [secret for secret in SECRETS if secret in page.getvalue().lower()] == []


def raised():
    """An exception that quotes a person, with its traceback."""
    try:
        raise ValueError(f"no such person: {EMAIL}")  # noqa: TRY301 - its traceback is wanted
    except ValueError as error:
        return error


def say_everything(logger, level):
    logger.log(level, f"text with {EMAIL} and {PHONE}")  # noqa: G004 - as libraries do
    logger.log(level, "argument %s", EMAIL)
    logger.log(level, "%(email)s", {"email": EMAIL})
    logger.log(level, raised())
    logger.log(level, "with a traceback", exc_info=raised())
    logger.log(level, "with a stack", stack_info=True, extra={"color_message": EMAIL, "person": EMAIL})
    logger.log(level, "%d arguments that do not fit", EMAIL)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "name", [*LIBRARIES, "uvicorn.error", "uvicorn.access", "openai._base_client", EMAIL]
)
def test_whatever_a_library_says_at_whatever_level_nothing_of_it_is_written(log, name, level):
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    say_everything(logger, level)
    assert_clean(log)
    assert bool(log.lines) == (level >= logging.WARNING)


@pytest.mark.parametrize("level", LEVELS)
def test_loggers_and_handlers_that_come_later_hold_to_it_too(log, level):
    page = Page()
    logger = logging.getLogger(f"engineio.{level}")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(logging.StreamHandler(page))
    say_everything(logger, level)
    assert_clean(page)
    assert bool(page.lines) == (level >= logging.WARNING)


def test_without_any_handler_python_s_last_resort_writes_nothing_either(gate, capsys):
    logger = logging.getLogger("nobody.listens")
    logger.propagate = False
    say_everything(logger, logging.ERROR)
    assert EMAIL not in capsys.readouterr().err


def test_an_operator_reads_who_how_bad_what_kind_and_where(log):
    logging.getLogger("httpx").error("no %s", EMAIL, exc_info=raised())
    (line,) = log.lines
    assert line.startswith("ERROR httpx httpx ERROR ValueError at raised:")
    assert ", at ui/test_logs.py:" in line


def test_one_place_speaks_once_a_minute_and_tells_how_often_it_would_have(log, time):
    def speak():
        logging.getLogger("httpx").warning("again")

    for _ in range(5):
        speak()
    time.pass_by(59.0)
    speak()
    assert len(log.lines) == 1
    time.pass_by(1.0)
    speak()
    assert log.lines[1].endswith(" (6 times)")


def test_places_without_end_are_neither_remembered_nor_written_without_end(log, time):
    logger = logging.getLogger("httpx")
    for number in range(3000):
        logger.handle(logger.makeRecord("httpx", logging.ERROR, "made_up.py", number, "x", (), None))
    assert len(log.lines) == 1000
    time.pass_by(60.0)
    logger.handle(logger.makeRecord("httpx", logging.ERROR, "made_up.py", 5000, "x", (), None))
    assert len(log.lines) == 1001


def test_what_libraries_say_is_counted_by_package_and_level_and_by_nothing_else(gate, log):
    for name in ("httpx._client", "httpx", EMAIL, f"{EMAIL}.more"):
        logging.getLogger(name).warning(EMAIL)
        logging.getLogger(name).log(35, EMAIL)
    logging.getLogger("logging").info(EMAIL)
    assert gate.counts() == {("httpx", "WARNING"): 4, ("other", "WARNING"): 4, ("logging", "INFO"): 1}
    registry = CollectorRegistry()
    registry.register(OthersRecords(gate.counts))
    page = generate_latest(registry).decode()
    assert 'assistant_others_log_records_total{level="WARNING",package="httpx"} 4.0' in page


@pytest.mark.parametrize("name", ["assistant", "assistant.turns", "hubspot_tools.calls.client", "app"])
def test_our_own_lines_are_written_and_what_is_in_them_forges_no_other(log, name):
    logging.getLogger(name).info("read %s", "a\nCRITICAL b\r\x1b[31m\u2028\u202ec\ud800\x9b")
    assert log.lines == [rf"INFO {name} read a\nCRITICAL b\r\u001b[31m\u2028\u202ec\ud800\u009b"]


@pytest.mark.parametrize("name", ["assistants", "application", "hubspot", "appearance"])
def test_a_name_that_only_begins_like_ours_is_somebody_else_s(log, name):
    logging.getLogger(name).info("x")
    assert log.lines == []


def test_a_traceback_of_ours_tells_where_and_not_what(log):
    try:
        raise raised()
    except ValueError:
        logging.getLogger("assistant").exception("failed")
    (line,) = log.lines
    assert line.startswith("ERROR assistant failed (ValueError at ")
    assert_clean(log)


def test_a_line_of_ours_that_does_not_fit_its_arguments_is_told_without_them(log, capsys):
    logging.getLogger("assistant").error("%d people", EMAIL)
    assert log.lines[0].startswith("ERROR assistant assistant ERROR at ui/test_logs.py:")
    assert_clean(log)
    assert capsys.readouterr().err == ""


def test_the_record_itself_stays_as_it_was_for_whoever_else_holds_it(gate):
    logger = logging.getLogger("assistant")
    record = logger.makeRecord("assistant", logging.INFO, "x.py", 1, "a\n%s", (EMAIL,), None)
    assert gate.admitted(record).getMessage() == rf"a\n{EMAIL}"
    assert (record.msg, record.args) == ("a\n%s", (EMAIL,))


def test_the_server_says_that_it_started_and_where(log):
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 4711, extra={"color_message": "x"})
    address = "Uvicorn running on %s://%s:%d (Press CTRL+C to quit)"
    logging.getLogger("uvicorn.error").info(address, "http", "localhost", 8000)
    logging.getLogger("chainlit").info("Your app is available at http://localhost:8000")
    logging.getLogger("chainlit").warning("Translation file for de not found.")
    assert log.lines == [
        "INFO uvicorn.error Started server process [4711]",
        "INFO uvicorn.error Uvicorn running on http://localhost:8000 (Press CTRL+C to quit)",
        "INFO chainlit Your app is available at http://localhost:8000",
    ]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/project/file/0a1b?session_id=4711", "/project/file/0a1b"),
        (f"/element/{EMAIL}?x", "/element/…"),
        ("/marie%40acme.example/x%0Ay", "/…/…"),
        (f"/{PHONE}", "/…"),
        ("/" + "a" * 500, "/" + "a" * 199),
    ],
)
def test_requests_are_written_with_their_path_alone(log, asked, written):
    access, error = logging.getLogger("uvicorn.access"), logging.getLogger("uvicorn.error")
    access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", asked, "1.1", 200)
    error.info('%s - "WebSocket %s" [accepted]', "127.0.0.1:5", asked)
    error.info('%s - "WebSocket %s" 403', "127.0.0.1:5", asked)
    error.info('%s - "WebSocket %s" %d', "127.0.0.1:5", asked, 404)
    assert log.lines == [
        f'INFO uvicorn.access 127.0.0.1:5 - "GET {written} HTTP/1.1" 200',
        f'INFO uvicorn.error 127.0.0.1:5 - "WebSocket {written}" [accepted]',
        f'INFO uvicorn.error 127.0.0.1:5 - "WebSocket {written}" 403',
        f'INFO uvicorn.error 127.0.0.1:5 - "WebSocket {written}" 404',
    ]


def test_uvicorn_s_own_colours_still_fit_what_is_left_of_its_records(gate):
    from uvicorn.logging import AccessFormatter, DefaultFormatter  # noqa: PLC0415 - for this test alone

    page = Page()
    for name, formatter in (("uvicorn.access", AccessFormatter), ("uvicorn.error", DefaultFormatter)):
        handler = logging.StreamHandler(page)
        default = name == "uvicorn.error"
        handler.setFormatter(
            formatter(
                "%(levelprefix)s %(message)s"
                if default
                else '%(levelprefix)s "%(request_line)s" %(status_code)s',
                use_colors=True,
            )
        )
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        try:
            logger.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/a?b", "1.1", 200)
            logger.error("wrong: %s", EMAIL, extra={"color_message": f"{EMAIL} %s"})
        finally:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)
    assert "/a HTTP" in page.getvalue()
    assert_clean(page)


async def test_real_libraries_given_people_at_debug_leave_nothing(log):
    for name in ("httpx", "httpcore", "openai", "urllib3", "asyncio", "python_multipart", "engineio.server"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda _: httpx.Response(500, text=EMAIL))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(f"https://api.example/{EMAIL}", params={"q": PHONE})

    async def forgotten():
        raise ValueError(EMAIL)

    task = asyncio.create_task(forgotten())
    await asyncio.wait({task})
    del task
    gc.collect()
    asyncio.get_running_loop().call_exception_handler({"message": EMAIL, "exception": raised()})
    assert_clean(log)
    assert any("asyncio ERROR ValueError at " in line for line in log.lines)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_catches_is_one_line_without_what_it_says(unforeseen, capsys):
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))

    class Unlucky:
        def __del__(self):
            raise ValueError(EMAIL)

    Unlucky()
    gc.collect()
    warnings.showwarning(UserWarning(EMAIL), UserWarning, "some/where.py", 7)
    assert len(unforeseen.lines) == 4
    assert "nobody has caught ValueError at raised:" in unforeseen.lines[0]
    assert "a thread ended with ValueError" in unforeseen.lines[1]
    assert "nobody could be told of ValueError at __del__:" in unforeseen.lines[2]
    assert unforeseen.lines[3] == "WARNING py.warnings py.warnings WARNING UserWarning, at some/where.py:7"
    assert_clean(unforeseen)
    assert capsys.readouterr().err == ""


def test_taking_the_gate_away_leaves_logging_as_it_was():
    before = logging.Logger.callHandlers, logging.raiseExceptions, sys.excepthook, warnings.showwarning
    undo, undo_hooks = LogGate().install(), tell_unforeseen()
    undo()
    undo_hooks()
    assert before == (
        logging.Logger.callHandlers,
        logging.raiseExceptions,
        sys.excepthook,
        warnings.showwarning,
    )


def test_whereabouts_name_no_value_even_where_the_kind_of_error_does():
    assert EMAIL not in whereabouts(type(EMAIL, (Exception,), {})(EMAIL))


def test_honest_text_is_not_escaped():
    assert escaped("Đặng Łukasz 日本 café \\n") == "Đặng Łukasz 日本 café \\n"


def test_what_comes_with_every_page_and_asks_nobody_for_anything_is_not_told(log):
    logging.getLogger("chainlit").warning(
        "Translated markdown file for en-US not found. Defaulting to chainlit.md."
    )
    assert log.lines == []
