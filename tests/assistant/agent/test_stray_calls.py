"""Calls that a model writes as text never reach anybody, however they are cut; text comes through as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.agent.stray_calls import StrayCalls

TOOLS = ("search_contacts", "create_contact", "update_contact")


def shown(*pieces: str) -> str:
    words = StrayCalls(TOOLS)
    return "".join(map(words.feed, pieces)) + words.finish()


CALLS = [
    '<tool_call>\n{"name": "create_contact", "arguments": {"email": "a@b.example"}}\n</tool_call>',
    '<function=search_contacts>{"name": "Marie"}</function>',
    '<invoke name="search_contacts"><parameter name="name">Marie</parameter></invoke>',
    "<think>The person wants Marie.</think>",
    '```json\n{"name": "search_contacts", "arguments": {"name": "Marie"}}\n```',
    '```\n[{"name": "search_contacts"}]\n```',
    '```tool_code\nprint(search_contacts(name="Marie"))\n```',
    '{"name": "create_contact", "parameters": {"company": "a } b"}}',
    '[{"name": "search_contacts", "arguments": {}}]',
    '`{"name": "search_contacts"}`',
    "{'name': 'search_contacts', 'arguments': {}}",
    '[TOOL_CALLS][{"name": "search_contacts", "arguments": {}}]',
    '[TOOL_CALLS]search_contacts[ARGS]{"name": "Marie"}',
    '<|python_tag|>search_contacts.call(name="Marie")<|eom_id|>',
    'functions.search_contacts({"name": "D\'Aubigné"})',
    'search_contacts(name="Marie (Durand)", email=None)',
    'print(default_api.create_contact(email="x@y.example"))',
    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>search_contacts\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    'to=functions.search_contacts <|message|>{"name": "Marie"}<|call|>',
    '<|start|>assistant<|channel|>commentary to=functions.search_contacts <|constrain|>json<|message|>{"name": "M"}<|call|>',
    "<|start|>assistant<|channel|>analysis<|message|>The person wants Marie.<|end|><|start|>assistant<|channel|>final<|message|>",
    "<start_function_call>call:search_contacts{name:<escape>Marie<escape>}<end_function_call>",
    (
        '<|tool_calls_section_begin|><|tool_call_begin|>functions.search_contacts:0<|tool_call_argument_begin|>{"name": "M"}'
        "<|tool_call_end|><|tool_calls_section_end|>"
    ),
    "<search_contacts>\n<name>Marie</name>\n</search_contacts>",
    "<search_contacts/>",
    "<action>search_contacts</action><args>Marie</args>",
    '<tools>\n{"name": "search_contacts"}\n</tools>',
    "<tool_call>search_contacts\n<arg_key>name</arg_key>\n<arg_value>Marie</arg_value>\n</tool_call>",
    '[search_contacts(name="Marie"), update_contact(id="1", city="Lyon")]',
    '`search_contacts(name="Marie")`',
    'await search_contacts(name="Marie")',
    'result = search_contacts(name="Marie")',
    'CALL search_contacts(name="Marie")',
    'search_contacts: {"name": "Marie"}',
    'Tool call: search_contacts\nArguments: {"name": "Marie"}',
    '{name: "Marie", limit: 5}',
    'multi_tool_use.parallel({"tool_uses": [{"recipient_name": "functions.search_contacts"}]})',
    "```yaml\ntool: search_contacts\nname: Marie\n```",
    "```python\nfound = search_contacts(name='Marie')\nprint(found)\n```",
    "\nThought: I look for Marie.\nAction: search_contacts\nAction Input: Marie\nObservation: nobody\n",
    "[THINK]The person wants Marie.[/THINK]",
    "◁think▷The person wants Marie.◁/think▷",
    "<reasoning>The person wants Marie.</reasoning>",
    "<start_of_turn>model\n",
    "<|im_start|>assistant\n",
    "</s>",
]
TEXTS = [
    "Two contacts [1] and a < b > c {x} `code` ~5.",
    "Functions. I used search_contacts, tools and APIs.",
    "```\nhello\n```",
    "a <b>bold</b> word, <https://x.example> and [a link](x)",
    "Lequel ? l'adresse {ville} [OK] ~~barré~~",
    "print this to me. Action: call her back",
    "Name: Marie Durand\nCity: Lyon\nPhone: 06 39 98 11 22",
    "Arguments for it: none. Result = 5. Await news; return calls.",
    "Thoughts? Observation: she left. Call: tomorrow. @marie, $5",
    "- [ ] rappeler [x] {ville}, {city: unknown} ◁",
    "5 > 3, <3, {}, [], (), `` and <",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_of_a_call_nothing_is_left_and_the_words_around_it_stay(call, size):
    answer = f"Voici. {call} Merci."
    pieces = [answer[place : place + size] for place in range(0, len(answer), size)]
    assert shown(*pieces).split() == ["Voici.", "Merci."]


@pytest.mark.parametrize("call", CALLS)
def test_of_a_call_behind_a_long_piece_nothing_is_left(call):
    before = "mot " * 500
    assert shown(f"{before}{call} Merci.").split() == [*before.split(), "Merci."]


def test_of_a_call_in_indented_lines_nothing_is_left():
    answer = "name: search_contacts\narguments:\n  name: Marie\n  city: Lyon\nMerci."
    assert shown(answer).split() == shown(*answer).split() == ["Merci."]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_text_comes_through_as_it_is(text, size):
    assert shown(*(text[place : place + size] for place in range(0, len(text), size))) == text


@pytest.mark.parametrize("call", CALLS[:9])
def test_a_call_that_was_cut_short_is_no_text_either(call):
    for end in range(12, len(call)):
        rest = shown(call[:end])
        assert "search_contacts" not in rest
        assert "{" not in rest


PARTS = [
    *(
        "<tool_call>",
        "</tool_call>",
        '{"name": ',
        '"x"',
        "}",
        "{",
        "[",
        "[TOOL_CALLS]",
        "```",
        "`",
        "json",
        "\n",
        " ",
    ),
    *(
        "functions.",
        "search_contacts",
        "(",
        ")",
        '"',
        "'",
        "<|python_tag|>",
        "<",
        ">",
        "|",
        "to=",
        "print(",
        "hello",
    ),
    *(
        "Action:",
        "[ARGS]",
        "<function=",
        "</function>",
        ".",
        "a",
        "~~~",
        ":",
        "<think>",
        "</think>",
        "\\",
        "é",
    ),
    *(
        "<|channel|>",
        "<|message|>",
        "<|end|>",
        "<|start|>",
        "assistant",
        "<start_",
        "call",
        "Thought:",
        "arguments:",
        "name: ",
        "[THINK]",
        "◁think▷",
        "/",
        "@",
        "=",
    ),
]


@given(
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
@example("```\njsonjson", [1])
@example("<<<tool_call>", [1])
def test_how_an_answer_is_cut_changes_nothing(answer, sizes):
    pieces, place = [], 0
    while place < len(answer):
        pieces.append(answer[place : place + sizes[len(pieces) % len(sizes)]])
        place += len(pieces[-1])
    assert shown(answer) == shown(*pieces) == shown(*answer)


@given(st.text(st.characters(exclude_characters="<[{`~", codec="utf-8")).filter(lambda text: "(" not in text))
def test_ordinary_words_are_never_taken_away(text):
    if not any(word in text for word in ("functions.", "Action:", *TOOLS)):
        assert shown(*text) == text


@given(st.text(st.sampled_from("abcfst <[{`.(\n"), max_size=600))
def test_only_little_is_held_back(text):
    words, out = StrayCalls(TOOLS), 0
    for place, char in enumerate(text, start=1):
        out += len(words.feed(char))
        if not words.found:
            assert place - out <= 300
