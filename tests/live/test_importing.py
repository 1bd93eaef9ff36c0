"""A file dropped into the chat, over HTTP and socket.io as a browser sends it."""

import asyncio
import csv
import io
import re

import httpx
import pytest

FILE = (
    "Prénom;Nom;E-mail;Société;Notes internes\r\n"
    "Léa;Roche;lea.roche@import.example.com;Acme;x\r\n"
    "Li;Wei;li.wei@import.example.com;Acme;\r\n"
    "Nobody;;no-address;Acme;\r\n"
)


@pytest.fixture
def upload():
    """Posts a file as the page does; returns the answer."""

    async def post(person, content, name="people.csv", kind="text/csv", language="en"):
        async with httpx.AsyncClient(base_url=person.url, timeout=20) as http:
            return await http.post(
                f"/project/file?session_id={person.id}",
                files={"file": (name, content, kind)},
                headers={"Accept-Language": language},
            )

    return post


@pytest.fixture
def drop(upload):
    """Drops a file into a person's chat and waits for what is said of it."""

    async def drop(person, content, name="people.csv"):
        answer = await upload(person, content, name)
        assert answer.status_code == 200, answer.text
        seen, ended = len(person.said), person.turns_ended
        await person.send("", files=[{"id": answer.json()["id"]}])
        await person.until(lambda: person.turns_ended > ended)
        return "\n".join(person.said[seen:])

    return drop


async def download(person, element):
    async with httpx.AsyncClient(base_url=person.url, timeout=20) as http:
        return await http.get(f"/project/file/{element['chainlitKey']}?session_id={person.id}")


async def test_a_dropped_file_is_previewed_imported_and_taken_back(
    connected_house, clean_portal, arrive, drop
):
    person = await arrive(connected_house)
    preview = await drop(person, FILE.encode("cp1252"))
    assert "Import of people.csv" in preview
    assert "Windows\\-1252" in preview or "Windows-1252" in preview
    assert "To create: 2" in preview
    assert "not imported" in preview
    assert clean_portal.writes() == []
    result = await person.click("Import 2 contacts")
    assert "Created: 2" in result
    assert clean_portal.with_email("lea.roche@import.example.com")[0]["lastname"] == "Roche"
    file = await download(person, list(person.elements.values())[-1])
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows] == ["Outcome", "created", "created", "cannot be imported"]
    taken_back = await person.click("Undo")
    assert "Taken back: 2" in taken_back
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
    assert "Already done" in await again.post_action(buttons[1])
    assert len(clean_portal.with_email("lea.roche@reload.example.com")) == 1
    await person.click("Undo")


async def test_the_uploaded_file_is_gone_once_it_is_read(connected_house, arrive, drop):
    person = await arrive(connected_house)
    await drop(person, FILE.encode())
    left = [one for one in (connected_house.folder / ".files").rglob("*") if one.is_file()]
    assert [one for one in left if b"Notes internes" in one.read_bytes()] == []


@pytest.mark.parametrize(
    ("file", "language", "sentence"),
    [
        (("people.xlsx", b"PK\x03\x04"), "en", "Save it as CSV"),
        (("people.xlsx", b"PK\x03\x04"), "fr-CA", "Enregistrez-le au format CSV"),
        (("page.html", b"<script>alert(1)</script>"), "en", "CSV files and vCards"),
        (("people.csv", b""), "fr", "Ce fichier est vide."),
        (("people.csv", b"x" * 5_000_001), "en", "too big"),
        (("people.csv", b"x" * 12_000_000), "fr", "trop gros"),
    ],
)
async def test_a_bad_file_is_refused_at_the_door_in_the_reader_s_language(
    connected_house, arrive, upload, file, language, sentence
):
    person = await arrive(connected_house)
    name, content = file
    answer = await upload(person, content, name, language=language)
    assert answer.status_code in {400, 413}
    assert sentence in answer.json()["detail"]


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


async def test_an_upload_is_never_served_as_a_page(connected_house, arrive, upload):
    person = await arrive(connected_house)
    answer = await upload(person, b"<script>alert(1)</script>", "people.csv", kind="text/html")
    assert answer.status_code == 200
    async with httpx.AsyncClient(base_url=person.url) as http:
        served = await http.get(f"/project/file/{answer.json()['id']}?session_id={person.id}")
    assert served.headers["content-disposition"] == "attachment"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]


async def test_stop_ends_after_the_batch_and_resume_goes_on(connected_house, clean_portal, arrive, drop):
    person = await arrive(connected_house)
    rows = "".join(f"p{number}@stop.example.com\r\n" for number in range(350))
    await drop(person, f"email\r\n{rows}".encode())
    clean_portal.faults.next("slow", path_contains="/batch/create", seconds=0.4, times=None)
    ended = person.turns_ended
    await person._post(person.button("Import 350 contacts"))
    await person.until(lambda: any("100 of 350" in said for said in person.said))
    await person.stop()
    await person.until(lambda: person.turns_ended > ended and "Resume" in person.buttons)
    assert any("Stopped. What is done is done" in said for said in person.said)
    stored = [one for one in clean_portal.contacts() if one.get("email", "").endswith("@stop.example.com")]
    assert 100 <= len(stored) < 350
    clean_portal.faults.clear()
    assert "Created: 350" in await person.click("Resume")
    creates = [path for _, path in clean_portal.writes() if path.endswith("/batch/create")]
    assert len(creates) == 4
    await person.click("Undo")


async def test_a_reload_in_the_middle_shows_how_far_the_import_is(
    connected_house, clean_portal, arrive, drop, new_browser
):
    cookie = new_browser(connected_house)
    person = await arrive(connected_house, cookie=cookie)
    rows = "".join(f"p{number}@again.example.com\r\n" for number in range(250))
    await drop(person, f"email\r\n{rows}".encode())
    clean_portal.faults.next("slow", path_contains="/batch/create", seconds=0.6, times=None)
    await person._post(person.button("Import 250 contacts"))
    await person.until(lambda: any("of 250" in said for said in person.said))
    again = await arrive(connected_house, cookie=cookie)
    await again.until(lambda: any("Created: 250" in said for said in again.said))
    assert any("of 250" in said for said in again.said)
    clean_portal.faults.clear()
    await again.click("Undo")
    await again.until(lambda: any("Taken back" in said for said in again.said))
