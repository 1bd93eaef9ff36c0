import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.ui.cards.markdown import (
    WORD_JOINER,
    ModelText,
    escape,
    escape_line,
    link,
    model_markdown,
    visible,
)

# What mdast-util-gfm-autolink-literal makes a link of, in text whose backslashes are gone already.
BARE_ADDRESS = re.compile(r"(https?://|www(?=\.))([-.\w]+)([^ \t\r\n]*)", re.IGNORECASE)
DIRECTIVE = re.compile(r"(?<!\\):[A-Za-z]")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
DANGEROUS = {
    "image", "link_open", "html_inline", "html_block", "code_inline", "code_block", "fence", "heading_open", "hr",
    "table_open", "bullet_list_open", "ordered_list_open", "blockquote_open",
}  # fmt: skip
LOADS_OR_LEADS = {"image", "link_open", "html_inline", "html_block", "code_inline", "code_block", "fence"}

ATTACKS = [
    "![x](https://evil.example/?q=1)",
    "![x][1]\n\n[1]: https://evil.example/x.png",
    "[click](https://evil.example)",
    "[click]\n\n[click]: https://evil.example",
    "<img src=https://evil.example/x.png>",
    "<a href='//evil.example'>x</a>",
    "<https://evil.example>",
    "https://evil.example/track",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "https&#58;//evil.example",
    "https&colon;//evil.example",
    "https:\\//evil.example",
    "//evil.example",
    "[x](data:text/html;base64,AAAA)",
    "[x](javascript:alert)",
    ":x[label]{src=https://evil.example}",
    "::x[label]",
    ":::note\nboo\n:::",
    "```\n![x](https://evil.example)\n```",
    "`![x](https://evil.example)`",
    "    ![x](https://evil.example)",
    "$$\\href{https://evil.example}{x}$$",
    "| a |\n| - |\n| b |",
    "# Heading\n\n---\n\n1. one\n- two\n> three",
    "Status:open Email:john@example.com",
    "http\u200bs://evil.example",
    "\u202ehttps://evil.example",
]

texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=r"!\[]()<>`*_~#|:/.&;wht psa1-+=" + "\n\u200b", max_size=60),
    st.lists(st.sampled_from(ATTACKS), max_size=3).map(" ".join),
)


def tokens(markdown):
    for block in PARSER.parse(markdown):
        yield block
        yield from block.children or ()


def shown(markdown):
    """The text a reader sees, block by block, as the front end has it before it looks for addresses."""
    parts = []
    for block in PARSER.parse(markdown):
        if block.type == "inline":
            inside = ["\n" if t.type in {"softbreak", "hardbreak"} else t.content for t in block.children]
            parts.append("".join(inside))
    return "\n".join(parts)


@given(texts)
def test_an_escaped_text_shows_exactly_itself(text):
    seen = shown(escape(text)).replace(WORD_JOINER, "")
    assert seen.split() == visible(text).split()


@given(texts)
def test_an_escaped_text_is_nothing_but_text(text):
    assert {token.type for token in tokens(escape(text))}.isdisjoint(DANGEROUS)


@given(texts)
def test_nothing_escaped_becomes_a_link_to_a_site(text):
    assert not BARE_ADDRESS.search(shown(escape(text)))


@given(texts)
def test_no_word_after_a_colon_is_lost(text):
    assert not DIRECTIVE.search(escape(text).replace("\\\\", ""))


@given(texts)
def test_a_model_can_neither_load_nor_lead_anywhere(text):
    markdown = model_markdown(text)
    assert {token.type for token in tokens(markdown)}.isdisjoint(LOADS_OR_LEADS)
    for block in PARSER.parse(markdown):
        for token in block.children or ():
            assert not BARE_ADDRESS.search(token.content)
    assert not DIRECTIVE.search(markdown.replace("\\\\", ""))


@given(texts, st.data())
def test_a_model_s_text_reads_the_same_however_it_is_cut(text, data):
    stream, rest, out = ModelText(), text, ""
    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        out += stream.feed(rest[:cut])
        rest = rest[cut:]
    assert out + stream.finish() == model_markdown(text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_known_attack_ends_as_plain_text(attack):
    for markdown in (escape(attack), escape_line(attack, limit=500, cut_off="…"), model_markdown(attack)):
        assert {token.type for token in tokens(markdown)}.isdisjoint(LOADS_OR_LEADS)
        assert not BARE_ADDRESS.search(shown(markdown))


def test_a_model_keeps_its_emphasis_and_its_lists():
    kinds = {token.type for token in tokens(model_markdown("Here:\n\n- **Ann Lee**\n- *Bo Day*"))}
    assert {"strong_open", "em_open", "bullet_list_open"} <= kinds


def test_everyday_values_need_no_backslash():
    for value in (
        "marie.dupont@acme.example",
        "+33 1 99 00 12 34",
        "O’Neil-Smith",
        "10:30",
        "R&D",
        "a_b@x.example",
    ):
        assert escape_line(value, limit=100, cut_off="…") == value


def test_a_no_break_space_stays_where_french_needs_it():
    assert escape("Bonjour\u00a0!") == "Bonjour\u00a0!"


def test_a_long_value_says_how_much_is_left_out():
    assert escape_line("x" * 510, limit=500, cut_off=" ({count} more)") == "x" * 500 + " (10 more)"


def test_a_value_on_several_lines_becomes_one():
    assert escape_line("12 rue X\r\n\n75000 Paris\n", limit=100, cut_off="…") == "12 rue X ↵ 75000 Paris"


def test_characters_that_hide_or_turn_text_are_dropped():
    assert visible("a\u202eb\u200bc\u2066d\x00e\ud800f\ufeff") == "abcdef"


@pytest.mark.parametrize(
    "url",
    [
        "http://app.hubspot.com/contacts/1",
        "https://evil.example/app.hubspot.com",
        "https://app.hubspot.com.evil.example/",
        "https://evilhubspot.com/",
        "https://app.hubspot.com@evil.example/",
        "https://user@app.hubspot.com/",
        "javascript:alert(1)",
        "//app.hubspot.com/",
        "https://[broken",
        "",
    ],
)
def test_a_card_links_to_hubspot_and_nowhere_else(url):
    assert link("Open", url, hosts=("hubspot.com",)) == ""


def test_a_record_s_address_becomes_a_link():
    url = "https://app-eu1.hubspot.com/contacts/12/record/0-1/101"
    markdown = link("Open in HubSpot", url, hosts=("hubspot.com",))
    opened = [token for token in tokens(markdown) if token.type == "link_open"]
    assert [token.attrs["href"] for token in opened] == [url]


def test_an_address_cannot_break_out_of_its_link():
    markdown = link("Open", "https://app.hubspot.com/a> [x](https://evil.example)<b", hosts=("hubspot.com",))
    opened = [token.attrs["href"] for token in tokens(markdown) if token.type == "link_open"]
    assert len(opened) == 1
    assert opened[0].startswith("https://app.hubspot.com/")
