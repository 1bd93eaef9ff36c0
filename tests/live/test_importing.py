"""A file dropped into the chat, over HTTP and socket.io as a browser sends it."""

import asyncio
import csv
import io
import re

import pytest

FILE = (
    "Prénom;Nom;E-mail;Société;Notes internes\r\n"
    "Léa;Roche;lea.roche@import.example.com;Acme;x\r\n"
    "Li;Wei;li.wei@import.example.com;Acme;\r\n"
    "Nobody;;no-address;Acme;\r\n"
)


@pytest.fixture
def drop():
    """Drops a file into a person's chat and waits for what is said of it."""

    async def drop(person, content, name="people.csv"):
        answer = await person.upload(content, name)
        assert answer.status_code == 200, answer.text
        seen, ended = len(person.said), person.turns_ended
        await person.send("", files=[{"id": answer.json()["id"]}])
        await person.until(lambda: person.turns_ended > ended)
        return "\n".join(person.said[seen:])

    return drop


async def test_a_dropped_file_is_previewed_imported_and_taken_back(
    connected_house, clean_portal, arrive, drop
):
    person = await arrive(connected_house)
    preview = await drop(person, FILE.encode("cp1252"))
    assert "Import of people.csv" in preview
    assert "1252" not in preview
    assert "To create: 2" in preview
    assert "not imported" in preview
    assert clean_portal.writes == []
    messages = len(person.messages)
    result = await person.click("Import 2 contacts")
    assert "Created: 2" in result
    assert len(person.messages) == messages
    assert clean_portal.with_email("lea.roche@import.example.com")[0]["lastname"] == "Roche"
    file = await person.download(list(person.elements.values())[-1]["chainlitKey"])
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows] == ["Outcome", "created", "created", "cannot be imported"]
    taken_back = await person.click("Undo")
    assert "Taken back: 2" in taken_back
    assert len(person.messages) == messages
    assert [card["state"] for card in person.cards("ImportCard")] == ["undone"]
    assert clean_portal.with_email("lea.roche@import.example.com") == []


async def test_a_preview_outlives_a_reload_and_its_button_works_once(
    connected_house, clean_portal, arrive, drop, new_browser
):
    cookie = new_browser(connected_house)
    person = await arrive(connected_house, cookie=cookie)
    await drop(person, FILE.encode().replace(b"import.example", b"reload.example"))
    again = await arrive(connected_house, cookie=cookie)
    await again.until(lambda: any(one["label"] == "Import 2 contacts" for one in again.actions.values()))
    buttons = [one.button("Import 2 contacts") for one in (person, again)]
    await person.post_action(buttons[0])
    await again.until(lambda: again.cards("ImportCard")[-1]["state"] == "done" and "Undo" in again.buttons)
    assert "Already done" in await again.post_action(buttons[1])
    assert len(again.cards("ImportCard")) == 1
    assert len(clean_portal.with_email("lea.roche@reload.example.com")) == 1
    await person.click("Undo")


async def test_the_uploaded_file_is_gone_once_it_is_read(connected_house, arrive, drop):
    person = await arrive(connected_house)
    await drop(person, FILE.encode())
    left = [one for one in connected_house.temporary.rglob("*") if one.is_file()]
    assert [one for one in left if b"Notes internes" in one.read_bytes()] == []


@pytest.mark.parametrize(
    ("file", "language", "sentence"),
    [
        (("people.docx", b"PK\x03\x04"), "en", "Excel workbooks (.xlsx)"),
        (("people.docx", b"PK\x03\x04"), "fr-CA", "classeurs Excel (.xlsx)"),
        (("page.html", b"<script>alert(1)</script>"), "en", "CSV files"),
        (("people.csv", b""), "fr", "Ce fichier est vide."),
        (("people.csv", b"x" * 5_000_001), "en", "too big"),
        (("people.csv", b"x" * 12_000_000), "fr", "trop gros"),
    ],
)
async def test_a_bad_file_is_refused_at_the_door_in_the_reader_s_language(
    connected_house, arrive, file, language, sentence
):
    person = await arrive(connected_house, language)
    name, content = file
    answer = await person.upload(content, name)
    assert answer.status_code in {400, 413}
    assert sentence in answer.json()["detail"]


