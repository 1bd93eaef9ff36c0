"""The bodies of answers that are not a success, in the forms captured from HubSpot."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hubspot_tools.storage import LOCAL_FILE, StorageTrouble

PORTAL_ID = 90_017_001


VALIDATION_ERROR = "VALIDATION_ERROR"
SCOPES_PAGE = "https://developers.hubspot.com/scopes"


class CrmRefusal(Exception):
    """An answer that is not a success.

    Attributes:
        status: The HTTP status.
        parts: The body apart from its correlation id.
        headers: Headers that go with it.
    """

    def __init__(
        self, status: int, message: str, *, headers: Mapping[str, str] | None = None, **parts: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.parts = parts
        self.headers = dict(headers or {})

    def body(self, correlation_id: str) -> dict[str, Any]:
        """The JSON body. `parts` are its fields after the first three."""
        return {"status": "error", "message": str(self), "correlationId": correlation_id, **self.parts}


class TakenValueError(CrmRefusal):
    """A value that must be unique belongs to another contact; it has two faces on the wire.

    A create normally answers 409 with the holder's id. When two creates race, and when a unique value is
    written on an existing contact, HubSpot answers 400 and names the writing contact first, the holder second.
    """

    def __init__(self, name: str, value: str, *, holder: int, writer: int, as_conflict: bool) -> None:
        self.name, self.value, self.holder, self.writer = name, value, holder, writer
        if as_conflict:
            super().__init__(409, f"Contact already exists. Existing ID: {holder}", category="CONFLICT")
        else:
            super().__init__(400, self._race_message(), **self._race_parts())

    def with_face(self, *, as_conflict: bool) -> "TakenValueError":
        """The same refusal, shown the other way."""
        return TakenValueError(
            self.name, self.value, holder=self.holder, writer=self.writer, as_conflict=as_conflict
        )

    def _race_message(self) -> str:
        return (
            f"Cannot set PropertyValueCoordinates{{portalId={PORTAL_ID}, "
            f"objectTypeId=ObjectTypeId{{legacyObjectType=CONTACT}}, propertyName={self.name}, "
            f"value={self.value}}} on {self.writer}. {self.holder} already has that value."
        )

    def _race_parts(self) -> dict[str, Any]:
        if self.name == "email":
            return {"category": VALIDATION_ERROR}
        tokens = {
            "existingObjectId": [str(self.holder)],
            "objectId": [str(self.writer)],
            "conflictingValue": [self.value],
            "propertyName": [self.name],
        }
        return {"category": VALIDATION_ERROR, "errorType": "UNIQUE_VALUE_CONFLICT", "errorTokens": tokens}


def issue(name: str, code: str, message: str) -> dict[str, Any]:
    """One entry of the list inside a "Property values were not valid" message."""
    return {
        "isValid": False,
        "message": message,
        "error": code,
        "name": name,
        "localizedErrorMessage": message,
        "portalId": PORTAL_ID,
    }


def invalid_properties(issues: Sequence[Mapping[str, Any]]) -> CrmRefusal:
    """400: the issues stand as JSON inside the message, and once more in `errors`."""
    listed = json.dumps(issues, ensure_ascii=False, separators=(",", ":"))
    errors = [
        {"message": i["message"], "code": i["error"], "context": {"propertyName": [i["name"]]}}
        for i in issues
    ]
    return CrmRefusal(
        400, f"Property values were not valid: {listed}", category=VALIDATION_ERROR, errors=errors
    )


def bad_request(message: str, *, context: Mapping[str, Sequence[str]] | None = None) -> CrmRefusal:
    """400 with a sentence of its own."""
    parts: dict[str, Any] = {"context": context} if context else {}
    return CrmRefusal(400, message, **parts, category=VALIDATION_ERROR)


def bad_json(line: int, column: int, why: str) -> CrmRefusal:
    """400: the body is not JSON, or not of the expected shape."""
    return bad_request(f"Invalid input JSON on line {line}, column {column}: {why}")


def missing_fields(names: Iterable[str]) -> CrmRefusal:
    """400: a field the call cannot do without."""
    return bad_request(
        f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{', '.join(names)}]"
    )


def nothing_to_update() -> CrmRefusal:
    """400: a PATCH without a property."""
    return bad_request(
        "No properties found to update, please provide at least one.", context={"properties": ["{}"]}
    )


def nothing_to_create() -> CrmRefusal:
    """400: a create with none of the properties of which HubSpot wants one (contacts guide)."""
    return bad_request(
        "Error creating CONTACT. Some required properties were not set.",
        context={"properties": ["email", "firstname", "lastname"]},
    )


def duplicate_ids(ids: Sequence[str]) -> CrmRefusal:
    """400: one id twice in a batch."""
    return bad_request(
        f"Duplicate IDs found in batch input: [{', '.join(ids)}]. IDs must be unique", context={"ids": ids}
    )


def no_such_record() -> CrmRefusal:
    """404 for an id that no contact has. HubSpot gives it no category."""
    return CrmRefusal(404, "resource not found")


def not_an_id(reference: str) -> CrmRefusal:
    """404 for something that is not an id. The two spaces are HubSpot's."""
    return CrmRefusal(
        404,
        "Object not found.  objectId are usually numeric.",
        context={"id": [reference]},
        category="OBJECT_NOT_FOUND",
    )


