"""What is given for running it elsewhere fits the program, and itself: names of settings, secrets, ports and users."""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import validator_for

from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SCHEMAS = Path(__file__).parent / "schemas"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
NOT_OURS = {
    "PATH",
    "HOME",
    "PYTHONUNBUFFERED",
    "TMPDIR",
    "POSTGRES_USER",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD_FILE",
}
NOT_SETTINGS = {"postgres_password", "tls_certificate", "tls_key"}
"""Secrets of the others."""


def settings_named(names):
    return {name for name in names if name.lower() not in Settings.model_fields} - NOT_OURS


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifests():
    read = yaml.safe_load_all((DEPLOY / "kubernetes" / "assistant.yaml").read_text(encoding="utf-8"))
    return {one["kind"]: one for one in read}


@pytest.fixture(scope="module")
def pod(manifests):
    return manifests["Deployment"]["spec"]["template"]["spec"]


@pytest.fixture(scope="module")
def container(pod):
    (container,) = pod["containers"]
    return container


def stages():
    """The instructions of each stage, each a line."""
    joined = CONTAINERFILE.replace("\\\n", " ")
    parts = re.split(r"^FROM .*$", joined, flags=re.MULTILINE)[1:]
    return [[line for line in part.splitlines() if line and not line.startswith("#")] for part in parts]


def test_the_image_runs_as_nobody_who_may_write_what_it_runs():
    last = stages()[-1]
    assert "USER 10001:10001" in last
    assert last.index("USER 10001:10001") > max(n for n, line in enumerate(last) if line.startswith("RUN"))
    assert not [line for line in last if "--chown" in line or "pip install" in line or "apt" in line]
    assert CONTAINERFILE.count("ARG BASE=") == 1
    assert CONTAINERFILE.count("FROM ${BASE}") == 2


def test_the_image_takes_its_packages_from_the_lock_and_only_what_its_ignore_file_lets_in():
    first, bill, *_ = stages()
    (install,) = (line for line in first if "pip install" in line)
    assert "--require-hashes --no-deps -r requirements.lock" in install
    (tools,) = (line for line in bill if "pip install" in line)
    assert "--require-hashes --no-deps -r requirements-dev.lock" in tools
    taken = {
        source
        for stage in stages()
        for line in stage
        if line.startswith("COPY") and "--from" not in line
        for source in line.split()[1:-1]
    }
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8")
    let_in = {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    assert taken == let_in
    assert all((ROOT / source).exists() for source in taken)
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8") == ignored


def test_the_image_names_only_settings_there_are():
    environment = next(line for line in stages()[-1] if line.startswith("ENV"))
    assert not settings_named(re.findall(r"(\w+)=", environment))


def test_the_composition_gives_each_server_what_it_needs_and_no_secret_in_its_environment(compose):
    apps = [service for name, service in compose["services"].items() if name.startswith("app-")]
    assert len(apps) == 2
    for app in apps:
        assert (app["read_only"], app["user"], app["cap_drop"]) == (True, "10001:10001", ["ALL"])
        assert not settings_named(app["environment"])
        assert not [name for name in app["environment"] if re.search("TOKEN|KEY|SECRET$|PASSWORD", name)]
        assert not settings_named(app["secrets"])
        assert app["environment"]["SECRETS_DIR"] == "/run/secrets"
    used = {name for service in compose["services"].values() for name in service.get("secrets", [])}
    assert used == set(compose["secrets"])
    assert used - NOT_SETTINGS <= set(Settings.model_fields)
    subnet = compose["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert {app["environment"]["TRUSTED_PROXIES"] for app in apps} == {subnet}
    assert not [name for name, one in compose["services"].items() if "ports" in one and name != "nginx"]


def test_the_composition_s_nginx_knows_its_servers_by_their_names(compose):
    configuration = (DEPLOY / "nginx" / "assistant.conf").read_text(encoding="utf-8")
    servers = re.findall(r"^\s+server (\S+):8000 ", configuration, flags=re.MULTILINE)
    assert servers == [name for name in compose["services"] if name.startswith("app-")]
    for secret in compose["services"]["nginx"]["secrets"]:
        assert f"/run/secrets/{secret};" in configuration


def complaints(schema, document):
    """What keeps a document from being one of that schema's."""
    schema = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
    valid = validator_for(schema)(schema)
    return [f"{error.json_path}: {error.message}"[:300] for error in valid.iter_errors(document)]


def test_the_composition_is_one_by_the_compose_specification(compose):
    assert complaints("compose.json", compose) == []
    assert complaints("compose.json", {**compose, "service": {}})


def test_the_manifests_are_what_kubernetes_takes(manifests):
    assert len(manifests) == 4
    for manifest in manifests.values():
        assert complaints("kubernetes.json", manifest) == []
        assert complaints("kubernetes.json", {**manifest, "specs": {}})


def test_what_the_cluster_selects_is_what_is_deployed(manifests):
    labels = manifests["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert manifests["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert manifests["Service"]["spec"]["selector"] == labels
    assert manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert manifests["Deployment"]["spec"]["replicas"] == 2
    assert manifests["PodDisruptionBudget"]["spec"]["minAvailable"] == 1
    (rule,) = manifests["Ingress"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    (port,) = manifests["Service"]["spec"]["ports"]
    assert (backend["name"], backend["port"]["name"]) == (
        manifests["Service"]["metadata"]["name"],
        port["name"],
    )
    annotations = manifests["Ingress"]["metadata"]["annotations"]
    assert all(isinstance(value, str) for value in annotations.values())
    assert annotations["nginx.ingress.kubernetes.io/affinity"] == "cookie"


def test_the_cluster_s_container_has_settings_probes_and_places_to_write_and_no_right_it_needs_not(
    pod, container
):
    assert not settings_named(one["name"] for one in container["env"])
    ports = {port["name"] for port in container["ports"]}
    paths = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {one["port"] for one in paths.values()} <= ports
    assert [paths[name]["path"] for name in ("startup", "liveness", "readiness")] == [
        "/health",
        "/health",
        "/ready",
    ]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001)
    mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert set(mounted) == {volume["name"] for volume in pod["volumes"]}
    assert {mounted["temporary"], mounted["data"]} == {"/tmp", "/data"}  # noqa: S108 - the container's own
    environment = {one["name"]: one["value"] for one in container["env"]}
    assert environment["SECRETS_DIR"] == mounted["secrets"]


@pytest.fixture(scope="module")
def unit():
    return DEPLOY / "systemd" / "contact-assistant.service"


def test_the_unit_names_only_settings_there_are(unit):
    read = configparser.RawConfigParser(strict=False, comment_prefixes="#", delimiters="=")
    read.optionxform = str
    read.read(unit, encoding="utf-8")
    service = read["Service"]
    assert not settings_named(one.partition("=")[0] for one in service["Environment"].split())
    loaded = re.findall(r"^LoadCredential=(\w+):", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert loaded
    assert set(loaded) <= set(Settings.model_fields)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_the_unit_without_a_complaint(unit, tmp_path):
    text = unit.read_text(encoding="utf-8").replace("/srv/assistant/.venv/bin/python", "/bin/true")
    (tmp_path / unit.name).write_text(text, encoding="utf-8")
    told = subprocess.run(
        [shutil.which("systemd-analyze"), "verify", "--man=no", tmp_path / unit.name],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    complaints = [line for line in told.stderr.splitlines() if unit.name in line]
    assert complaints == []
