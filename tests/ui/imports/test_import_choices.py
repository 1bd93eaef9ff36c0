"""A preview in the chat: its menus, what is typed in their place, and what a hostile page sends."""

import asyncio
from types import SimpleNamespace as Namespace

import pytest
from chainlit.action import Action

from assistant.chat.kept.kept_talk import KeptImport
from assistant.files.file_choices import ChoiceRefused, ChoiceTrouble, FileDecision
from assistant.files.import_progress import ImportRun
from assistant.files.import_rows import (
    ContactImport,
    ImportOutcome,
    ImportRow,
    ImportState,
    KnownBy,
    RowState,
    Stop,
    Verdict,
)
from assistant.files.reading.column_fates import BrokenCells, Choices, ColumnFate, ColumnReason, WithoutEmail
from assistant.files.reading.encodings import EncodingSample
from assistant.files.reading.left_lines import LeftKind
from assistant.language.texts import import_texts_in, texts_in
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import (
    CHOOSE_IMPORT,
    IMPORT,
    IMPORT_REASONS,
    IMPORT_RESULT,
    STOP_IMPORT,
    choice_actions,
)
from assistant.ui.imports.import_card import ended_card, waiting_card
from assistant.ui.imports.import_session import ImportSession
from assistant.ui.imports.typed_choice import typed_choice
from hubspot_tools.facts.account_facts import PropertyLabel

LABELS = {
    "email": PropertyLabel(label="Email"),
    "city": PropertyLabel(label="City"),
    "shoe_size": PropertyLabel(label="Pointure"),
    "createdate": PropertyLabel(label="Create Date", writable=False),
}


def planned_as(proposal, number=1, **changes):
    return ContactImport(
        id=f"i{number}",
        owner="ada",
        file_name="people.xlsx",
        source="workbook",
        encoding="",
        sheet="Clients",
        sheets=("Lisez-moi", "Clients"),
        fates=(
            ColumnFate(0, "Courriel", "email"),
            ColumnFate(1, "Ort", asked=True, reason=ColumnReason.SEVERAL, samples=("<b>Lyon</b>",)),
        ),
        counts={Verdict.NEW: 2},
        left_cells=1,
        left_told=1,
        digest=f"d{number}",
        created_at=proposal.created_at,
        expires_at=proposal.expires_at,
    ).model_copy(update=changes)


class Imports:
    """An importer with one import that waits, which remembers what was chosen."""

    def __init__(self, proposal, refuses=None):
        self.now = planned_as(proposal)
        self.again = planned_as(proposal, 2, counts={Verdict.NEW: 1, Verdict.INVALID: 1})
        self.refuses = refuses
        self.chosen = []
        self.seen = self
        self.left = None
        self.run = None

    async def left_today(self, owner):
        return self.left

    async def prepare(self, owner, name, content):
        self.dropped = (name, content)
        return self.now, ()

    async def waiting(self, owner):
        return self.now

    async def shown(self, owner, import_id, digest):
        return self.now if (import_id, digest) == (self.now.id, self.now.digest) else None

    async def choose(self, owner, import_id, digest, choice):
        if (import_id, digest) != (self.now.id, self.now.digest):
            return None, ()
        if self.refuses:
            raise ChoiceRefused(self.refuses)
        self.chosen.append(choice)
        replaced, self.now = self.now, self.again.model_copy(update={"first_id": self.now.shown_as})
        return self.now, (replaced,)

    async def begin(self, owner, import_id, digest):
        if self.run is None:
            self.now = self.now.model_copy(update={"state": ImportState.RUNNING})
            self.run = ImportRun(self.now, done=0, total=self.now.to_write)
            return self.run
        return self.now

    def run_of(self, planned):
        return self.run if self.run and self.run.progress.ended is None else None

    def stop(self, owner, import_id, digest):
        self.run.stop(Stop.PERSON)
        return True

    async def standing(self, owner, import_id):
        return self.now if import_id == self.now.id else None

    async def written(self, planned, *, most):
        return ["101", "102"][:most]

    async def outcome(self, planned, *, failed):
        return ImportOutcome({(Verdict.NEW, RowState.DONE): 2})

    async def cancel(self, owner, import_id, digest):
        assert (import_id, digest) == (self.now.id, self.now.digest)
        self.now = self.now.model_copy(update={"state": ImportState.CANCELLED})
        return self.now

    def end(self, state=ImportState.DONE, stop=None):
        """Let the run end so."""
        self.now = self.now.model_copy(update={"state": state, "stop": stop})
        self.run.end(self.now)

    async def rows(self, planned, *verdicts, limit=None):
        return [ImportRow(number=2, verdict=Verdict.NEW, name="Ann", values={"email": "ann@x.example"})]