async def test_a_workbook_that_does_not_open_is_refused_with_what_to_do(connected_house, arrive, drop):
    person = await arrive(connected_house, "fr-FR")
    said = await drop(person, b"PK\x03\x04", "people.xlsx")
    assert "ne s’ouvre pas" in said


async def test_a_file_without_addresses_is_refused_with_what_to_do(connected_house, arrive, drop):
    person = await arrive(connected_house, "fr-FR")
    said = await drop(person, b"Nom;Ville\r\nRoche;Lyon\r\n")
    assert "pas de colonne d’adresses e" in said
    assert re.search(r"Nom, Ville", said)


@pytest.mark.parametrize(
    "lines",
    [
        b"TEL;TYPE=" + b"," * 36,
        b"NOTE:x" + b"\n x" * 1_600_000,
        b"NOTE;ENCODING=QUOTED-PRINTABLE:x" + b"=\nx" * 1_600_000,
    ],
    ids=["36 commas", "folds", "soft breaks"],
)
async def test_others_are_served_while_a_hostile_card_is_read(connected_house, arrive, drop, lines):
    mallory, ada = await arrive(connected_house), await arrive(connected_house)
    card = b"BEGIN:VCARD\nEMAIL:mallory@import.example.com\nmarie.secret\n" + lines + b"\nEND:VCARD\n"
    preview, answer = await asyncio.gather(
        drop(mallory, card, "mallory.vcf"), ada.say("who works at Globex?")
    )
    assert "To create: 1" in preview
    assert answer
    assert "marie.secret" not in connected_house.log


async def test_an_upload_is_never_served_as_a_page(connected_house, arrive):
    person = await arrive(connected_house)
    answer = await person.upload(b"<script>alert(1)</script>", mime="text/html")
    assert answer.status_code == 200
    served = await person.download(answer.json()["id"])
    assert served.headers["content-disposition"] == "attachment"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]


async def test_stop_ends_after_the_batch_and_resume_goes_on(connected_house, clean_portal, arrive, drop):
    person = await arrive(connected_house)
    rows = "".join(f"p{number}@stop.example.com\r\n" for number in range(350))
    await drop(person, f"email\r\n{rows}".encode())
    clean_portal.faults.next("slow", path_contains="/batch/create", seconds=0.4, times=None)
    ended = person.turns_ended
    await person.post(person.button("Import 350 contacts"))
    await person.until(lambda: any("100 of 350" in said for said in person.said))
    await person.stop()
    await person.until(lambda: person.turns_ended > ended and "Resume" in person.buttons)
    assert "Stopped. What is done is done" in person.said[-1]
    stored = [
        one for one in clean_portal.snapshot().values() if one.get("email", "").endswith("@stop.example.com")
    ]
    assert 100 <= len(stored) < 350
    clean_portal.faults.clear()
    assert "Created: 350" in await person.click("Resume")
    creates = [path for _, path in clean_portal.writes if path.endswith("/batch/create")]
    assert len(creates) == 4
    await person.click("Undo")


async def test_a_reload_in_the_middle_shows_how_far_the_import_is(
    connected_house, clean_portal, arrive, drop, new_browser
):
    cookie = new_browser(connected_house)
    person = await arrive(connected_house, cookie=cookie)
    rows = "".join(f"p{number}@again.example.com\r\n" for number in range(250))
    await drop(person, f"email\r\n{rows}".encode())
    clean_portal.faults.next("slow", path_contains="/batch/create", seconds=1.5, times=None)
    await person.post(person.button("Import 250 contacts"))
    await person.until(lambda: any("of 250" in said for said in person.said))
    again = await arrive(connected_house, cookie=cookie)
    await again.until(lambda: any("of 250" in said for said in again.said))
    await again.until(lambda: any("Created: 250" in said for said in again.said))
    clean_portal.faults.clear()
    await again.click("Undo")
    await again.until(lambda: any("Taken back" in said for said in again.said))


