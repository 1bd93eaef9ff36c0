"""The words in the file only save time: a search finds what looking at every contact finds, and no more or less."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hubspot_tools.sandbox.crm import Crm, Options
from hubspot_tools.sandbox.records import samples
from hubspot_tools.sandbox.records.sqlite_file import LAYOUT
from hubspot_tools.sandbox.search import word_table
from hubspot_tools.sandbox.search.searcher import AskedSearch, Filter, UncomparableError
from hubspot_tools.sandbox.search.word_table import PROPERTIES_BY_VALUE, PROPERTIES_BY_WORD
from hubspot_tools.sandbox.wire.search_request import OPERATORS

EMPTY = Options(samples=False)
PROPERTIES = sorted({*PROPERTIES_BY_WORD, *PROPERTIES_BY_VALUE, "lifecyclestage", "hs_object_id", "zip"})
WORDS = st.sampled_from(
    [
        "a",
        "A",
        "ab",
        "abc",
        "abcd",
        "abcde",
        "e",
        "é",
        "É",
        "e\u0301",
        "ß",
        "SS",
        "ss",
        "İ",
        "i\u0307",
        "1",
        "21",
    ]
)
BETWEEN = st.sampled_from([" ", "-", "@", ".", ";", "\u0000", "'", "_"])


def _is_utf8(value):
    return value.encode("utf-8", "replace").decode() == value


ANY_TEXT = st.text(min_size=1, max_size=6).filter(_is_utf8)
VALUES = (
    WORDS
    | st.lists(WORDS | BETWEEN, max_size=9).map("".join)
    | st.lists(WORDS, max_size=6).map(" ".join)
    | ANY_TEXT
)


def holds(name, token):
    return Filter(name, "CONTAINS_TOKEN", (token,))


def either(*groups):
    return AskedSearch(groups=tuple(map(tuple, groups)))


NAMES = st.sampled_from(["email", "firstname"]) | st.sampled_from(PROPERTIES)
CONTACTS = st.dictionaries(NAMES, VALUES, max_size=4)
PATTERNS = st.lists(WORDS | st.just("*"), min_size=1, max_size=4).map("".join)
FILTERS = st.builds(
    Filter,
    NAMES,
    st.sampled_from(["EQ", "CONTAINS_TOKEN"]) | st.sampled_from(sorted(OPERATORS)),
    st.tuples(VALUES.filter(bool) | PATTERNS, VALUES),
)
SEARCHES = st.builds(
    AskedSearch,
    groups=st.lists(st.lists(FILTERS, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    query=st.just("") | VALUES,
    limit=st.just(200),
)
CHANGES = st.lists(st.tuples(st.integers(0, 5), st.none() | CONTACTS, st.booleans()), max_size=8)


def change(crm, place, properties):
    """Store these properties as they are, or archive the contact of that place."""
    rows = crm.records
    with crm.transaction():
        ids = [record.id for record in rows.active()]
        if properties is None and place < len(ids):
            rows.archive(ids[place], 1)
        elif properties is not None:
            contact_id = ids[place] if place < len(ids) else rows.insert(1)
            rows.save(contact_id, properties, 1)


def found(crm, search):
    try:
        return [record.id for record in crm.search(search)[1]]
    except UncomparableError:
        return None


def scanned(crm, search):
    try:
        return crm._searcher.matches(search, crm.index.documents())
    except UncomparableError:
        return None


class TestForAnyContacts:
    """Whatever is stored and whatever is asked for."""

    @pytest.fixture(autouse=True, scope="class")
    def small_bounds(self):
        """Bounds that a few contacts reach."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(word_table, "MOST_CANDIDATES", 3)
            patched.setattr(word_table, "FEW_CANDIDATES", 1)
            patched.setattr(word_table, "_MOST_WORDS", 3)
            patched.setattr(word_table, "_LONGEST_WORD", 4)
            yield

    @pytest.fixture(params=[True, False], ids=["accents folded", "accents kept"], scope="class")
    def crm(self, request):
        crm = Crm(":memory:", Options(samples=False, fold_accents=request.param))
        yield crm
        crm.close()

    @settings(max_examples=400)
    @given(changes=CHANGES, searches=st.lists(SEARCHES, min_size=1, max_size=5))
    def test_a_search_finds_the_same_with_the_words_and_without(self, crm, changes, searches):
        crm.index.delay = 0.0
        crm.start_again()
        for place, properties, at_once in changes:
            crm.index.delay = 0.0 if at_once else 1_000.0
            change(crm, place, properties)
        for search in searches:
            seen = scanned(crm, search)
            active = {record.id for record in crm.records.active()}
            assert found(crm, search) == (seen and [one for one in seen if one in active])

    @given(st.lists(CONTACTS, max_size=6), SEARCHES)
    @example([{"email": "SS"}], either([Filter("email", "EQ", ("ß",))]))
    @example([{"email": "ab"}], either([Filter("email", "EQ", ("a", "ab"))]))
    @example([{"firstname": "aé"}], either([holds("firstname", "a*")]))
    @example([{"lastname": "aé"}], AskedSearch(query="a"))
    def test_nobody_who_is_found_is_left_out_of_the_candidates(self, crm, contacts, search):
        crm.index.delay = 0.0
        crm.start_again()
        for number, properties in enumerate(contacts):
            change(crm, number, properties)
        candidates = crm._words.candidates(search)
        assert candidates is None or set(scanned(crm, search) or ()) <= candidates


