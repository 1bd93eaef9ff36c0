from hubspot_tools.contacts import Contact
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
        plain = all("*" not in token[:-1] for token in tokens)
        return Hits((ADA,), 1) if plain else Hits()

    index = ScriptedIndex(only_trailing)
    hits = await ContactSearch(index, "FR").find(Wanted(name="Lovelace"), 1, 5, Recent())
    assert hits == Hits((ADA,), 1)
    assert len(index.bodies) == 3


async def test_a_guess_that_finds_everybody_is_dropped():
    def crowded(tokens):
        return Hits((ADA,), MOST_RESULTS + 1) if any(token.startswith("*") for token in tokens) else Hits()

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
