import json

import pytest

from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.search.filters import MOST_RESULTS
from hubspot_tools.search.finder import ContactSearch, Hits, Recent
from hubspot_tools.search.matches import Wanted

ADA = Contact(id="1", properties={"firstname": "Ada", "lastname": "Lovelace"})


class ScriptedIndex:
    """Answers each search with what ``answer`` makes of its tokens, and remembers the bodies."""

    def __init__(self, answer):
        self.answer = answer
        self.bodies = []

    async def __call__(self, body):
        self.bodies.append(body)
        groups = body.get("filterGroups", [])
        return self.answer([one["value"] for group in groups for one in group["filters"] if "value" in one])


async def test_an_index_without_wildcards_inside_words_still_finds_the_typed_spelling():
    def only_trailing(tokens):
        plain = any("*" not in token[:-1] for token in tokens)
        return Hits((ADA,), 1) if plain else Hits()

    index = ScriptedIndex(only_trailing)
    hits = await ContactSearch(index, "FR").find(Wanted(name="Lovelace"), 1, 5, Recent())
    assert hits == Hits((ADA,), 1)
    assert len(index.bodies) == 1


async def test_a_guess_that_finds_everybody_is_dropped():
    def crowded(tokens):
        return Hits((ADA,), MOST_RESULTS + 1) if "*v*" in tokens else Hits()

    index = ScriptedIndex(crowded)
    assert await ContactSearch(index, "FR").find(Wanted(name="Lovelace"), 1, 5, Recent()) == Hits()


async def test_what_the_index_returns_too_much_is_not_counted():
    other = Contact(id="2", properties={"firstname": "Alda", "lastname": "Levelice"})
    index = ScriptedIndex(lambda _: Hits((other, ADA), 2))
    hits = await ContactSearch(index, "FR").find(Wanted(name="Lovelace"), 1, 5, Recent())
    assert hits == Hits((ADA,), 1)


async def test_nobody_is_nobody_even_when_the_index_still_says_otherwise():
    stale = Contact(id="2", properties={"firstname": "Ada", "lastname": "Byron"})
    index = ScriptedIndex(lambda _: Hits((stale,), 1))
    assert await ContactSearch(index, "FR").find(Wanted(name="Lovelace"), 1, 5, Recent()) == Hits()


async def test_too_many_candidates_are_counted_by_hubspot_in_the_spellings_seen():
    renes = tuple(
        Contact(id=str(number), properties={"firstname": first})
        for number, first in enumerate(["René", "Rene", "Rone"])
    )
    index = ScriptedIndex(lambda tokens: Hits(renes, MOST_RESULTS + 1 if "r*n*" in tokens else 777))
    hits = await ContactSearch(index, "FR").find(Wanted(name="rene"), 2, 2, Recent())
    assert hits.total == 777
    asked = index.bodies[-1]
    assert {one["value"] for group in asked["filterGroups"] for one in group["filters"]} == {"rene*", "rené*"}
    assert (asked["limit"], asked["after"]) == (2, "2")


async def test_recent_writes_fill_the_first_page_and_push_the_rest_on():
    written = tuple(Contact(id=str(number)) for number in range(3))
    index = ScriptedIndex(lambda _: Hits((ADA,), 9))
    finder = ContactSearch(index, "FR")
    recent = Recent(("0", "1", "2"), written)
    first = await finder.find(Wanted(), 1, 2, recent)
    second = await finder.find(Wanted(), 2, 2, recent)
    assert first.contacts == written[:2]
    assert second.contacts == (written[2], ADA)
    assert first.total == second.total == 12
    assert [body["after"] for body in index.bodies] == ["0", "0"]
    assert index.bodies[0]["filterGroups"][0]["filters"][0]["operator"] == "NOT_IN"


NOBODY = [
    Wanted(name="Wilhelmina Quartermaine"),
    Wanted(name="Quartermaine"),
    Wanted(name="Anna Maria Wilhelmina von Quartermaine"),
    Wanted(text="Wilhelmina Quartermaine"),
    Wanted(text="plumber"),
    Wanted(email="nobody@example.com"),
    Wanted(email="nobod"),
    Wanted(phone="639980000"),
    Wanted(company="Umbrella"),
    Wanted(name="Wilhelmina Quartermaine", company="Umbrella Works", jobtitle="plumber"),
    Wanted(text="plumber", name="Quartermaine", company="Umbrella"),
    Wanted(text="Lyon", name="plumber"),
    Wanted(text="Lyon", company="Umbrella"),
]


@pytest.mark.parametrize("wanted", NOBODY)
async def test_nobody_is_known_after_three_requests_at_most(wanted):
    index = ScriptedIndex(lambda _: Hits())
    assert await ContactSearch(index, "FR").find(wanted, 1, 5, Recent()) == Hits()
    assert len(index.bodies) <= 3
    for body in index.bodies:
        groups = [group["filters"] for group in body.get("filterGroups", [])]
        assert len(groups) <= 5
        assert sum(map(len, groups)) <= 18
        assert len(json.dumps(body)) <= 3000


async def test_no_alternative_is_asked_for_twice():
    index = ScriptedIndex(lambda _: Hits())
    await ContactSearch(index, "FR").find(Wanted(name="Ada Lovelace"), 1, 5, Recent())
    groups = [json.dumps(group) for body in index.bodies for group in body["filterGroups"]]
    assert len(groups) == len(set(groups))


async def test_a_place_where_too_many_are_is_asked_for_by_itself():
    plumbers = (Contact(id="7", properties={"firstname": "Mario", "jobtitle": "plumber"}),)

    def crowded(tokens):
        return (
            Hits(plumbers, 1)
            if tokens == ["pl*mb*r*", "plumber*"]
            else Hits((), MOST_RESULTS + 1)
            if "pl*mb*r*" in tokens
            else Hits()
        )

    index = ScriptedIndex(crowded)
    hits = await ContactSearch(index, "FR").find(Wanted(text="plumber"), 1, 5, Recent())
    assert hits == Hits(plumbers, 1)


@pytest.mark.parametrize(
    ("words", "properties"),
    [
        ("Globex", {"company": "Globex"}),
        ("directrice generale", {"jobtitle": "Directrice générale"}),
        ("besancon", {"city": "Besançon"}),
        ("mdurand", {"email": "mdurand@example.net"}),
        ("Marie Exemple", {"firstname": "Marie", "company": "Exemple SA"}),
    ],
)
async def test_a_name_nobody_bears_is_looked_for_wherever_else_it_may_stand(store, crm, words, properties):
    crm.add(**{"email": "somebody@example.com"} | properties)
    page = await store.search(SearchContacts(name=words))
    assert [
        one.get("company") or one.get("jobtitle") or one.get("city") or one.get("email")
        for one in page.contacts
    ] == list(properties.values())[-1:]
    assert len(crm.asked("POST", "/search")) <= 3
