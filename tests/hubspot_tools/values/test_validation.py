import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.errors import InvalidValues, Problem
from hubspot_tools.values import text as texts
from hubspot_tools.values.owners import Owner
from hubspot_tools.values.properties import Catalogue, default_catalogue
from hubspot_tools.values.validation import Validator

EDITABLE = {"readOnlyValue": False}


def entry(name, label, stored="string", shown="text", options=(), **more):
    listed = [{"value": value, "label": text, "hidden": False} for value, text in options]
    wire = {"name": name, "label": label, "type": stored, "fieldType": shown, "options": listed}
    return {**wire, "modificationMetadata": EDITABLE, **more}


CATALOGUE = Catalogue.from_wire(
    [
        entry("email", "E-mail"),
        entry("firstname", "Prénom"),
        entry("lastname", "Nom"),
        entry("phone", "Téléphone", shown="phonenumber"),
        entry("note", "Note interne", shown="textarea"),
        entry(
            "lifecyclestage",
            "Phase",
            "enumeration",
            "radio",
            [("lead", "Lead"), ("customer", "Client signé"), ("opportunity", "Opportunité")],
        ),
        entry(
            "tags", "Étiquettes", "enumeration", "checkbox", [("a", "Alpha"), ("b", "Bêta"), ("c;d", "Reste")]
        ),
        entry("score", "Score", "number", "number"),
        entry("renewal", "Renouvellement", "date", "date"),
        entry("next_call", "Prochain appel", "datetime", "date"),
        entry(
            "newsletter",
            "Newsletter",
            "bool",
            "booleancheckbox",
            [("true", "Abonné"), ("false", "Non abonné")],
        ),
        entry("hubspot_owner_id", "Propriétaire", "enumeration", "select"),
        entry("createdate", "Créé le", "datetime", "date", modificationMetadata={"readOnlyValue": True}),
        entry("full_name", "Nom complet", shown="calculation_equation", calculated=True),
        entry("secret", "Caché", hidden=True),
    ]
)
OWNERS = (
    Owner(id="7", email="eric@example.com", name="Éric Petit"),
    Owner(id="8", email="ann@example.com", name="Ann Lee"),
    Owner(id="9", email="ann.lee@example.org", name="Ann Lee"),
)


def check(given_values, catalogue=CATALOGUE, owners=OWNERS):
    return Validator(catalogue, owners, "FR").check(given_values)


def problem(given_values, **more):
    with pytest.raises(InvalidValues) as refused:
        check(given_values, **more)
    [only] = refused.value.problems
    return only


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("email", " Ada@Example.com", {"email": "ada@example.com"}),
        ("E-MAIL", "ada@example.com", {"email": "ada@example.com"}),
        ("courriel", "ada@example.com", {"email": "ada@example.com"}),
        ("prenom", "  Ada  Maria ", {"firstname": "Ada Maria"}),
        ("first name", "Ada", {"firstname": "Ada"}),
        ("FirstName", "Ada", {"firstname": "Ada"}),
        ("telephone", "06 39 98 12 34", {"phone": "+33639981234"}),
        ("Note interne", " one\n two ", {"note": "one\n two"}),
        ("phase", "CLIENT SIGNE", {"lifecyclestage": "customer"}),
        ("lifecycle stage", "clients", {"lifecyclestage": "customer"}),
        ("lifecyclestage", "prospect", {"lifecyclestage": "lead"}),
        ("étiquettes", "beta, Alpha; b", {"tags": "b;a"}),
        ("tags", "Reste", {"tags": "c;d"}),
        ("score", "1 234,5", {"score": "1234.5"}),
        ("renouvellement", "31/12/2026", {"renewal": "2026-12-31"}),
        ("next_call", "31/12/2026 14h30", {"next_call": "2026-12-31T14:30:00Z"}),
        ("newsletter", "oui", {"newsletter": "true"}),
        ("newsletter", "non abonné", {"newsletter": "false"}),
        ("owner", "eric petit", {"hubspot_owner_id": "7"}),
        ("propriétaire", "ANN@example.com", {"hubspot_owner_id": "8"}),
        ("hubspot_owner_id", "9", {"hubspot_owner_id": "9"}),
        ("owner", "Éric", {"hubspot_owner_id": "7"}),
        ("owner", "Ann Lee (ann@example.com)", {"hubspot_owner_id": "8"}),
    ],
)
def test_names_and_values_are_read_the_way_people_give_them(name, typed, stored):
    assert check({name: typed}) == stored


@pytest.mark.parametrize(
    ("name", "typed", "kind", "suggested"),
    [
        ("email", "ada@", Problem.NOT_AN_EMAIL, ()),
        ("phone", "call me", Problem.NOT_A_PHONE, ()),
        ("score", "1,234", Problem.NOT_A_NUMBER, ("1234", "1.234")),
        ("renewal", "someday", Problem.NOT_A_DATE, ()),
        ("next_call", "someday", Problem.NOT_A_DATE, ()),
        ("newsletter", "perhaps", Problem.NOT_AN_OPTION, ("Abonné", "Non abonné")),
        ("lifecyclestage", "opportunty", Problem.NOT_AN_OPTION, ("Opportunité",)),
        ("tags", "alpha, betta", Problem.NOT_AN_OPTION, ("Bêta",)),
        ("tags", "alpha, gamma", Problem.NOT_AN_OPTION, ("Alpha", "Bêta", "Reste")),
        ("phase", "cliant", Problem.NOT_AN_OPTION, ("Client signé",)),
        ("tags", ";", Problem.NOT_AN_OPTION, ("Alpha", "Bêta", "Reste")),
        (
            "owner",
            "Ann Lee",
            Problem.AMBIGUOUS,
            ("Ann Lee (ann@example.com)", "Ann Lee (ann.lee@example.org)"),
        ),
        ("owner", "Erik Peti", Problem.NOT_AN_OPTION, ("Éric Petit",)),
        ("createdate", "2026-01-01", Problem.READ_ONLY, ()),
        ("nom complet", "Ada", Problem.READ_ONLY, ("Nom",)),
        ("secret", "x", Problem.READ_ONLY, ()),
        ("prnom", "Ada", Problem.UNKNOWN_PROPERTY, ("Prénom", "Nom")),
        ("frist name", "Ada", Problem.UNKNOWN_PROPERTY, ("Prénom",)),
        ("zzz", "Ada", Problem.UNKNOWN_PROPERTY, ()),
        ("note", "x" * 65_537, Problem.TOO_LONG, ()),
    ],
)
def test_what_cannot_be_stored_is_told_with_the_nearest_that_can(name, typed, kind, suggested):
    told = problem({name: typed})
    assert (told.problem, told.suggestions) == (kind, suggested)