async def reader_of():
    return Reader("en", labels=LABELS)


@pytest.fixture
async def shown(browser, proposal):
    imports = Imports(proposal)
    session = ImportSession(imports, "ada", reader_of)
    assert await session.hear_typed("E-mail;Ort\nann@x.example;Lyon\nbob@x.example;Nice")
    return Namespace(session=session, imports=imports)


def elements(browser):
    return [data for event, data in browser.events if event == "element"]


def click(name, **payload):
    return Action(name=name, payload={"planned": "i1", "digest": "d1", **payload}, label="")


def menu(**payload):
    return click(CHOOSE_IMPORT, **payload)


async def test_a_pasted_table_opens_the_preview(browser, shown):
    assert shown.imports.dropped[0] == "pasted-text.csv"
    assert elements(browser)[0]["name"] == "ImportCard"
    assert "Import of people.xlsx" in browser.said[-1]


async def test_a_menu_changes_the_preview_where_it_stands(browser, shown):
    messages = len(browser.messages)
    await shown.session.choose(menu(column=1, property_name="city"))
    assert shown.imports.chosen == [FileDecision(column=1, property_name="city")]
    assert len(browser.messages) == messages
    first, last = elements(browser)[0], elements(browser)[-1]
    assert first["forId"] == last["forId"]
    assert last["props"]["planned"] == "i2"
    assert "Cannot be imported: 1" in browser.said[-1]
    imports = [one for one in browser.actions.values() if one["name"] == "import"]
    assert [one["payload"]["planned"] for one in imports] == ["i2"]


@pytest.mark.parametrize(
    "payload",
    [
        {"column": -1, "property_name": "city"},
        {"column": 10**9, "property_name": "city"},
        {"column": "1; drop", "property_name": "city"},
        {"column": 1, "property_name": "x" * 10_000},
        {"broken": "leave_everything"},
        {"sheet": "x" * 10_000},
        {"column": 1, "property_name": "city", "owner": "eve"},
        {"planned": "../../etc", "column": 1},
    ],
    ids=str,
)
async def test_what_no_menu_of_ours_sends_changes_nothing_and_is_said(browser, shown, payload):
    await shown.session.choose(menu(**payload))
    assert shown.imports.chosen == []
    assert browser.said[-1].replace("\\", "") == import_texts_in("en").no_such_choice


async def test_another_s_import_changes_nothing_and_is_said(browser, shown):
    await shown.session.choose(menu(planned="another", column=1, property_name="city"))
    assert shown.imports.chosen == []
    assert browser.said[-1].replace("\\", "") == texts_in("en").not_yours


@pytest.mark.parametrize("trouble", list(ChoiceTrouble))
async def test_each_refused_choice_has_its_sentence(browser, shown, trouble):
    shown.imports.refuses = trouble
    await shown.session.choose(menu(column=1, property_name="city"))
    assert browser.said[-1].replace("\\", "") == import_texts_in("en").choice_troubles[trouble]


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("colonne 2 = ville", FileDecision(column=1, property_name="city")),
        ("Column 2: Pointure", FileDecision(column=1, property_name="shoe_size")),
        ("column Ort = city", FileDecision(column=1, property_name="city")),
        ("colonne 2 → laisser", FileDecision(column=1, property_name="")),
        ("column 2 = leave out", FileDecision(column=1, property_name="")),
        ("sheet = lisez-moi", FileDecision(sheet="Lisez-moi")),
    ],
)
async def test_words_choose_as_menus_do(shown, typed, choice):
    assert await shown.session.hear_typed(typed)
    assert shown.imports.chosen == [choice]


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("colonne 9 = ville", ChoiceTrouble.NO_SUCH_COLUMN),
        ("colonne 2 = âge du capitaine", ChoiceTrouble.NO_SUCH_PROPERTY),
        ("column 2 = Create Date", ChoiceTrouble.NO_SUCH_PROPERTY),
        ("feuille = Autre", ChoiceTrouble.NO_SUCH_SHEET),
        ("encoding = latin", ChoiceTrouble.NO_SUCH_ENCODING),
    ],
)
async def test_words_for_what_there_is_not_are_answered_and_change_nothing(browser, shown, typed, trouble):
    assert await shown.session.hear_typed(typed)
    assert shown.imports.chosen == []
    assert browser.said[-1].replace("\\", "") == import_texts_in("en").choice_troubles[trouble]


