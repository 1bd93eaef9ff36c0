"""Rules of searching that hold whatever is asked."""

import fnmatch
import re
import time

from hypothesis import example, given
from hypothesis import strategies as st

from hubspot_tools.sandbox.records.schema import PortalCatalogue
from hubspot_tools.sandbox.search import index_words
from hubspot_tools.sandbox.search.index import Document
from hubspot_tools.sandbox.search.searcher import AskedSearch, Filter, Searcher, Sort

CATALOGUE = PortalCatalogue.shipped()
SEARCHER = Searcher(CATALOGUE, fold_accents=True)

documents = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "createdate": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
            "firstname": st.sampled_from(["Ada", "ada", "Zoé", "", "Bob Ray"]),
            "satisfaction_score": st.sampled_from(["1", "2.5", "-3"]),
        },
    ),
    max_size=12,
).map(lambda listed: [Document(number, one, fold_accents=True) for number, one in enumerate(listed)])
filters = st.one_of(
    st.builds(
        Filter, st.just("firstname"), st.sampled_from(["EQ", "NEQ", "CONTAINS_TOKEN"]), st.just(("ada",))
    ),
    st.builds(Filter, st.just("satisfaction_score"), st.sampled_from(["GT", "LTE", "NEQ"]), st.just(("1",))),
    st.builds(Filter, st.just("firstname"), st.sampled_from(["HAS_PROPERTY", "NOT_HAS_PROPERTY"])),
)
groups = st.lists(st.lists(filters, max_size=3).map(tuple), max_size=3).map(tuple)
sorts = st.builds(Sort, st.sampled_from(["createdate", "firstname", "satisfaction_score"]), st.booleans())


@given(documents, groups, sorts)
def test_order_changes_which_comes_first_but_not_what_is_found(found, asked, sort):
    unsorted = SEARCHER.matches(AskedSearch(groups=asked), found)
    assert sorted(SEARCHER.matches(AskedSearch(groups=asked, sort=sort), found)) == sorted(unsorted)


@given(documents, groups, groups)
def test_more_alternatives_never_find_less(found, one, other):
    alone = set(SEARCHER.matches(AskedSearch(groups=one), found)) if one else set()
    assert alone <= set(SEARCHER.matches(AskedSearch(groups=one + other), found))


@given(documents, filters)
def test_a_filter_and_its_opposite_share_nobody(found, asked):
    opposite = {
        "EQ": "NEQ",
        "NEQ": "EQ",
        "HAS_PROPERTY": "NOT_HAS_PROPERTY",
        "NOT_HAS_PROPERTY": "HAS_PROPERTY",
    }
    other = opposite.get(asked.operator)
    if other is not None:
        this = SEARCHER.matches(AskedSearch(groups=((asked,),)), found)
        that = SEARCHER.matches(AskedSearch(groups=((Filter(asked.name, other, asked.values),),)), found)
        assert not set(this) & set(that)


@given(documents, groups, sorts)
def test_contacts_without_the_value_come_last_in_either_direction(found, asked, sort):
    ids = SEARCHER.matches(AskedSearch(groups=asked, sort=sort), found)
    has_value = [sort.name in one.properties for number in ids for one in found if one.id == number]
    assert has_value == sorted(has_value, reverse=True)


@example("a*a", "a")
@example("ab*ba", "aba")
@given(st.text("ab*", max_size=8), st.text("abc", max_size=10))
def test_wildcards_match_as_globs_do(pattern, token):
    assert index_words.matches(pattern, token) == bool(re.match(fnmatch.translate(pattern), token))


@given(st.text(max_size=40))
def test_a_text_contains_each_of_its_own_tokens(text):
    document = Document(1, {"company": text}, fold_accents=True)
    for token in index_words.patterns(text.replace("*", " "), fold_accents=True):
        asked = AskedSearch(groups=((Filter("company", "CONTAINS_TOKEN", (token,)),),))
        assert SEARCHER.matches(asked, [document]) == [1]


def test_a_wicked_pattern_takes_no_time():
    began = time.thread_time()
    assert not index_words.matches("*a" * 1000 + "b*", "a" * 60_000)
    assert time.thread_time() - began < 0.5  # of this thread's own work, whatever else the machine does


def test_accents_count_when_they_are_told_to():
    strict = Searcher(CATALOGUE, fold_accents=False)
    document = Document(1, {"firstname": "Zoé"}, fold_accents=False)
    for query, expected in (("zoe", []), ("zoé", [1]), ("ZOÉ", [1]), ("zoe\u0301", [1])):
        assert strict.matches(AskedSearch(query=query), [document]) == expected, query


def test_letters_without_a_decomposition_are_found_as_people_type_them():
    document = Document(1, {"company": "Œuvre Øyvind Łódź Straße"}, fold_accents=True)
    for query in ("oeuvre", "oyvind", "lodz", "strasse", "œuvre"):
        assert SEARCHER.matches(AskedSearch(query=query), [document]) == [1], query
