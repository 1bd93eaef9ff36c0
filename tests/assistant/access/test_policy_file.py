"""What an administrator writes is read as they mean it, or one line tells them where it is wrong."""

import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.member import Identity
from assistant.access.policy import AccessPolicy
from assistant.access.policy_file import MOST_BYTES, PolicyFault, PolicyFile, parsed, read_policy

EXAMPLE = Path(__file__).parents[3] / "access.example.toml"
ADA = Identity(method="oidc", id="ada", email="ada@example.com", groups=frozenset({"sales"}))

EDITORS = '[roles]\neditor = ["group:sales"]\n'
VIEWERS = '[roles]\neditor = ["group:others"]\n'


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "access.toml"


def fault_in(content: str) -> str:
    with pytest.raises(PolicyFault) as caught:
        parsed("access.toml", content.encode())
    return str(caught.value)


def test_the_example_is_right_and_says_what_the_defaults_are():
    assert read_policy(EXAMPLE) == AccessPolicy()


def test_the_example_is_right_too_once_everything_in_it_is_taken_up():
    taken_up = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in EXAMPLE.read_text("utf-8").splitlines()
    )
    policy = parsed("access.toml", taken_up.encode())
    assert policy.roles.editor
    assert policy.roles.steward
    assert policy.roles.operator
    assert len(policy.fields) > 1
    assert policy.limits.viewer != policy.limits.editor


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('[roles]\neditor = ["sales"]', "access.toml, line 2: roles.editor: write group:NAME, "),
        ('[roles]\neditor = [\n  "group:sales",\n  "sales",\n]', "access.toml, line 4: roles.editor: write "),
        ('[roles]\n\nboss = ["everyone"]', "access.toml, line 3: roles.boss: there is no such key"),
        ('[roles]\neditor = "everyone"', "access.toml, line 2: roles.editor: a list is expected"),
        ('[fields.phone]\nsee = "boss"', "access.toml, line 2: fields.phone.see: input should be 'viewer'"),
        ('[fields]\nphone = { see = "boss" }', "access.toml, line 2: fields.phone.see: input should be"),
        ("[fields]\nphone.see = 3", "access.toml, line 2: fields.phone.see: input should be"),
        ('["fields"."Pho ne"]\nsee = "viewer"', "access.toml, line 1: fields.Pho ne: this is no internal"),
        ('[fields.firstname]\nsee = "nobody"', "access.toml, line 2: fields.firstname.see: names are shown"),
        ("[limits]\nmessages_a_day = -1", "access.toml, line 2: limits.messages_a_day: a number that is not"),
        (
            "[limits.viewer]\nexports_a_day = 1.5",
            "access.toml, line 2: limits.viewer.exports_a_day: a number",
        ),
        ("[limits]\nmoney_a_day = nan", "access.toml, line 2: limits.money_a_day: a number that is not"),
        ("[limits]\nmails = 3", "access.toml, line 2: limits.mails: there is no such key"),
        ("\n\nroles = 3", "access.toml, line 3: roles: a table is expected"),
        ("[roles\n", "access.toml, line 1: expected"),
        ("[roles]\neditor = [", "access.toml, line 2: "),
        ("[roles]\n[roles]", "access.toml, line 2: "),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_place(content, line):
    told = fault_in(content)
    assert told.startswith(line), told
    assert "\n" not in told


def test_what_is_wrong_never_repeats_whom_the_file_names():
    assert "ada" not in fault_in('[roles]\neditor = ["ada.example.com"]')


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"x=" + b"[" * 50_000, b"a" * (MOST_BYTES + 1), b"\0", b"[fields]\n" + b"a={}\n" * 20],
)
def test_what_is_no_such_file_at_all_is_told_likewise(file, content):
    file.write_bytes(content)
    with pytest.raises(PolicyFault, match=r"^access\.toml"):
        read_policy(file)


def test_more_people_than_a_company_has_are_told_to_be_too_many():
    many = ", ".join(f'"a{number}@example.com"' for number in range(3_000))
    assert "too many" in fault_in(f"[roles]\neditor = [{many}]")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_in_the_file_it_is_a_policy_or_one_line(content):
    told = ""
    try:
        parsed("access.toml", content)
    except PolicyFault as fault:
        told = str(fault)
    assert "\n" not in told


def test_a_file_that_is_not_there_is_no_policy_unless_it_was_named(file):
    assert PolicyFile(file).policy == AccessPolicy()
    with pytest.raises(PolicyFault, match="no such file"):
        PolicyFile(file, named=True)


def test_a_folder_or_a_pipe_in_its_place_is_told_and_read_no_further(tmp_path, file):
    os.mkfifo(file)
    for no_file in (file, tmp_path):
        with pytest.raises(PolicyFault, match="no file"):
            PolicyFile(no_file)


async def test_a_role_taken_away_in_the_file_is_taken_away_at_the_next_look(file):
    file.write_text(EDITORS)
    policy = PolicyFile(file)
    assert policy.rights_of(ADA).may_write
    file.write_text(VIEWERS)
    await policy.look()
    assert not policy.rights_of(ADA).may_write


async def test_a_file_that_becomes_wrong_changes_nothing_and_is_told_once(file, caplog):
    file.write_text(EDITORS)
    policy = PolicyFile(file)
    file.write_text("[roles]\neditor = [nonsense]\n")
    with caplog.at_level(logging.INFO):
        await policy.look()
        await policy.look()
    assert policy.rights_of(ADA).may_write
    assert len(caplog.records) == 1
    assert "access.toml, line 2" in caplog.text


async def test_a_file_that_goes_away_changes_nothing(file, caplog):
    file.write_text(EDITORS)
    policy = PolicyFile(file)
    file.unlink()
    await policy.look()
    assert policy.rights_of(ADA).may_write
    assert "is gone" in caplog.text


async def test_a_file_that_is_written_later_is_taken_up(file):
    policy = PolicyFile(file)
    file.write_text(EDITORS)
    await policy.look()
    assert policy.rights_of(ADA).may_write