async def test_what_was_created_while_the_answer_was_lost_is_looked_at_before_it_is_taken_back(
    connected_house, clean_portal, arrive, drop
):
    person = await arrive(connected_house)
    await drop(person, FILE.encode().replace(b"import.example", b"lost.example"))
    clean_portal.faults.next("commit_then_drop", path_contains="/batch/create")
    assert "Created: 2" in await person.click("Import 2 contacts")

    undone = await person.click("Undo")
    assert "by this import, or by somebody with the same values: 2" in undone
    assert "changed by somebody" not in undone
    assert "**Please look at these**" in undone
    assert "**Léa Roche**" in undone
    assert "lea.roche@lost.example.com" in await person.click("Show Léa Roche")
    assert len(clean_portal.with_email("lea.roche@lost.example.com")) == 1

    assert "Taken back: 2" in await person.click("Take these 2 back too")
    assert clean_portal.with_email("lea.roche@lost.example.com") == []
    assert "Take these 2 back too" not in person.buttons
    assert len(person.cards("ImportCard")) == 1


async def test_a_server_killed_while_it_imported_says_so_at_once_and_then_what_came_of_it(
    start, tmp_path, clean_portal, arrive, drop, new_browser
):
    settings = {"HUBSPOT_ACCESS_TOKEN": "pat-invented", "HUBSPOT_BASE_URL": clean_portal.url}
    house = start(DATA_DIR=str(tmp_path / "data"), **settings)
    cookie = new_browser(house)
    person = await arrive(house, cookie=cookie)
    await drop(person, FILE.encode().replace(b"import.example", b"killed.example"))
    clean_portal.faults.next("slow", path_contains="/batch/create", seconds=60)
    clicking = asyncio.create_task(person.post(person.button("Import 2 contacts")))
    while not clean_portal.writes:  # noqa: ASYNC110 - the portal tells nobody
        await asyncio.sleep(0.01)
    clean_portal.faults.next("bad_gateway_html_502", path_contains="/batch/read", times=None)
    house.process.kill()
    house.process.wait()
    await asyncio.gather(clicking, return_exceptions=True)

    house = start(DATA_DIR=str(tmp_path / "data"), **settings)
    person = await arrive(house, cookie=cookie)
    assert "The import was interrupted." in person.said[-1]
    assert "Not confirmed by HubSpot: 2" in person.said[-1]

    clean_portal.faults.clear()
    await person.until(lambda: "Created: 2" in person.said[-1])
    assert len(clean_portal.with_email("lea.roche@killed.example.com")) == 1
    assert len(clean_portal.writes) == 1


async def test_a_choice_has_the_rows_judged_anew_and_a_hostile_one_changes_nothing(
    connected_house, clean_portal, arrive, drop
):
    person = await arrive(connected_house)
    await drop(
        person, b"E-mail;Plats;Nom\nann@choice.example.com;Lyon;=1+1\nbob@choice.example.com;Nice;Best\n"
    )
    agreed = person.button("Import 2 contacts")["payload"]
    hostile = {
        "name": "choose_import",
        "id": "x",
        "label": "",
        "payload": {**agreed, "column": 1, "property_name": "hs_object_id2"},
    }
    assert "I know no such property" in await person.post_action(hostile)
    await person.say("column 2 = city")
    again = person.button("Import 2 contacts")["payload"]
    assert again["planned"] != agreed["planned"]
    await person.post_action(person.button("Leave their rows out"))
    await person.click("Import 1 contact")
    (bob,) = clean_portal.with_email("bob@choice.example.com")
    assert bob["city"] == "Nice"
    assert clean_portal.with_email("ann@choice.example.com") == []
    await person.click("Undo")