def no_credentials() -> CrmRefusal:
    """401."""
    return CrmRefusal(
        401,
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
        "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
        category="INVALID_AUTHENTICATION",
    )


def expired_token() -> CrmRefusal:
    """401."""
    return CrmRefusal(
        401,
        "The OAuth token used to make this call expired 7 second(s) ago.",
        category="EXPIRED_AUTHENTICATION",
    )


def missing_scopes(scopes: Sequence[str]) -> CrmRefusal:
    """403."""
    needed = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": list(scopes)},
    }
    return CrmRefusal(
        403,
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes "
        f"here: {SCOPES_PAGE}.",
        errors=[needed],
        links={"scopes": SCOPES_PAGE},
        category="MISSING_SCOPES",
    )


def too_many_calls(policy: str, period: str, *, retry_after: int | None = None) -> CrmRefusal:
    """429. `policy` is TEN_SECONDLY_ROLLING, SECONDLY or DAILY. HubSpot documents no Retry-After."""
    parts = {"errorType": "RATE_LIMIT", "policyName": policy}
    if policy == "TEN_SECONDLY_ROLLING":
        parts["groupName"] = f"publicapi:private_app-api-calls-ten-secondly:{PORTAL_ID}:1"
    if policy == "DAILY":
        parts["requestId"] = "3d3e35b7-0000-4000-8000-000000000000"
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return CrmRefusal(429, f"You have reached your {period} limit.", headers=headers, **parts)


def batch_entry(
    category: str, message: str, context: Mapping[str, Sequence[str]], **parts: Any
) -> dict[str, Any]:
    """One entry of `errors` in a 207, which has `errors` and `links` also where they are empty."""
    told = {"errors": [], "links": {}, **parts}
    return {"status": "error", "category": category, "message": message, "context": context, **told}


def locked() -> CrmRefusal:
    """Answer 423: another change of the same record is under way.

    It takes about two seconds. Body not captured: ours.
    """
    return CrmRefusal(423, "The record is locked by another operation. Please try again.", category="LOCKED")


def migrating(retry_after: int) -> CrmRefusal:
    """477 with Retry-After in seconds: the account moves between data centres. Body not captured: ours."""
    return CrmRefusal(
        477,
        "This account is being migrated. Please try again later.",
        headers={"Retry-After": str(retry_after)},
        category="MIGRATION_IN_PROGRESS",
    )


def file_unusable(trouble: StorageTrouble) -> CrmRefusal:
    """Answer 507: the local CRM's own file cannot be opened or written.

    Nothing was written. HubSpot has no such answer.
    """
    return CrmRefusal(
        507, "The local contacts cannot be stored.", category=LOCAL_FILE, subCategory=trouble.value
    )


def internal_error() -> CrmRefusal:
    """500."""
    return CrmRefusal(500, "internal error")
