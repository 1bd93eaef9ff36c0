"""A real nginx of the tests' own, with a configuration of deploy/."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NGINX = shutil.which("nginx")
_CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx" / "assistant.conf"


def configuration(changes: dict[str, str]) -> str:
    """The file of deploy/ with other addresses and places; whatever is to be changed has to be there."""
    text = _CONFIGURATION.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


@contextmanager
def running(folder: Path, text: str) -> Iterator[None]:
    """Nginx, which writes to the folder alone, until the block ends; it may not listen yet."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root; " if os.geteuid() == 0 else ""  # pytest's folders are their owner's only
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user}daemon off; pid {folder}/pid; events {{}}\nhttp {{ access_log off; {places}\n{text}\n}}\n",
        encoding="utf-8",
    )
    command = [NGINX, "-c", whole, "-e", folder / "errors"]
    tested = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)
