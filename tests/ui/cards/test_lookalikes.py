"""An address that may be another one than it looks like is told of before it is stored (S27)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.texts import texts_in
from assistant.ui.cards.lookalikes import Doubts, doubts_of
from assistant.ui.cards.proposal_card import proposal_element
from assistant.ui.cards.reader import Reader
from assistant.ui.cards.warnings import address_warnings

APPLE = ("а", "р", "ӏ", "е")

DOUBTFUL = {
    "coded Cyrillic that reads apple": (
        "ann@xn--80ak6aa92e.com",
        Doubts(foreign=APPLE, domain="аррӏе.com", coded_domain="xn--80ak6aa92e.com"),
    ),
    "the same in capitals": (
        "ann@XN--80AK6AA92E.com",
        Doubts(foreign=APPLE, domain="аррӏе.com", coded_domain="xn--80ak6aa92e.com"),
    ),
    "the same as it is read": (
        "ann@аррӏе.com",
        Doubts(foreign=APPLE, domain="аррӏе.com", coded_domain="xn--80ak6aa92e.com"),
    ),
    "a coded domain with an umlaut": (
        "ann@xn--mller-kva.example",
        Doubts(domain="müller.example", coded_domain="xn--mller-kva.example"),
    ),
    "a domain with an umlaut": (
        "ann@müller.example",
        Doubts(domain="müller.example", coded_domain="xn--mller-kva.example"),
    ),
    "a coded label further up": (
        "ann@mail.xn--p1ai",
        Doubts(foreign=("р", "ф"), domain="mail.рф", coded_domain="mail.xn--p1ai"),
    ),
    "a coded domain that holds no letters": (
        "ann@xn--ls8h.example",
        Doubts(domain="💩.example", coded_domain="xn--ls8h.example"),
    ),
    "a coded domain that cannot be read": (
        "ann@xn--99999999999.example",
        Doubts(domain="xn--99999999999.example", coded_domain="xn--99999999999.example"),
    ),
    "a coded domain with nothing in it": (
        "ann@xn--.example",
        Doubts(domain="xn--.example", coded_domain="xn--.example"),
    ),
    "one Cyrillic letter before the at": ("аnn@example.com", Doubts(foreign=("а",), mixed=("аnn",))),
    "one Cyrillic letter in a domain": (
        "ann@pаypal.example",
        Doubts(
            foreign=("а",),
            mixed=("pаypal",),
            domain="pаypal.example",
            coded_domain="xn--pypal-4ve.example",
        ),
    ),
    "one Greek letter": ("jοhn@example.com", Doubts(foreign=("ο",), mixed=("jοhn",))),
    "one Armenian letter": ("jօhn@example.com", Doubts(foreign=("օ",), mixed=("jօhn",))),
    "one Cherokee letter": ("Ꭺnn@example.com", Doubts(foreign=("Ꭺ",), mixed=("Ꭺnn",))),
    "Cyrillic with Greek": ("ааο@example.com", Doubts(foreign=("а", "ο"), mixed=("ааο",))),
    "a part of Cyrillic alone": ("аее.smith@example.com", Doubts(foreign=("а", "е"))),
    "Greek alone": ("γη@example.com", Doubts(foreign=("γ", "η"))),
    "Japanese, whose scripts belong together": (
        "ann@日本かな.example",
        Doubts(
            foreign=("日", "本", "か", "な"),
            domain="日本かな.example",
            coded_domain="xn--u8j2c547sncb.example",
        ),
    ),
    "an i without its dot": ("marıe@example.com", Doubts(phonetic=("ı",))),
    "a phonetic a": ("ɑnn@example.com", Doubts(phonetic=("ɑ",))),
    "a click that reads l": ("pauǀ@example.com", Doubts(phonetic=("ǀ",))),
    "a mark under a letter": ("pau\u0331l@example.com", Doubts(phonetic=("◌\u0331",))),
    "a space without width": ("ann\u200b@example.com", Doubts(invisible=("U+200B",))),
    "a turn of the line": ("ann\u202e@example.com", Doubts(invisible=("U+202E",))),
    "a soft hyphen": ("an\u00adn@example.com", Doubts(invisible=("U+00AD",))),
    "a filler that counts as a letter": ("ann\u3164@example.com", Doubts(invisible=("U+3164",))),
    "a mark without a shape": ("ann\ufe0f@example.com", Doubts(invisible=("U+FE0F",))),
    "half a character": ("ann\ud800@example.com", Doubts(invisible=("U+D800",))),
}

HONEST = (
    "ann@example.com",
    "marie.durand+news@mail.acme.example",
    "o'neil_7@x-y.example",
    "müller@example.com",
    "łukasz@example.com",
    "đặng.thị@example.com",
    "çağri@example.com",
    "josé-maría@example.com",
    "ﬁona@example.com",
    "ａｎｎ@example.com",
    "ann@a-xn--b.example",
    "",
)


@pytest.mark.parametrize(("address", "doubts"), DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_a_doubtful_address_is_known_by_what_is_strange_about_it(address, doubts):
    assert doubts_of(address) == doubts


@pytest.mark.parametrize("address", HONEST)
def test_an_address_in_everyday_letters_raises_no_doubt(address):
    assert doubts_of(address) == Doubts()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("address", [address for address, _ in DOUBTFUL.values()], ids=DOUBTFUL.keys())
def test_each_doubt_is_a_sentence_on_the_card_and_in_its_text(new_contact, address, language):
    proposal = new_contact.model_copy(update={"values": {**new_contact.values, "email": address}})
    sentences = list(address_warnings(address, texts_in(language)))
    card = proposal_element(proposal, Reader(language))
    told = [warning for warning in card.props["warnings"] if warning in sentences]
    assert told == sentences
    assert sentences
    assert card.twin.count("⚠") >= len(sentences)


def test_an_international_domain_is_shown_as_read_and_as_computers_know_it():
    (sentence,) = address_warnings("ann@xn--mller-kva.example", texts_in("en"))
    assert "müller.example" in sentence
    assert "xn--mller-kva.example" in sentence


@pytest.mark.parametrize("name", ["Müller", "Łukasz", "Đặng", "Γιώργος", "Наталья", "山田"])
def test_a_name_in_its_own_script_is_nobody_s_business(new_contact, name):
    proposal = new_contact.model_copy(
        update={"values": {"firstname": name, "lastname": name, "email": "ann@example.com"}}
    )
    assert proposal_element(proposal, Reader("en")).props["warnings"] == []


@given(st.text(max_size=254))
def test_any_text_is_judged_and_what_is_shown_of_it_can_be_seen(text):
    for warning in address_warnings(text, texts_in("en")):
        assert warning.isprintable() or "◌" in warning
        warning.encode()
