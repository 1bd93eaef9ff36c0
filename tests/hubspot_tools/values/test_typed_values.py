import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.values import typed_values

ANY_TEXT = st.text(max_size=120)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Marie.Durand@EXAMPLE.com ", "marie.durand@example.com"),
        ("<marie@example.com>", "marie@example.com"),
        ("mailto:marie@example.com", "marie@example.com"),
        ("marie@example.com.", "marie@example.com"),
        ("ｍarie@example.com", "marie@example.com"),
        ("marie@exam\u200bple.com", "marie@example.com"),
        ("o'neil+crm@sub.example.org", "o'neil+crm@sub.example.org"),
        ("rené@bücher.example", "rené@bücher.example"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_stored_as_hubspot_compares_it(typed, stored):
    assert typed_values.normalise_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "marie",
        "marie@example",
        "marie@",
        "@example.com",
        "marie durand@example.com",
        "marie@exam ple.com",
        "marie@example.c1",
        "marie..durand@example.com",
        ".marie@example.com",
        "marie@-example.com",
        "marie@example..com",
        "Marie <marie@example.com>",
        "marie@example.com, paul@example.com",
        "a" * 250 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match="not an e-mail address"):
        typed_values.normalise_email(typed)


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("06 39 98 12 34", "FR", "+33639981234"),
        ("(617) 555-0123", "FR", "+16175550123"),
        ("617.555.0147", "FR", "+16175550147"),
        ("414-555-0142 ext. 12", "FR", "+14145550142 ext. 12"),
        ("1-617-555-0147", "FR", "+16175550147"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("06.39.98.12.34", "FR", "+33639981234"),
        ("+33 (0)6 39 98 12 34", "FR", "+33639981234"),
        ("0033639981234", "FR", "+33639981234"),
        ("Tél. : 01 99 00 12 34", "FR", "+33199001234"),
        ("mobile 06 39 98 12 34", "FR", "+33639981234"),
        ("٠٦٣٩٩٨١٢٣٤", "FR", "+33639981234"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("+44 7700 900123", "FR", "+447700900123"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("01 99 00 12 34 poste 12", "FR", "+33199001234 ext. 12"),
        ("(212) 555-0123 x45", "US", "+12125550123 ext. 45"),
        ("+33199001234 ext. 12", "US", "+33199001234 ext. 12"),
    ],
)
def test_a_telephone_number_in_any_spelling_becomes_e164(typed, region, stored):
    assert typed_values.normalise_phone(typed, region) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "call me",
        "12",
        "06 39 98",
        "06 39 98 12 34 / 06 39 98 56 78",
        "06 39 98 12 34 (bureau)",
        "0" * 5000,
    ],
)
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(ValueError, match="not a telephone number"):
        typed_values.normalise_phone(typed, "FR")


def test_a_local_number_without_its_area_is_refused_rather_than_stored_wrong():
    with pytest.raises(ValueError, match="not a telephone number"):
        typed_values.normalise_phone("555-0123", "US")


def test_a_number_is_shown_as_its_reader_writes_it():
    assert typed_values.display_phone("+33639981234", "FR") == "06 39 98 12 34"
    assert typed_values.display_phone("+33639981234", "US") == "+33 6 39 98 12 34"
    assert typed_values.display_phone("ask at reception", "FR") == "ask at reception"


@pytest.mark.parametrize(
    ("typed", "held"),
    [("06 39 98 12 34", "639981234"), ("+33639981234", "639981234"), ("0639", "639"), ("none", "")],
)
def test_national_digits_drop_country_code_and_trunk_zero(typed, held):
    assert typed_values.national_digits(typed, "FR") == held


@given(st.integers(0, 9999))
def test_a_normalised_number_stays_as_it_is(last_digits):
    once = typed_values.normalise_phone(f"06 39 98 {last_digits:04d}", "FR")
    assert typed_values.normalise_phone(once, "FR") == once
    assert typed_values.normalise_phone(typed_values.display_phone(once, "FR"), "FR") == once


@given(ANY_TEXT)
def test_a_normalised_address_stays_as_it_is(text):
    try:
        once = typed_values.normalise_email(text)
    except ValueError:
        return
    assert typed_values.normalise_email(once) == once


