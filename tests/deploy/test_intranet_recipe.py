"""What docs/intranet.md has an administrator type does what it says, on a machine that has nothing of it yet."""

import re
import subprocess
from pathlib import Path
from textwrap import dedent

import nginx_here
import pytest
from conftest import REPOSITORY, free_port
from dotenv import dotenv_values

from assistant.settings import Settings

RECIPE = (REPOSITORY / "docs" / "intranet.md").read_text(encoding="utf-8")
LEADS_ELSEWHERE = ("nginx -t", "curl ")
"""Commands for the machine's own nginx, and for a name in the world's DNS."""


def commands(step: str) -> str:
    """The commands of a step, by the words that it begins with."""
    found = re.search(rf"\d\. \*\*{step}.*?```sh\n(.*?)```", RECIPE, re.DOTALL)
    assert found, step
    return dedent(found[1])


def typed(text: str, places: dict[str, Path]) -> None:
    """Type commands as they stand, in places of the test's own."""
    kept = [line for line in text.splitlines() if not line.strip().startswith(LEADS_ELSEWHERE)]
    text = "\n".join(kept)
    for written, place in places.items():
        assert written in text, f"{written} is not asked for any more"
        text = text.replace(written, str(place))
    subprocess.run(["/bin/bash", "-eu", "-c", text], check=True, timeout=30)


@pytest.mark.skipif(nginx_here.NGINX is None, reason="nginx is not installed")
def test_the_file_that_is_made_of_deploy_s_is_one_that_nginx_begins_with(tmp_path):
    certificate, key = tmp_path / "contacts.pem", tmp_path / "contacts.key"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=contacts.example.com",
    ]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=60)
    places = {
        "/srv/assistant/deploy": REPOSITORY / "deploy",
        "/etc/nginx/conf.d/assistant.conf": tmp_path / "assistant.conf",
        "/etc/ssl/contacts.pem": certificate,
        "/etc/ssl/private/contacts.key": key,
        "/var/cache/nginx": tmp_path / "cache",
    }
    typed(commands("TLS"), places)
    text = (tmp_path / "assistant.conf").read_text(encoding="utf-8")
    assert re.findall(r"server ([^ ]+) max_fails", text) == ["127.0.0.1:8000"]
    here = text.replace("/var/cache/nginx", str(tmp_path / "cache"))
    for port in ("listen 80;", "listen 443 ssl;"):
        here = here.replace(port, port.replace(re.search(r"\d+", port)[0], f"127.0.0.1:{free_port()}"))
    with nginx_here.running(tmp_path, here):
        assert (tmp_path / "cache" / "assistant").is_dir()


def test_the_settings_that_are_written_are_ones_to_start_with(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    step = commands("Secrets and settings").replace("read -rs KEY", "KEY=an-invented-key")
    typed(step, {"/etc/contact-assistant": tmp_path / "etc"})
    secrets = tmp_path / "etc" / "secrets"
    assert (secrets.stat().st_mode & 0o777) == 0o700
    for name, value in dotenv_values(tmp_path / "etc" / "settings.env").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SECRETS_DIR", str(secrets))
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.auth == ("token",)
    assert settings.token_audience == "https://contacts.example.com"
    assert settings.hubspot_access_token.get_secret_value() == "an-invented-key"
    assert len(settings.page_token_keys) == 1


def test_a_secret_of_the_recipe_s_is_named_in_the_unit_or_to_be_added_to_it():
    unit = (REPOSITORY / "deploy" / "systemd" / "contact-assistant.service").read_text(encoding="utf-8")
    for name in re.findall(r"> secrets/(\w+)", RECIPE):
        line = f"LoadCredential={name}:/etc/contact-assistant/secrets/{name}"
        assert line in unit or line in RECIPE
