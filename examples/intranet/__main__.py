"""Starts the example intranet and an assistant for it, which share one CRM, and ends all together."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx2

from examples.intranet.website import Neighbours, website
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import StartError, serving

_FOLDER: Final = Path(__file__).parent
_REPOSITORY: Final = _FOLDER.parents[1]
_NOT_HANDED_ON: Final = ("HUBSPOT_", "STATE_URL", "SIGNING_KEY")
"""Settings of a shell that would have invented people work on a real account, or on what another assistant keeps."""

_STOP_SECONDS: Final = 20
_LOOK_SECONDS: Final = 0.2


def main() -> int:
    """Serve both until Ctrl-C, or until one of them cannot go on; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m examples.intranet", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="the intranet's (8080)")
    parser.add_argument("--assistant-port", type=int, default=8000, help="the assistant's (8000)")
    parser.add_argument(
        "--data", type=Path, default=_REPOSITORY / "data" / "intranet", help="the assistant's DATA_DIR"
    )
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    assistant = f"http://localhost:{asked.assistant_port}"
    data = asked.data.resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        with serving(build_app(data / "contacts.sqlite3")) as crm:
            around = Neighbours(
                intranet=f"http://localhost:{asked.port}",
                assistant=assistant,
                crm=crm,
                audience=assistant,
                key=secrets.token_urlsafe(32),
            )
            with serving(website(around), port=asked.port):
                return _beside_assistant(around, asked.assistant_port, data)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def _beside_assistant(around: Neighbours, port: int, data: Path) -> int:
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    # In a folder of its own it reads no .env: what is set there is for the assistant that `make run` starts.
    with subprocess.Popen(command, cwd=data, env=_environment(around, data)) as assistant:  # noqa: S603 - the project's own
        try:
            while not _answers(around.assistant):
                if (code := assistant.poll()) is not None:
                    return code
                time.sleep(_LOOK_SECONDS)
            sys.stdout.write(f"The intranet is at {around.intranet} (Ctrl-C ends it and its assistant)\n")
            sys.stdout.flush()
            return assistant.wait()
        finally:
            _end(assistant)


def _environment(around: Neighbours, data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return {
        **kept,
        "PYTHONPATH": str(_REPOSITORY),
        "AUTH": "token",
        "HUBSPOT_ACCESS_TOKEN": "local",
        "HUBSPOT_BASE_URL": around.crm,
        "PUBLIC_URL": around.assistant,
        "PAGE_TOKEN_KEYS": around.key,
        "PAGE_TOKEN_ISSUERS": around.intranet,
        "ALLOWED_ORIGINS": around.intranet,
        "ACCESS_FILE": str(_FOLDER / "access.toml"),
        "DATA_DIR": str(data),
    }


def _answers(assistant: str) -> bool:
    try:
        return httpx2.get(f"{assistant}/health", timeout=1).is_success
    except httpx2.TransportError:
        return False


def _end(assistant: subprocess.Popen[bytes]) -> None:
    """End it as an operator does; whatever it still writes, it writes to its end."""
    if assistant.poll() is None:
        assistant.terminate()
    try:
        assistant.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        assistant.kill()


if __name__ == "__main__":
    sys.exit(main())
