import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

WATCH = """
import sys
seen = []
sys.addaudithook(lambda event, details: seen.append(event) if event in {"socket.connect", "socket.getaddrinfo"} else None)
import app
print(len(seen), app.APPLICATION.origins.allowed == frozenset())
"""


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
    assert (done.stdout.strip(), done.returncode) == ("0 True", 0), done.stderr
    assert not (tmp_path / "data").exists()