@pytest.mark.parametrize(
    "text",
    ["find Ann", "city = Lyon", "her column = x", "colonne 2", "column 2 =", "column 2 = city\nand more"],
)
def test_any_other_text_is_no_choice(text):
    assert typed_choice(text) is None


async def test_without_a_preview_in_this_chat_nothing_typed_is_a_choice(browser, proposal):
    session = ImportSession(Imports(proposal), "ada", reader_of)
    assert not await session.hear_typed("column 2 = city")


async def test_the_reasons_come_as_a_file_before_the_click(browser, shown):
    await shown.session.give_file(click(IMPORT_REASONS))
    assert elements(browser)[-1]["name"] == "import-reasons.csv"


async def test_the_card_takes_the_reasons_from_the_answer_and_nothing_more_is_said(browser, shown):
    before = list(browser.said), len(elements(browser))
    reply = await shown.session.give_file(click(IMPORT_REASONS, here=True))
    assert reply["name"] == "import-reasons.csv"
    assert reply["content"].startswith("\ufeffRow,Column,Value,Reason")
    assert (list(browser.said), len(elements(browser))) == before


@pytest.mark.parametrize(
    ("name", "payload", "trouble"),
    [
        (IMPORT_REASONS, {"planned": "another"}, texts_in("en").not_yours),
        (IMPORT_REASONS, {"planned": "../../etc"}, texts_in("en").not_yours),
        (IMPORT_RESULT, {}, import_texts_in("en").states[ImportState.PENDING]),
    ],
    ids=str,
)
async def test_a_file_that_there_is_not_is_said_in_one_sentence(browser, shown, name, payload, trouble):
    assert await shown.session.give_file(click(name, here=True, **payload)) == {"trouble": trouble}


def cards(browser):
    return [one["props"] for one in elements(browser) if one["name"] == "ImportCard"]


async def test_from_the_click_to_the_end_the_same_message_tells_how_the_import_goes(browser, shown):
    messages = set(browser.messages)
    following = asyncio.create_task(shown.session.begin(click(IMPORT)))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    assert cards(browser)[-1]["progress"] == {"done": 0, "total": 2, "words": "0 of 2 contacts"}
    shown.imports.run.tell(1)
    await browser.until(lambda: cards(browser)[-1]["progress"]["done"] == 1)
    assert "1 of 2" in browser.said[-1]
    shown.imports.end()
    await following
    assert set(browser.messages) == messages
    last = cards(browser)[-1]
    assert (last["state"], last["progress"]) == ("done", None)
    assert last["tally"] == [{"label": "Created", "count": "2"}]
    assert len({one["forId"] for one in elements(browser)}) == 1


async def test_the_result_comes_with_its_file_and_no_second_way_to_it(browser, shown):
    following = asyncio.create_task(shown.session.begin(click(IMPORT)))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    shown.imports.end()
    await following
    assert elements(browser)[-1]["name"] == "import-result.csv"
    assert [one["name"] for one in browser.actions.values()] == ["undo_import"]


async def test_stop_is_said_on_the_card_and_then_how_far_it_came(browser, shown):
    following = asyncio.create_task(shown.session.begin(click(IMPORT)))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    assert [one["label"] for one in cards(browser)[-1]["buttons"]] == ["Stop"]
    await shown.session.stop_run(click(STOP_IMPORT))
    await browser.until(lambda: cards(browser)[-1]["state"] == "stopping")
    assert cards(browser)[-1]["stands"] == import_texts_in("en").stopping
    assert (cards(browser)[-1]["buttons"], browser.actions) == ([], {})
    shown.imports.end(ImportState.STOPPED, Stop.PERSON)
    await following
    assert cards(browser)[-1]["stands"] == import_texts_in("en").stopped[Stop.PERSON]
    assert [one["label"] for one in browser.actions.values()] == ["Resume", "Undo"]


