"""What HubSpot's published contract says of an answer, as JSON schemas, and whether an answer keeps to it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator

_FILE = Path(__file__).with_suffix(".json")
_HTML = frozenset({404, 405, 502, 504})
"""What HubSpot's routers answer with a page."""


class ContractBroken(AssertionError):
    """An answer that HubSpot would not have given."""


@cache
def contract() -> dict[str, Any]:
    """The whole of it: the calls with what each may answer, and the shapes of the bodies."""
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return told


@cache
def _validator(shape: str) -> Draft202012Validator:
    whole = {"$ref": f"#/$defs/{shape}", "$defs": contract()["$defs"]}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def call_of(method: str, path: str) -> dict[str, Any] | None:
    """The call that such a request makes; None for one that there is not."""
    calls = contract()["calls"]
    return next((one for one in calls if one["method"] == method and re.fullmatch(one["path"], path)), None)


def require_kept(answer: httpx.Response) -> None:
    """Compare an answer with what its call may answer with that status; for httpx's event hooks as well.

    Raises:
        ContractBroken: it has another status, type or shape.
    """
    answer.read()
    request = answer.request
    require_shape(
        request.method,
        request.url.path,
        answer.status_code,
        answer.headers.get("content-type", ""),
        answer.content,
    )


def require_shape(method: str, path: str, status: int, media_type: str, body: bytes) -> None:
    """The same of an answer in its parts."""
    where = f"{method} {path} {status}"
    call = call_of(method, path)
    if media_type.startswith("text/html"):
        if status not in _HTML or b"<title>Error" not in body:
            raise ContractBroken(f"{where}: a page")
        return
    if call is None and status < 400:
        raise ContractBroken(f"{where}: there is no such call")
    shape = "error" if status >= 400 else call["answers"].get(str(status), "?")
    if shape is None:
        if body:
            raise ContractBroken(f"{where}: a body where there is none")
        return
    if shape == "?" or media_type != "application/json;charset=utf-8":
        raise ContractBroken(f"{where}: {media_type}")
    faults = [
        f"{one.json_path}: {one.message[:200]}" for one in _validator(shape).iter_errors(json.loads(body))
    ]
    if faults:
        raise ContractBroken(f"{where}: {faults[:5]}")
