"""Tools: strict schemas that cost little, and calls that are checked before they run."""

import json

import pytest

from assistant.agent.contact_tools import CREATE, SEARCH, UPDATE
from assistant.agent.tools import Tool, Toolbox, ToolResult, UnusableCall, schema_of
from assistant.models.messages import ToolCall
from hubspot_tools.contacts import MOST_FURTHER, CreateContact, SearchContacts, UpdateContact

SCHEMAS = [
    schema_of(SEARCH, SearchContacts),
    schema_of(CREATE, CreateContact),
    schema_of(UPDATE, UpdateContact),
]


@pytest.fixture
def toolbox():
    async def search(query: SearchContacts) -> ToolResult:
        return ToolResult({"name": query.name})

    return Toolbox(Tool(SEARCH, SearchContacts, search))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_schemas_are_strict(schema):
    assert schema.parameters["additionalProperties"] is False
    assert set(schema.parameters["required"]) == set(schema.parameters["properties"])
    assert "$ref" not in json.dumps(schema.parameters)


def test_only_what_must_be_given_refuses_null():
    properties = schema_of(UPDATE, UpdateContact).parameters["properties"]
    assert properties["contact_id"]["type"] == "string"
    assert all("null" in kind["type"] for name, kind in properties.items() if name != "contact_id")


def test_there_are_three_tools_and_none_deletes_or_merges():
    assert [schema.name for schema in SCHEMAS] == ["search_contacts", "create_contact", "update_contact"]


async def test_a_good_call_runs_with_typed_arguments(toolbox):
    prepared = toolbox.prepare(ToolCall("1", SEARCH, '{"name": " Zoé ", "page": null}'))
    assert (await prepared.run()).content == {"name": "Zoé"}


def test_an_unknown_tool_is_answered_with_the_tools_there_are(toolbox):
    with pytest.raises(UnusableCall) as refused:
        toolbox.prepare(ToolCall("1", "delete_contact", "{}"))
    assert refused.value.answer == {"status": "error", "error": "unknown_tool", "tools": [SEARCH]}


@pytest.mark.parametrize(
    "arguments",
    [
        "{",
        "[]",
        "null",
        '{"name": 3}',
        '{"filters": []}',
        '{"page": "two"}',
        '{"name": "' + "x" * 1001 + '"}',
    ],
)
def test_bad_arguments_are_told_and_never_quoted_back(toolbox, arguments):
    with pytest.raises(UnusableCall) as refused:
        toolbox.prepare(ToolCall("1", SEARCH, arguments))
    assert refused.value.answer["error"] == "invalid_arguments"
    assert "xxx" not in json.dumps(refused.value.answer)


def test_no_arguments_at_all_are_an_empty_search(toolbox):
    assert toolbox.prepare(ToolCall("1", SEARCH, "")).arguments == SearchContacts()


@pytest.mark.parametrize("tool", [CreateContact, UpdateContact])
def test_a_call_that_names_more_properties_than_anybody_would_is_refused(tool):
    toolbox = Toolbox(Tool("write", tool, None))
    known = {"contact_id": "1"} if tool is UpdateContact else {}
    for count, fits in ((MOST_FURTHER, True), (MOST_FURTHER + 1, False)):
        other = [{"name": f"property{number}", "value": "x"} for number in range(count)]
        call = ToolCall("call_0", "write", json.dumps({**known, "other": other}))
        if fits:
            assert toolbox.prepare(call)
        else:
            with pytest.raises(UnusableCall):
                toolbox.prepare(call)