@pytest.mark.parametrize(("client", "told"), [("copilot", [{"contactIds": ["101", "102"]}]), ("webapp", [])])
async def test_the_page_around_a_widget_hears_once_whom_an_import_has_stored(browser, shown, client, told):
    browser.session.client_type = client
    following = asyncio.create_task(shown.session.begin(click(IMPORT)))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    shown.imports.end()
    await following
    calls = [data for event, data in browser.events if event == "call_fn"]
    assert [one["args"] for one in calls if one["name"] == "contact_assistant.saved"] == told


async def test_a_second_click_on_import_is_told_on_the_card_alone(browser, shown):
    first = asyncio.create_task(shown.session.begin(click(IMPORT)))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    shown.imports.end()
    await first
    messages = set(browser.messages)
    await shown.session.begin(click(IMPORT))
    assert set(browser.messages) == messages
    assert cards(browser)[-1]["warnings"] == [import_texts_in("en").states[ImportState.DONE]]


async def test_a_page_that_shows_the_preview_hears_what_another_page_decides(browser, shown):
    await shown.imports.begin("ada", "i1", "d1")
    following = asyncio.create_task(shown.session.hear(shown.imports.now))
    await browser.until(lambda: cards(browser)[-1]["progress"])
    assert not shown.session.stop()
    assert shown.imports.run.stopped is None
    shown.imports.end()
    await following
    assert cards(browser)[-1]["state"] == "done"


async def test_what_was_shown_before_is_shown_once_as_it_stands_now(browser, proposal):
    imports = Imports(proposal)
    session = ImportSession(imports, "ada", reader_of)
    await session.show_again(KeptImport(id="import-i1", at=proposal.created_at, planned="i1"))
    await session.come_back([imports.now])
    assert list(browser.messages) == ["import-i1"]
    assert cards(browser)[-1]["state"] == "pending"


async def test_an_import_that_may_not_be_seen_any_more_is_not_shown_again(browser, proposal):
    session = ImportSession(Imports(proposal), "ada", reader_of)
    await session.show_again(KeptImport(id="import-i9", at=proposal.created_at, planned="i9"))
    assert browser.messages == {}


def test_rows_are_counted_in_four_tabs_and_those_that_cannot_be_imported_together(proposal):
    counts = {Verdict.NEW: 1200, Verdict.SAME: 3, Verdict.INVALID: 2, Verdict.DUPLICATE: 1}
    rows = {
        Verdict.INVALID: [ImportRow(number=9, verdict=Verdict.INVALID)],
        Verdict.DUPLICATE: [ImportRow(number=4, verdict=Verdict.DUPLICATE, same_as=2)],
    }
    props = waiting_card(planned_as(proposal, counts=counts), rows, Reader("fr", labels=LABELS)).props
    assert [(tab["label"], tab["count"]) for tab in props["tabs"]] == [
        ("Nouveaux", "1\u202f200"),
        ("Modifiés", "0"),
        ("Inchangés", "3"),
        ("Impossibles", "3"),
    ]
    assert [row["number"] for row in props["tabs"][3]["rows"]] == [4, 9]
    assert [one["name"] for one in props["buttons"] if one["primary"]] == ["import"]


def test_a_card_offers_each_property_that_can_be_written_and_the_choices_about_the_file(proposal):
    doubt = (EncodingSample("cp850", ("Zoé",)), EncodingSample("cp1252", ("Zo‚",)))
    planned = planned_as(proposal, in_doubt=doubt, encoding="cp850", serial_columns=(1,))
    props = waiting_card(planned, {}, Reader("fr", labels=LABELS)).props
    offered = {one["value"]: one["label"] for one in props["options"]}
    assert offered[""] == "Laisser de côté"
    assert offered["city"] == "Ville"
    assert offered["shoe_size"] == "Pointure"
    assert "createdate" not in offered
    assert [one["name"] for one in props["menus"]] == ["sheet", "encoding", "broken"]
    assert "Zoé" in props["menus"][1]["options"][0]["label"]
    assert (props["columns"][1]["asked"], props["columns"][1]["days"]) == (True, False)