@given(st.emails(domains=st.just("example.com")))
def test_letter_case_and_blanks_never_tell_two_addresses_apart(address):
    try:
        once = typed_values.normalise_email(address)
    except ValueError:
        return
    assert typed_values.normalise_email(f"  {once.upper()} ") == typed_values.normalise_email(once.upper())


@given(ANY_TEXT)
def test_a_name_is_trimmed_and_collapsed_but_never_recased(text):
    stored = typed_values.normalise_name(text)
    assert stored == " ".join(stored.split())
    assert typed_values.normalise_name(stored) == stored


def test_a_name_keeps_the_case_the_person_chose():
    assert typed_values.normalise_name("  Ludwig   VAN der  mcDonald ") == "Ludwig VAN der mcDonald"


def test_control_characters_and_surrogates_never_reach_hubspot():
    assert typed_values.normalise_name("Zo\x00e\u0301\ud800") == "Zoé"
    assert typed_values.normalise_text("one\x07\ntwo ") == "one\ntwo"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("12 500 €", "12500"),
        ("$5", "5"),
        ("\u22123", "-3"),
        ("0,125", "0.125"),
        ("1.234", "1.234"),
    ],
)
def test_a_number_is_read_as_french_and_english_write_it(typed, stored):
    assert typed_values.normalise_number(typed) == stored


@pytest.mark.parametrize("typed", ["", "twelve", "1 2", "1e5", "12 %", "1,2,3", "NaN", "9" * 500])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="not a number"):
        typed_values.normalise_number(typed)


def test_a_comma_that_could_mean_either_thing_is_refused_instead_of_guessed():
    with pytest.raises(ValueError, match="thousands or decimals"):
        typed_values.normalise_number("1,234")


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_a_plain_number_is_kept(number):
    plain = f"{number:f}"
    assert typed_values.normalise_number(plain) == plain


@pytest.mark.parametrize(
    ("typed", "stored"), [("Oui", "true"), ("yes", "true"), ("NON", "false"), ("0", "false")]
)
def test_yes_and_no_are_understood_in_both_languages(typed, stored):
    assert typed_values.normalise_boolean(typed) == stored


def test_maybe_is_neither_yes_nor_no():
    with pytest.raises(ValueError, match="neither"):
        typed_values.normalise_boolean("peut-être")


@given(ANY_TEXT)
def test_no_text_breaks_a_normaliser(text):
    for normalise in (
        typed_values.normalise_email,
        typed_values.normalise_number,
        typed_values.normalise_boolean,
        lambda typed: typed_values.normalise_phone(typed, "FR"),
    ):
        with contextlib.suppress(ValueError):
            once = normalise(text)
            assert normalise(once) == once
    assert isinstance(typed_values.display_phone(text, "FR"), str)
    assert set(typed_values.national_digits(text, "FR")) <= set("0123456789")


@pytest.mark.parametrize(
    "normalise",
    [
        typed_values.normalise_email,
        typed_values.normalise_number,
        typed_values.normalise_boolean,
        lambda text: typed_values.normalise_phone(text, "FR"),
    ],
)
def test_a_refusal_never_repeats_what_was_typed(normalise):
    with pytest.raises(ValueError, match=r".") as refused:
        normalise("Marie 06 39 98")
    assert "Marie" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("phone", "+33612345678", "+33 6 12 34 56 78", True),
        ("mobilephone", "+33612345678", "0033612345678", False),
        ("phone", "+33612345678", "+33612345679", False),
        ("phone", "+33612345678", "+33612345678 ext. 12", False),
        ("phone", "0612345678", "06 12 34 56 78", False),
        ("phone", "", "", True),
        ("phone", "", "+33612345678", False),
        ("phone", "ask me", "ask her", False),
        ("email", "Ann@Acme.example", "ann@acme.example", True),
        ("jobtitle", "Head  of Sales ", "Head of Sales", True),
        ("jobtitle", "CTO", "cto", False),
        ("city", "Évry", "E\u0301vry", True),
        ("zip", "+33612345678", "+33 6 12 34 56 78", False),
    ],
)
def test_values_say_the_same_in_another_spelling_only_where_nothing_else_can_be_meant(name, one, other, same):
    assert typed_values.same_value(name, one, other) is same
    assert typed_values.same_value(name, other, one) is same
