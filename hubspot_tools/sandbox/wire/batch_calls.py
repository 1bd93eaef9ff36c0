"""The calls on up to a hundred contacts at once.

What decides between all-or-nothing and a partial answer (HubSpot's error-handling page): a batch of writes is
partial, 207, only when every input carries its own `objectWriteTraceId`; an upsert by e-mail never is. Ids that
no contact has are reported, 207, by read and update in any case.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.errors import CrmRefusal
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.contact_rows import Record
from hubspot_tools.sandbox.wire import shapes
from hubspot_tools.sandbox.wire.contact_calls import create_one, update_one
from hubspot_tools.sandbox.wire.crm_call import NO_CONTENT, CrmCall, CrmReply, JsonObject, required

MOST_INPUTS = 100
TRACE = "objectWriteTraceId"
NOT_FOUND = "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid."


@dataclass(slots=True)
class Outcome:
    """What a batch has done so far."""

    started: int = field(default_factory=instants.now)
    results: list[JsonObject] = field(default_factory=list)
    failures: list[JsonObject] = field(default_factory=list)
    missing: list[JsonObject] = field(default_factory=list)
    not_found: str = NOT_FOUND

    def reply(self, status: int) -> CrmReply:
        """The answer: `status`, or 207 when something failed. Results do not come in the order of the inputs."""
        body: JsonObject = {
            "status": "COMPLETE",
            "results": sorted(self.results, key=lambda one: int(one["id"]), reverse=True),
            "startedAt": instants.iso(self.started),
            "completedAt": instants.iso(instants.now()),
        }
        failures = [*self.failures, *self._missing()]
        if failures:
            body |= {"numErrors": len(failures), "errors": failures}
        return CrmReply(body, 207 if failures else status)

    def _missing(self) -> list[JsonObject]:
        """One entry for all ids without a trace, and one for each that has a trace to be told by."""
        untraced = [one["id"] for one in self.missing if TRACE not in one]
        traced = [one for one in self.missing if TRACE in one]
        entries = [self._entry({"ids": untraced})] if untraced else []
        return entries + [self._entry({"ids": [one["id"]], TRACE: [one[TRACE]]}) for one in traced]

    def _entry(self, context: JsonObject) -> JsonObject:
        return errors.batch_entry("OBJECT_NOT_FOUND", self.not_found, context)


def read(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/batch/read. An input that names a contact twice, or by two addresses, gets it once."""
    body = call.json()
    id_property = call.expect(body, "idProperty", str)
    view = shapes.View(call.strings(body, "properties"), call.strings(body, "propertiesWithHistory"))
    archived = call.flag("archived")
    outcome = Outcome()
    seen: set[int] = set()
    for one in inputs_of(call, body):
        record = _known(crm, one["id"], id_property)
        if record is None or (record.archived_at is not None) != archived:
            outcome.missing.append({"id": one["id"]})
        elif record.id not in seen:
            seen.add(record.id)
            outcome.results.append(view.show(crm, record))
    return outcome.reply(200)