@pytest.mark.parametrize(
    ("name", "typed", "keys"),
    [
        ("prnom", "Ada", ("firstname", "lastname")),
        ("nom complet", "Ada", ("lastname",)),
        ("phase", "opportunty", ("opportunity",)),
        ("owner", "Ann Lee", ("8", "9")),
        ("newsletter", "perhaps", ("true", "false")),
        ("score", "1,234", ()),
    ],
)
def test_a_suggestion_comes_with_the_name_or_option_it_stands_for(name, typed, keys):
    assert problem({name: typed}).suggestion_keys == keys


def test_a_checkbox_without_labels_suggests_yes_and_no():
    bare = Catalogue.from_wire([entry("vip", "VIP", "bool", "booleancheckbox")])
    assert problem({"vip": "perhaps"}, catalogue=bare).suggestion_keys == ("true", "false")


@pytest.mark.parametrize("suggested", ["Ann Lee (ann@example.com)", "Éric Petit"])
def test_a_suggested_owner_can_be_taken_as_it_is_written(suggested):
    assert check({"owner": suggested})


def test_every_problem_is_told_at_once():
    with pytest.raises(InvalidValues) as refused:
        check({"email": "ada@", "phone": "?", "firstname": "Ada"})
    assert [one.property for one in refused.value.problems] == ["email", "phone"]


def test_the_error_itself_may_be_logged_for_it_repeats_nothing_that_was_typed():
    with pytest.raises(InvalidValues) as refused:
        check({"email": "ada@", "ada@example.com": "06 39 98 12 34"})
    assert str(refused.value) == "values refused for: email, an unknown property"


def test_an_empty_value_empties_any_property_that_can_be_written():
    given_values = dict.fromkeys(["email", "phone", "score", "tags", "owner", "renewal", "phase"], " ")
    assert set(check(given_values).values()) == {""}
    assert problem({"createdate": ""}).problem is Problem.READ_ONLY


def test_one_property_under_two_names_may_not_have_two_values():
    assert check({"prenom": "Ada", "firstname": " Ada"}) == {"firstname": "Ada"}
    assert problem({"prenom": "Ada", "firstname": "Eve"}).problem is Problem.REFUSED


def test_an_owner_id_passes_when_the_token_may_not_list_owners():
    assert check({"owner": "123"}, owners=()) == {"hubspot_owner_id": "123"}
    assert problem({"owner": "Ann"}, owners=()).problem is Problem.NOT_AN_OPTION


def test_the_accounts_own_labels_win_over_everyday_words():
    catalogue = Catalogue.from_wire([entry("jobtitle", "Job Title"), entry("fonction_x", "Fonction")])
    assert check({"fonction": "CTO"}, catalogue=catalogue) == {"fonction_x": "CTO"}


def test_of_two_properties_with_one_label_the_writable_one_is_meant():
    closed = entry("old", "Region", modificationMetadata={"readOnlyValue": True})
    for order in ([closed, entry("new", "Region")], [entry("new", "Region"), closed]):
        assert check({"region": "Sud"}, catalogue=Catalogue.from_wire(order)) == {"new": "Sud"}


def test_without_a_catalogue_the_daily_properties_are_known():
    catalogue = default_catalogue()
    assert check({"société": "Acme", "étape du cycle de vie": "prospects"}, catalogue=catalogue) == {
        "company": "Acme",
        "lifecyclestage": "lead",
    }
    assert problem({"industry": "Wine"}, catalogue=catalogue).problem is Problem.UNKNOWN_PROPERTY


@given(
    st.dictionaries(
        st.sampled_from(sorted(CATALOGUE.properties)) | st.text(max_size=12), st.text(max_size=40)
    )
)
def test_checking_what_was_checked_changes_nothing(given_values):
    try:
        once = check(given_values)
    except InvalidValues:
        return
    assert check(once) == once


def test_a_value_longer_than_any_name_is_compared_with_nobody(monkeypatch):
    """A form may hold 70,000 characters, and an account hundreds of owners: folding them for each took seconds."""
    folded, fold = [], texts.fold
    monkeypatch.setattr(texts, "fold", lambda text: folded.append(len(text)) or fold(text))
    owners = [Owner(id=str(number), name=f"Ann {number}") for number in range(300)]
    for name in ("owner", "phase"):
        told = problem({name: "\ufdfa" * 16_000}, owners=owners)
        assert told.problem is Problem.NOT_AN_OPTION
    assert max(folded, default=0) <= texts.LONGEST_COMPARED
