"""Each may what their role says, through the whole server, until it is taken away, within a talk too."""

import asyncio

import plain_http
import pytest
from live.signing_in import add_accounts, sign_in

VIEWER, EDITOR, STEWARD, COLLEAGUE = (
    f"{who}@example.com" for who in ("viewer", "editor", "steward", "colleague")
)

POLICY = f"""
[roles]
editor = ["{EDITOR}", "{COLLEAGUE}"]
steward = ["{STEWARD}"]

[fields]
jobtitle = {{ see = "steward" }}
"""


@pytest.fixture
def company(tmp_path, run_house, run_command):
    (tmp_path / "access.toml").write_text(POLICY, encoding="utf-8")
    add_accounts(run_command, tmp_path, [VIEWER, EDITOR, STEWARD, COLLEAGUE])
    with run_house(tmp_path, AUTH="password") as house:
        yield house


async def test_a_viewer_looks_and_an_editor_writes_under_their_name(company, arrive, run_command):
    viewer = await arrive(company, cookie=sign_in(company, VIEWER))
    assert "I change nothing for you." in viewer.said[0]
    assert "Durand" in await viewer.say("find Marie Durand")
    told = await viewer.say("create Vera Blunt, vera.blunt@example.com")
    assert "Confirm" not in viewer.buttons
    assert "Your role (viewer) may look at contacts, not change them." in told
    assert "whose address" not in told
    editor = await arrive(company, cookie=sign_in(company, EDITOR))
    await editor.say("create Vera Blunt, vera.blunt@example.com")
    assert "Done" in await editor.click("Confirm")
    listed = await asyncio.to_thread(run_command, company.folder, "journal", "--person", f"user:{EDITOR}")
    assert "vera.blunt@example.com" in listed.stdout
    nobody_else = await asyncio.to_thread(
        run_command, company.folder, "journal", "--person", f"user:{VIEWER}"
    )
    assert "vera.blunt@example.com" not in nobody_else.stdout


@pytest.mark.parametrize(
    ("account", "language", "asked"),
    [
        (VIEWER, "en-GB", "Whom are you looking for?"),
        (VIEWER, "fr-CA", "Qui cherchez-vous\u202f?"),
        (EDITOR, "en-GB", "Whom are you looking for, or what should change?"),
    ],
)
def test_the_text_box_asks_nobody_what_should_change_who_may_change_nothing(
    company, account, language, asked
):
    cookie = {"Cookie": sign_in(company, account)}
    words = plain_http.get(
        f"{company.url}/project/translations", params={"language": language}, headers=cookie, timeout=20
    )
    assert words.json()["translation"]["chat"]["input"]["placeholder"] == asked


async def test_a_hidden_field_reaches_no_page_but_a_steward_s(company, arrive):
    secret = "Chief Information Security Officer"
    for account, sees in ((EDITOR, False), (STEWARD, True)):
        person = await arrive(company, cookie=sign_in(company, account))
        await person.say("find Aoife Brennan")
        told = await person.say("what is Aoife Brennan's job title?")
        assert ("cannot see the job title" in told) != sees, told
        assert "Brennan" in str(person.elements)
        assert (secret in f"{person.elements}{person.messages}") == sees


async def test_s3_no_button_of_one_person_s_writes_takes_back_or_shows_anything_of_theirs_to_another(
    company, arrive, run_command
):
    editor = await arrive(company, cookie=sign_in(company, EDITOR))
    await editor.say("create Yara Quill, yara.quill@example.com")
    await editor.click("Confirm")
    await editor.say("create Zora Blunt, zora.blunt@example.com")
    ended = editor.turns_ended
    held = (await editor.upload(b"email,firstname\r\nnew.person@example.com,Newt\r\n")).json()["id"]
    await editor.send("", files=[{"id": held}])
    await editor.until(lambda: editor.turns_ended > ended)
    bound = [
        action for action in editor.actions.values() if {"proposal", "planned"} & action["payload"].keys()
    ]
    assert {"confirm", "edit", "cancel", "undo", "import", "drop_import"} <= {one["name"] for one in bound}
    before = await asyncio.to_thread(run_command, company.folder, "journal")
    for account in (COLLEAGUE, VIEWER):
        other = await arrive(company, cookie=sign_in(company, account))
        for action in bound:
            await other.post_action(action)
        seen = f"{other.messages}{other.elements}"
        assert not [name for name in ("yara.quill", "zora.blunt", "new.person") if name in seen]
    after = await asyncio.to_thread(run_command, company.folder, "journal")
    for name in ("yara.quill", "zora.blunt", "new.person"):
        assert after.stdout.count(name) == before.stdout.count(name)
    assert "Done" in await editor.post_action(editor.button("Confirm"))


async def test_a_role_taken_away_within_a_talk_is_gone_at_the_click(company, arrive):
    editor = await arrive(company, cookie=sign_in(company, EDITOR))
    await editor.say("create Owen Late, owen.late@example.com")
    (company.folder / "access.toml").write_text(
        POLICY.replace(EDITOR, "somebody@example.com"), encoding="utf-8"
    )
    company.wait_for_log("access.toml")
    told = await editor.click("Confirm")
    assert "Done" not in told
    await editor.say("find Owen Late")
    assert "owen.late@example.com" not in str(editor.cards("ContactList"))
