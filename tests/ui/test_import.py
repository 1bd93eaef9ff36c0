import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

WATCH = """
import sys
seen = []

def watch(event, details):
    if event.startswith("socket.") and event != "socket.__new__":
        seen.append((event, *details[1:]))
    elif event in {"subprocess.Popen", "os.system", "os.posix_spawn", "urllib.Request"}:
        seen.append(event)

sys.addaudithook(watch)
import app
seen = [one for one in seen if one != ("socket.bind", ("::1", 0))]
print(seen, app.APPLICATION.origins.allowed == frozenset())
"""
"""The one socket that is bound belongs to urllib3, which asks the system whether it knows IPv6 and sends nothing."""


def test_importing_the_app_connects_to_nothing_and_reads_no_settings(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WATCH],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "CHAINLIT_APP_ROOT": str(tmp_path),
            "PHONE_REGION": "no country at all",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout.strip(), done.returncode) == ("[] True", 0), done.stderr
    assert not (tmp_path / "data").exists()
