"""Starts servers from a process that has loaded others' packages already, which is most of the work of a start."""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

TESTS: Final = str(Path(__file__).parent)

_READ_AT_IMPORT: Final = ("PYTHON", "OPENAI_LOG", "OTEL_")
"""Settings that Python or a package looks at when it is loaded: they take a start of their own."""

_LOADED: Final = (
    "alembic.command",
    "argon2",
    "assistant.access.entrance",
    "assistant.chat.conversation_factory",
    "assistant.files.importer",
    "assistant.overview",
    "authlib.oidc.core",
    "babel.dates",
    "dataclasses_json",
    "fastapi",
    "hubspot",
    "hubspot.crm.contacts",
    "hubspot.crm.properties",
    "hubspot_tools.hubspot",
    "hubspot_tools.sandbox",
    "joserfc.jwt",
    "literalai.client",
    "mcp.server.fastmcp",
    "openai",
    "phonenumbers",
    "prometheus_client",
    "pydantic_settings",
    "rapidfuzz",
    "socketio",
    "sqlalchemy.ext.asyncio",
    "tiktoken",
    "uvicorn",
)
"""What reads no file and no setting when it is loaded. Not Chainlit, which asks for its folder, nor what needs it."""

_NURSERY: Final = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(list(_LOADED))


def can_start_warm(settings: Mapping[str, str]) -> bool:
    """Whether none of these settings has to be there before a package is loaded."""
    return not any(name.startswith(_READ_AT_IMPORT) for name in settings)


class WarmProcess:
    """A process as `subprocess.Popen` shows it, as far as tests ask."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        log: Path,
        errors: Path | None = None,
        typed: Path | None = None,
    ) -> None:
        """``log`` takes what it says, and what goes wrong unless that has ``errors``; it reads ``typed``."""
        streams = {0: str(typed) if typed else os.devnull, 1: str(log), 2: str(errors or log)}
        self._process = _NURSERY.Process(
            target=_run, args=(list(arguments), str(folder), dict(env), streams), daemon=True
        )
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("assistant", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(arguments: list[str], folder: str, env: dict[str, str], streams: dict[int, str]) -> None:
    """Become `python -m assistant`, started in this folder."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    for number, file in streams.items():
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND if number else os.O_RDONLY, 0o600)
        os.dup2(opened, number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.path[:] = [folder, env["PYTHONPATH"], *(path for path in sys.path if not path.startswith(TESTS))]
    sys.argv = ["assistant", *arguments]
    runpy.run_module("assistant", run_name="__main__", alter_sys=True)
