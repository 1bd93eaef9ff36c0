"""The bill of materials: every locked package, with its licence and hashes, as CycloneDX wants it."""

import json

import pytest

from supply_chain.bill_of_materials import as_json, bill_of_materials, faults
from supply_chain.judgements import read_judgements
from supply_chain.licences import complaints
from supply_chain.lock_file import EVERYTHING, RUNTIME, LockedPackage, read_lock

ELSEWHERE = LockedPackage("only-elsewhere", "1.2", ("0" * 64,))


@pytest.fixture(scope="module")
def locked():
    return read_lock(RUNTIME)


@pytest.fixture(scope="module")
def bill(locked):
    return bill_of_materials(locked)


def test_it_lists_the_locked_packages_and_no_tool_for_development(bill, locked):
    assert {
        (one.name.lower().replace("_", "-").replace(".", "-"), one.version) for one in bill.components
    } == {(one.name, one.version) for one in locked}
    assert "pytest" in {one.name for one in read_lock(EVERYTHING)}


def test_the_licences_of_all_that_the_assistant_runs_on_are_allowed(bill):
    assert list(complaints(bill.components, read_judgements())) == []


def test_a_small_one_is_valid_and_tells_licence_hashes_and_what_needs_what(locked):
    names = ("anyio", "sniffio", "idna", "typing-extensions")
    few = [one for one in locked if one.name in names]
    text = as_json(bill_of_materials([*few, ELSEWHERE]))
    assert faults(text) is None
    told = json.loads(text)
    parts = {one["name"]: one for one in told["components"]}
    anyio = next(one for one in few if one.name == "anyio")
    assert parts["anyio"]["licenses"][0]["license"]["id"] == "MIT"
    (files,) = [one for one in parts["anyio"]["externalReferences"] if one.get("hashes")]
    assert {one["content"] for one in files["hashes"]} == set(anyio.hashes)
    assert parts["only-elsewhere"]["purl"] == "pkg:pypi/only-elsewhere@1.2"
    needs = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    assert f"idna=={parts['idna']['version']}" in needs[anyio.pin]
    refs = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    assert {each for one in needs.values() for each in one} <= refs


def test_what_does_not_fit_the_schema_is_said():
    assert faults('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "x"}]}')


@pytest.mark.parametrize(
    "line", ["loose>=1.0 --hash=sha256:00", "unhashed==1.0", "two==1,==2 --hash=sha256:00"]
)
def test_a_package_that_is_not_locked_by_version_and_hash_is_no_line_of_a_lock(tmp_path, line):
    (tmp_path / "x.lock").write_text(f"# made by uv\n{line}\n    # via app\n")
    with pytest.raises(ValueError, match="is not locked"):
        read_lock(tmp_path / "x.lock")
