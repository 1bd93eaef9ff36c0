"""Where nobody is called as asked, those are told who are called so but for a slip: and they are nobody found."""

import pytest

from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.search.similarity import nearly_called

CHRIS = Contact(id="1", properties={"firstname": "Christopher", "lastname": "Vaughn"})
GWEN = Contact(id="2", properties={"firstname": "Gwenaëlle", "lastname": "Le Bihan"})


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("christofer vaughn", (CHRIS,)),
        ("vaughn christofer", (CHRIS,)),
        ("gwenaele le bian", (GWEN,)),
        ("christine vaughn", ()),
        ("christofer", ()),
        ("christofer vaughn junior", ()),
        ("", ()),
    ],
)
def test_a_slip_in_a_word_is_near_and_another_name_is_not(asked, near):
    assert nearly_called(asked, [GWEN, CHRIS]) == near


async def test_who_is_near_is_told_beside_a_page_without_contacts(store, crm):
    crm.add(firstname="Christopher", lastname="Vaughn")
    crm.add(firstname="Christopher", lastname="Blake")
    crm.forget_requests()

    page = await store.search(SearchContacts(name="christofer vaughn"))

    assert (page.total, page.contacts) == (0, ())
    assert [contact.name for contact in page.near] == ["Christopher Vaughn"]
    assert len(crm.asked("POST", "/search")) <= 3


async def test_nobody_is_near_where_somebody_is_called_so(store, crm):
    crm.add(firstname="Jon", lastname="Smith")
    crm.add(firstname="John", lastname="Smith")

    page = await store.search(SearchContacts(name="jon smith"))

    assert [contact.name for contact in page.contacts] == ["Jon Smith"]
    assert page.near == ()