def create(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/batch/create: 201."""
    inputs = inputs_of(call, call.json(), needs=("properties",))

    def create_input(one: JsonObject) -> JsonObject:
        return shapes.created(create_one(crm, call, one))

    return _each(crm, inputs, create_input, partial=_are_traced(inputs)).reply(201)


def update(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/batch/update."""
    inputs = inputs_of(call, call.json(), needs=("id", "properties"))
    _refuse_duplicates(inputs)
    known = {one["id"]: _known(crm, one["id"], call.expect(one, "idProperty", str)) for one in inputs}
    found = {
        name: record for name, record in known.items() if record is not None and record.archived_at is None
    }

    def update_input(one: JsonObject) -> JsonObject:
        given = call.properties(one)
        return shapes.updated(update_one(crm, call, found[one["id"]], given), given)

    present = [one for one in inputs if one["id"] in found]
    outcome = _each(crm, present, update_input, partial=_are_traced(inputs))
    outcome.missing = [one for one in inputs if one["id"] not in found]
    return outcome.reply(200)


def upsert(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/batch/upsert: each result says whether it is `new`."""
    inputs = inputs_of(call, call.json(), needs=("id", "idProperty", "properties"))
    _refuse_duplicates(inputs)

    def upsert_input(one: JsonObject) -> JsonObject:
        id_property, given = call.text(one["idProperty"], "idProperty"), call.properties(one)
        record = crm.contacts.known(one["id"], id_property)
        if record is None:
            given = {id_property: one["id"], **given}
            crm.write_rules.refuse(given, None, enforced=call.enforces_rules)
            stored = crm.contacts.create(given)
        else:
            stored = update_one(crm, call, record, given)
        return {**shapes.updated(stored, {id_property, *given}), "new": record is None}

    by_email = any(one["idProperty"] == "email" for one in inputs)
    return _each(crm, inputs, upsert_input, partial=_are_traced(inputs) and not by_email).reply(200)


def archive(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/batch/archive: 204, whether the contacts exist or not."""
    inputs = inputs_of(call, call.json())
    _refuse_duplicates(inputs)
    with crm.transaction():
        for one in inputs:
            record = _known(crm, one["id"], None)
            if record is not None and record.archived_at is None:
                crm.contacts.archive(record)
    return NO_CONTENT


def _each(
    crm: Crm, inputs: Iterable[JsonObject], work: Callable[[JsonObject], JsonObject], *, partial: bool
) -> Outcome:
    outcome = Outcome()
    with crm.transaction():
        for one in inputs:
            trace = {TRACE: one[TRACE]} if TRACE in one else {}
            try:
                with crm.transaction():
                    outcome.results.append({**work(one), **trace})
            except CrmRefusal as refusal:
                if not partial:
                    raise
                outcome.failures.append(_failure(refusal, one[TRACE]))
    return outcome


def _failure(refusal: CrmRefusal, trace: str) -> JsonObject:
    context = {**refusal.parts.get("context", {}), TRACE: [trace]}
    category = refusal.parts.get("category", "OBJECT_NOT_FOUND")
    kept = ("errors", "links", "errorType", "errorTokens")
    parts = {name: refusal.parts[name] for name in kept if name in refusal.parts}
    return errors.batch_entry(category, str(refusal), context, **parts)


def _known(crm: Crm, reference: str, id_property: str | None) -> Record | None:
    try:
        return crm.contacts.known(reference, id_property)
    except CrmRefusal as refusal:
        # In a batch, an id that is no number is one that no contact has.
        if refusal.status == 404:  # noqa: PLR2004 - HTTP
            return None
        raise


def inputs_of(call: CrmCall, body: JsonObject, needs: Sequence[str] = ("id",)) -> list[JsonObject]:
    """The inputs of a batch.

    Raises:
        CrmError: 400 when there are none, too many, or one lacks what it needs.
    """
    required(body, ["inputs"])
    inputs = call.objects(body, "inputs")
    if not inputs:
        raise errors.bad_request("The batch has no inputs.")
    if len(inputs) > MOST_INPUTS:
        raise errors.bad_request(
            f"A batch can have at most {MOST_INPUTS} inputs; this one has {len(inputs)}."
        )
    for one in inputs:
        required(one, needs)
        if "id" in needs:
            one["id"] = call.text(one["id"], "id")
    return inputs


def _are_traced(inputs: Sequence[JsonObject]) -> bool:
    traces = [one.get(TRACE) for one in inputs]
    return all(isinstance(trace, str) and trace for trace in traces) and len(set(traces)) == len(traces)


def _refuse_duplicates(inputs: Sequence[JsonObject]) -> None:
    ids = [one["id"].lower() for one in inputs]
    doubled = [one for one in dict.fromkeys(ids) if ids.count(one) > 1]
    if doubled:
        raise errors.duplicate_ids(doubled)