class TestWithManyContacts:
    """Counts who is looked at, among people who differ in everything but their employer and their stage."""

    @pytest.fixture(autouse=True, scope="class")
    def fewer_than_most(self):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(word_table, "MOST_CANDIDATES", 100)
            yield

    @pytest.fixture(scope="class")
    def full(self):
        crm = Crm(":memory:", EMPTY)
        with crm.transaction():
            for number in range(1_000):
                person = {
                    "email": f"p{number}x@people.example",
                    "firstname": "Zoé",
                    "lastname": f"Q{number}x Lefèvre",
                    "phone": f"+33 6 39 98 {number // 100:02} {number % 100:02}",
                    "company": f"Globex {number // 4}x",
                }
                crm.contacts.create(person)
        yield crm
        crm.close()

    @pytest.mark.parametrize(
        ("search", "most"),
        [
            (either([Filter("email", "EQ", ("P17X@people.example",))]), 1),
            (either([holds("phone", "*63998*17*")]), 0),
            (either([holds("hs_searchable_calculated_phone_number", "*639980017*")]), 1),
            (either([holds("firstname", "zo*"), holds("lastname", "q17x*")]), 1),
            (either([holds("company", "17x")], [holds("company", "*18x*")]), 16),
            (AskedSearch(query="globex 17x"), 4),
            (either([holds("lastname", "nobody")]), 0),
            (AskedSearch(query="nobody"), 0),
        ],
    )
    def test_few_are_looked_at_for_what_few_have(self, full, search, most):
        candidates = full._words.candidates(search)
        assert candidates is not None
        assert len(candidates) <= most
        assert set(scanned(full, search)) <= candidates

    @pytest.mark.parametrize(
        "condition",
        [
            holds("lastname", "lefevre"),
            Filter("lastname", "NOT_CONTAINS_TOKEN", ("q17x",)),
            Filter("email", "NEQ", ("p17x@people.example",)),
            Filter("lifecyclestage", "EQ", ("lead",)),
            holds("email", "*"),
        ],
    )
    def test_what_most_have_or_the_words_do_not_tell_is_looked_for_everywhere(self, full, condition):
        assert full._words.candidates(either([condition])) is None

    def test_a_question_of_any_length_is_a_handful_of_statements(self, full, monkeypatch):
        asked, ask = [], full._database.rows
        monkeypatch.setattr(full._database, "rows", lambda *query: asked.append(query) or ask(*query))
        endless = " ".join(f"*a{number}*b{number}*" * 9 for number in range(200))
        full._words.candidates(either(*([holds("company", endless)] for _ in range(5))))
        assert len(asked) <= 30
        assert max(len(text) for text, _ in asked) < 500


# In the file


@pytest.fixture
def file(tmp_path):
    return tmp_path / "crm.sqlite3"