def test_columns_that_nobody_needs_to_look_at_are_folded_and_further_addresses_are_told(proposal):
    fates = (
        ColumnFate(0, "E-mail", "email"),
        ColumnFate(1, "Ort", asked=True, reason=ColumnReason.SEVERAL),
        ColumnFate(2, "Fax", reason=ColumnReason.EMPTY),
        ColumnFate(3, "Labels", reason=ColumnReason.UNKNOWN),
    )
    card = waiting_card(planned_as(proposal, fates=fates, further_emails=2), {}, Reader("en", labels=LABELS))
    assert [one["folded"] for one in card.props["columns"]] == [False, False, True, True]
    assert card.props["labels"]["left"] == "Columns that are not imported: 2"
    told = "Further e-mail addresses: 2"
    assert any(note.startswith(told) for note in card.props["notes"])
    assert told in card.twin


def test_each_kind_of_line_of_cards_that_is_not_taken_is_told_with_its_count(proposal):
    kinds = (
        LeftKind("NOTE", 12),
        LeftKind("ANNIVERSARY", 2),
        LeftKind("X-ANNIVERSARY", 3),
        LeftKind("X-GARDEN", 1),
    )
    planned = planned_as(proposal, source="vcard", fates=(), left_kinds=kinds)
    for language, told in (
        ("fr", "notes (12), dates anniversaires (3), X-GARDEN (1)"),
        ("en", "notes (12), anniversaries (3), X-GARDEN (1)"),
    ):
        card = waiting_card(planned, {}, Reader(language, labels=LABELS))
        assert any(told in note for note in card.props["notes"])
        assert escape(told) in card.twin


def test_where_no_card_can_be_the_text_and_its_buttons_offer_the_same(proposal):
    planned = planned_as(proposal, serial_columns=(1,))
    twin = waiting_card(planned, {}, Reader("en", labels=LABELS)).twin
    assert "2. Ort — *not imported: several columns could be this property*" in twin
    assert "\\<b>Lyon" in twin
    assert "column 3 = city" in twin
    chosen = [one.payload for one in choice_actions(planned, "en")]
    bare = [
        {name: value for name, value in one.items() if name not in {"planned", "digest"}} for one in chosen
    ]
    assert bare == [{"broken": BrokenCells.LEAVE_ROW}, {"sheet": "Lisez-moi"}, {"column": 1, "days": True}]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_rows_without_an_address_are_counted_and_have_a_menu(proposal, language):
    texts = import_texts_in(language)
    planned = planned_as(proposal, without_email=27, choices=Choices(without_email=WithoutEmail.KNOWN))
    card = waiting_card(planned, {}, Reader(language, labels=LABELS))
    (menu,) = [one for one in card.props["menus"] if one["name"] == "without_email"]
    assert (menu["value"], [one["value"] for one in menu["options"]]) == ("known", [*WithoutEmail])
    assert menu["note"].startswith("27 ")
    assert escape(menu["note"]) in card.twin
    offered = [one.payload.get("without_email") for one in choice_actions(planned, language)]
    assert [one for one in offered if one] == [WithoutEmail.LEAVE_OUT, WithoutEmail.CREATE]
    assert {*texts.without_email} == {*WithoutEmail}
    assert {*texts.known_by} == {*KnownBy}


def test_an_import_that_has_ended_says_so_and_offers_nothing_to_choose(proposal):
    stands = planned_as(proposal, choices=Choices(), state=ImportState.DONE)
    props = ended_card(stands, ImportOutcome(), Reader("en")).props
    assert props["stands"] == import_texts_in("en").footers["done"]
    assert (props["columns"], props["menus"], props["tabs"]) == ([], [], [])


async def test_a_typed_cancel_puts_the_waiting_preview_away_as_its_button_does(browser, shown):
    assert await shown.session.cancel_waiting()
    assert browser.said[-1] == import_texts_in("en").states[ImportState.CANCELLED]
    assert cards(browser)[-1]["state"] == "cancelled"


async def test_without_a_preview_in_this_chat_a_typed_cancel_is_for_somebody_else(browser, proposal):
    assert not await ImportSession(Imports(proposal), "ada", reader_of).cancel_waiting()
