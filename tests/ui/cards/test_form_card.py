from assistant.chat.events import FormClosed, FormEnd
from assistant.chat.forms.form import Form, FormCheck
from assistant.ui.cards.form_card import check_props, closed_element, form_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind

LABELS = {
    "email": PropertyLabel(label="Email", kind=PropertyKind.EMAIL),
    "phone": PropertyLabel(label="Phone Number", kind=PropertyKind.PHONE),
    "lifecyclestage": PropertyLabel(
        label="Lifecycle Stage", options={"lead": "Lead", "vip": "Very important"}, kind=PropertyKind.CHOICE
    ),
    "newsletter": PropertyLabel(label="Newsletter", kind=PropertyKind.BOOLEAN),
    "hubspot_owner_id": PropertyLabel(label="Contact owner", kind=PropertyKind.OWNER),
    "website": PropertyLabel(label="Website URL"),
    "hs_object_id": PropertyLabel(label="Record ID", writable=False),
}
FRENCH, ENGLISH = Reader("fr", "FR", LABELS), Reader("en", "FR", LABELS)
HOSTILE = "![x](https://evil.example/?q=1)\n<img src=x onerror=alert(1)>\u202e"


def form(**changes):
    return Form(
        **{
            "id": "f1",
            "purpose": "create",
            "fields": ("email", "phone", "lifecyclestage", "newsletter"),
            **changes,
        }
    )


def fields(card):
    return {one["name"]: one for one in card.props["fields"]}


def test_a_field_has_the_reader_s_label_and_the_account_s_options_in_their_order():
    shown = fields(form_element(form(), FRENCH))
    assert (shown["phone"]["label"], shown["phone"]["kind"]) == ("Téléphone", "phone")
    assert shown["lifecyclestage"]["options"] == [
        {"value": "lead", "label": "Lead"},
        {"value": "vip", "label": "Very important"},
    ]
    assert [one["label"] for one in shown["newsletter"]["options"]] == ["Oui", "Non"]


def test_a_value_goes_back_as_it_is_stored_while_its_reading_is_left_alone():
    held = form(values={"phone": "+33639981234", "lifecyclestage": "retired"})
    shown = fields(form_element(held, FRENCH))
    assert (shown["phone"]["value"], shown["phone"]["stored"]) == ("06 39 98 12 34", "+33639981234")
    assert {"value": "retired", "label": "retired"} in shown["lifecyclestage"]["options"]


def test_an_owner_can_be_typed_where_nobody_may_list_them():
    shown = fields(form_element(form(fields=("hubspot_owner_id",)), ENGLISH))
    assert shown["hubspot_owner_id"]["kind"] == "line"


def test_further_fields_are_those_that_can_be_written_and_are_not_there():
    further = form_element(form(), ENGLISH).props["further"]
    assert [one["name"] for one in further] == ["hubspot_owner_id", "website"]


def test_a_problem_stands_at_its_field_and_one_without_a_field_above_them():
    problems = (
        PropertyProblem(property="email", problem=Problem.NOBODY),
        PropertyProblem(property="is_admin", problem=Problem.UNKNOWN_PROPERTY),
    )
    card = form_element(form(problems=problems), ENGLISH)
    assert fields(card)["email"]["error"] == "An e-mail address or a name is needed"
    assert card.props["notes"] == ["There is no field called “is_admin”"]


def test_where_the_element_cannot_be_the_text_asks_the_same():
    assert "Créons un contact" in form_element(form(), FRENCH).twin
    marie = Contact(id="1", properties={"firstname": "Marie"})
    assert "Marie" in form_element(form(purpose="update", contact=marie), ENGLISH).twin


def test_a_search_asks_for_parts_of_values():
    shown = fields(form_element(form(purpose="search", fields=("name", "email")), FRENCH))
    assert (shown["name"]["label"], shown["email"]["kind"]) == ("Nom", "line")


def test_a_stranger_s_name_is_a_line_of_text_in_every_hint_and_ending():
    stranger = Contact(id="7", properties={"firstname": HOSTILE, "jobtitle": "y" * 500})
    (hint,) = check_props(FormCheck(holder=stranger), ENGLISH)["hints"]
    assert "\n" not in hint["text"]
    assert "\u202e" not in hint["text"] + hint["edit"]
    assert all(len(part) < 200 for part in hint["details"])
    closed = closed_element(FormClosed(form(), FormEnd.SUBMITTED, {"email": HOSTILE}), ENGLISH)
    assert "![" not in closed.twin
    assert "<img" not in closed.twin.replace("\\<", "")


def test_what_was_filled_in_stays_in_a_line_as_the_reader_says_it():
    closed = FormClosed(form(), FormEnd.SUBMITTED, {"phone": "+33639981234", "website": ""})
    assert (
        closed_element(closed, FRENCH).props["closed"]
        == "Formulaire rempli\u202f: Téléphone\u202f: 06 39 98 12 34, Site web\u202f: vide"
    )