def opened(file, options=EMPTY):
    crm = Crm(file, options)
    crm.open()
    return crm


def named(name):
    return either([holds("firstname", name)])


def rows(file):
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT * FROM search_words ORDER BY property, word").fetchall()


@pytest.fixture
def earlier(file):
    """A file of the layout before words were kept, with the samples in it."""
    crm = opened(file, Options())
    crm.close()
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "DROP TABLE search_words; DROP TABLE search_rules; DROP TABLE companies;"
            "DROP INDEX associations_by_object; ALTER TABLE history DROP COLUMN source; PRAGMA user_version = 1"
        )
    return file


def test_a_file_of_an_earlier_version_gets_its_words_at_the_start_and_keeps_its_contacts(earlier):
    crm = opened(earlier)
    assert len(crm.snapshot()) == len(samples.people())
    for email in filter(None, (person.get("email") for person in samples.people())):
        search = either([Filter("email", "EQ", (email,))])
        assert [one.properties["email"] for one in crm.search(search)[1]] == [email]
        assert len(crm._words.candidates(search)) == 1
    crm.close()
    with closing(sqlite3.connect(earlier)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (LAYOUT,)


def test_words_whose_making_was_cut_short_are_made_at_the_next_start(earlier):
    opened(earlier).close()
    with closing(sqlite3.connect(earlier)) as database, database:
        database.execute("DELETE FROM search_rules")
        database.execute("DELETE FROM search_words")
    crm = opened(earlier)
    assert crm.search(AskedSearch(query=samples.people()[0]["firstname"]))[0] >= 1
    crm.close()


def test_words_made_by_other_rules_are_made_anew(file):
    crm = opened(file, Options(samples=False, fold_accents=True))
    crm.contacts.create({"firstname": "Cléo"})
    crm.close()
    crm = opened(file, Options(samples=False, fold_accents=False))
    assert crm.search(named("cleo"))[0] == 0
    assert crm.search(named("cléo"))[0] == 1
    crm.close()


def test_opening_again_writes_nothing(file):
    opened(file, Options()).close()
    before = file.read_bytes()
    opened(file, Options()).close()
    assert file.read_bytes() == before


class BreakError(Exception):
    """Raised on purpose."""


def test_a_change_that_is_taken_back_takes_its_words_back(file):
    crm = opened(file)
    crm.contacts.create({"firstname": "Ada"})
    before = rows(file)

    def rename_and_fail():
        with crm.transaction():
            crm.contacts.update(crm.records.active()[0], {"firstname": "Grace"})
            raise BreakError

    with pytest.raises(BreakError):
        rename_and_fail()
    assert rows(file) == before
    assert crm.search(named("ada"))[0] == 1
    crm.close()


def test_the_words_of_whoever_is_archived_or_erased_go_with_them(file):
    crm = opened(file)
    ada, bob = crm.contacts.create({"firstname": "Ada"}), crm.contacts.create({"firstname": "Bob"})
    crm.contacts.archive(ada)
    crm.contacts.erase(bob)
    assert rows(file) == []
    crm.close()


def test_whoever_the_index_has_not_heard_of_yet_is_found_by_what_it_knows(file):
    crm = opened(file)
    ada = crm.contacts.create({"firstname": "Ada"})
    crm.index.delay = 1_000.0
    crm.contacts.update(ada, {"firstname": "Grace"})
    assert crm.search(named("ada"))[0] == 1
    assert crm.search(named("grace"))[0] == 0
    crm.close()


def test_another_process_s_words_are_found(file):
    one, other = opened(file), opened(file)
    one.contacts.create({"firstname": "Ada"})
    assert other.search(named("ada"))[0] == 1
    one.close()
    other.close()


def test_a_value_of_any_length_has_few_rows_and_is_found_all_the_same(file):
    crm = opened(file)
    crm.contacts.create({"firstname": "Ada", "company": " ".join(f"w{number}" for number in range(10_000))})
    assert len(rows(file)) < 150
    search = either([holds("company", "w9999")])
    assert crm.search(search)[0] == 1
    crm.close()
