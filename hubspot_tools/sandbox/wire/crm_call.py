"""A request as handlers see it, and what they answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from starlette.datastructures import QueryParams
from starlette.requests import Request

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.records.digits import whole_number

JsonObject = dict[str, Any]

FIRST_WITH_RULES = "2026-09"

_JAVA_TYPES: Mapping[type, str] = {
    dict: "java.util.LinkedHashMap",
    list: "java.util.ArrayList",
    str: "java.lang.String",
}
_JSON_TOKENS: Mapping[type, str] = {
    dict: "START_OBJECT",
    list: "START_ARRAY",
    str: "VALUE_STRING",
    bool: "VALUE_TRUE",
    int: "VALUE_NUMBER_INT",
    float: "VALUE_NUMBER_FLOAT",
    type(None): "VALUE_NULL",
}


@dataclass(frozen=True, slots=True)
class CrmReply:
    """A handler's answer: a JSON object, or None for an empty body."""

    body: Mapping[str, Any] | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NO_CONTENT = CrmReply(None, 204)


@dataclass(frozen=True, slots=True)
class CrmCall:
    """A request, its body read."""

    method: str
    path: str
    base_url: str
    authorization: str
    path_parts: Mapping[str, str]
    query: QueryParams
    body: bytes
    content_type: str = ""

    @classmethod
    async def of(cls, request: Request) -> Self:
        """Read a request."""
        return cls(
            method=request.method,
            path=request.url.path,
            base_url=str(request.base_url).rstrip("/"),
            authorization=request.headers.get("Authorization", ""),
            path_parts=request.path_params,
            query=request.query_params,
            body=await request.body(),
            content_type=request.headers.get("Content-Type", ""),
        )

    @property
    def is_search(self) -> bool:
        """Whether this is a search, which has a budget of its own and no rate-limit headers."""
        return self.method == "POST" and self.path.endswith("/search")

    @property
    def enforces_rules(self) -> bool:
        """Whether the version that is spoken holds writes to the administrators' rules."""
        return f"/{FIRST_WITH_RULES}/" in f"{self.path}/"

    def flag(self, name: str) -> bool:
        """A boolean of the query string, in any case (`archived=False`)."""
        return self.query.get(name, "").lower() == "true"

    def names(self, name: str) -> list[str]:
        """A list of the query string, repeated (`a=1&a=2`), with commas (`a=1,2`), or both."""
        return [
            part.strip() for value in self.query.getlist(name) for part in value.split(",") if part.strip()
        ]

    def limit(self, *, default: int, highest: int) -> int:
        """The page size of the query string.

        Raises:
            CrmError: 400 when it is no number from 1 to `highest`.
        """
        text = self.query.get("limit")
        if text is None:
            return default
        number = whole_number(text)
        if number is None or not 1 <= number <= highest:
            raise errors.bad_request(
                f"The limit must be a number from 1 to {highest}; you asked for {text[:20]}."
            )
        return number

    def json(self) -> JsonObject:
        """The body, which must be a JSON object.

        Raises:
            CrmError: 400.
        """
        read = self._parsed()
        if not isinstance(read, dict):
            raise self.wrong_kind(read, dict)
        return read

    def list_of_objects(self) -> list[JsonObject]:
        """The body, which must be a list of JSON objects.

        Raises:
            CrmError: 400.
        """
        read = self._parsed()
        if not isinstance(read, list):
            raise self.wrong_kind(read, list)
        return self.objects({"": read}, "")

    def objects(self, body: JsonObject, key: str) -> list[JsonObject]:
        """The list of objects under `key`; empty when it is absent or null.

        Raises:
            CrmError: 400 when it is anything else.
        """
        listed = self.expect(body, key, list)
        for one in listed or []:
            if not isinstance(one, dict):
                raise self.wrong_kind(one, dict, key)
        return listed or []

    def strings(self, body: JsonObject, key: str) -> list[str]:
        """The list of texts under `key`; empty when it is absent or null.

        Raises:
            CrmError: 400 when it is anything else.
        """
        listed = self.expect(body, key, list) or []
        return [self.text(one, key) for one in listed]

    def properties(self, holder: JsonObject) -> dict[str, str]:
        """The properties to write: numbers and booleans become text, null says nothing.

        Raises:
            CrmError: 400 when they are no object, or a value is an object or a list.
        """
        given = self.expect(holder, "properties", dict) or {}
        return {clean(name): self.text(value, name) for name, value in given.items() if value is not None}

    def expect(self, body: JsonObject, key: str, kind: type) -> Any:
        """What stands under `key`: of that kind, or None.

        Raises:
            CrmError: 400 when it is of another kind.
        """
        value = body.get(key)
        if value is not None and not isinstance(value, kind):
            raise self.wrong_kind(value, kind, key)
        return value

    def text(self, value: object, key: str) -> str:
        """A JSON scalar as text.

        Raises:
            CrmError: 400 for an object, a list or null.
        """
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, str):
            return clean(value)
        raise self.wrong_kind(value, str, key)

    def _parsed(self) -> Any:
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            raise errors.bad_json(error.lineno, error.colno, error.msg) from error
        except (ValueError, RecursionError) as error:
            raise errors.bad_json(1, 1, "Unexpected characters or nesting") from error

    def wrong_kind(self, value: object, wanted: type, key: str | None = None) -> errors.CrmRefusal:
        """The refusal of a value of the wrong JSON kind, with its place in the body."""
        place = 0
        if key is not None:
            place = max(0, self.body.find(json.dumps(key).encode()))
        before = self.body[:place].decode(errors="replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        found = _JSON_TOKENS.get(type(value), "VALUE_NULL")
        return errors.bad_json(
            line, column, f"Cannot deserialize instance of `{_JAVA_TYPES[wanted]}` out of {found} token"
        )


def required(body: JsonObject, names: Sequence[str]) -> None:
    """Refuse a body that lacks one of these fields.

    Raises:
        CrmError: 400, naming those that lack.
    """
    lacking = [name for name in names if body.get(name) is None]
    if lacking:
        raise errors.missing_fields(lacking)


def clean(text: str) -> str:
    """Text that UTF-8 can carry: half a surrogate pair becomes `?`, as Java's encoder has it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
