"""A whole search as a file: complete, in order, within HubSpot's limit, and harmless."""

import csv
import io

import pytest

from assistant.files.contact_export import COLUMNS, ExportProgress, export
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts
from hubspot_tools.errors import CrmUnavailable
from hubspot_tools.facts.account_facts import PropertyLabel


class Shelf:
    """A store with so many contacts, which gives out the first 10,000 and remembers what it was asked."""

    def __init__(self, count, *, fails_at=0, **properties):
        self.people = [
            Contact(id=str(number), properties={"lastname": f"N{number}", **properties})
            for number in range(1, count + 1)
        ]
        self.fails_at = fails_at
        self.asked = []

    async def labels(self):
        return {
            "email": PropertyLabel(label="Courriel pro"),
            "lifecyclestage": PropertyLabel(label="Phase", options={"lead": "Piste"}),
        }

    async def search(self, query, *, size=None):
        self.asked.append(query.page)
        assert query.page * size <= 10_000, "HubSpot would refuse this page"
        if query.page == self.fails_at:
            raise CrmUnavailable("down")
        first = (query.page - 1) * size
        page = tuple(self.people[first : first + size])
        return ContactPage(
            contacts=page, total=len(self.people), page=query.page, page_size=size, query=query
        )


async def steps_of(store, language="en"):
    return [step async for step in export(store, SearchContacts(company="Acme"), language)]


def rows_of(exported, delimiter=","):
    return list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.parametrize(("count", "pages"), [(2, 1), (200, 1), (201, 2), (450, 3), (10_000, 50)])
async def test_every_contact_is_in_the_file_once_for_one_search_a_page(count, pages):
    store = Shelf(count)
    *progress, exported = await steps_of(store)
    assert store.asked == list(range(1, pages + 1))
    assert [row[0] for row in rows_of(exported)[1:]] == [str(number) for number in range(1, count + 1)]
    assert (exported.rows, exported.total, exported.complete) == (count, count, True)
    assert progress == [ExportProgress(200 * number, count) for number in range(1, pages)]


async def test_beyond_ten_thousand_the_file_holds_the_first_and_says_so():
    exported = (await steps_of(Shelf(10_450)))[-1]
    assert (exported.rows, exported.total, exported.complete) == (10_000, 10_450, False)
    assert len(rows_of(exported)) == 10_001


async def test_a_contact_that_slips_to_the_next_page_is_not_doubled():
    store = Shelf(399)
    store.people.insert(200, store.people[10])
    exported = (await steps_of(store))[-1]
    ids = [row[0] for row in rows_of(exported)[1:]]
    assert len(ids) == len(set(ids)) == exported.rows == 399


async def test_columns_and_options_are_called_as_in_the_account():
    exported = (await steps_of(Shelf(1, email="ann@example.com", lifecyclestage="lead")))[-1]
    head, row = rows_of(exported)
    assert head[:2] == ["hs_object_id", "Courriel pro"]
    assert dict(zip(head, row, strict=True))["Phase"] == "Piste"
    assert len(head) == len(COLUMNS) + 1


async def test_excel_finds_the_encoding_and_the_delimiter_of_its_language():
    exported = (await steps_of(Shelf(1, city="Besançon"), "fr"))[-1]
    assert exported.content.startswith(b"\xef\xbb\xbf")
    assert "Besançon" in rows_of(exported, ";")[1]


@pytest.mark.parametrize(
    "payload",
    ['=HYPERLINK("https://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=1"],
)
async def test_no_cell_can_be_run_by_a_spreadsheet_programme(payload):
    exported = (await steps_of(Shelf(1, company=payload, jobtitle='a,b\n"c"')))[-1]
    head, row = rows_of(exported)
    cells = dict(zip(head, row, strict=True))
    assert cells["company"] == f"'{payload}"
    assert cells["jobtitle"] == 'a,b\n"c"'


async def test_a_page_that_cannot_be_had_leaves_no_half_file():
    steps = export(Shelf(450, fails_at=2), SearchContacts(), "en")
    assert await anext(steps) == ExportProgress(200, 450)
    with pytest.raises(CrmUnavailable):
        await anext(steps)


async def test_the_local_crm_s_contacts_come_out_as_they_are_stored(contacts, people):
    exported = (await steps_of_all(contacts))[-1]
    shown = {row[1] for row in rows_of(exported)[1:]}
    assert shown == {person.get("email") for person in people}
    assert rows_of(exported)[0][1] == "Email"


async def steps_of_all(contacts):
    return [step async for step in export(contacts, SearchContacts(), "en")]
