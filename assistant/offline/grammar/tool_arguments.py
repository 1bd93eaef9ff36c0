"""Values by property as the arguments of the tools."""

from collections.abc import Mapping
from typing import Any, Final

from assistant.language.requests.intents import Update
from hubspot_tools.contacts import ContactValues

_NAMED: Final = tuple(name for name in ContactValues.model_fields if name != "other")


def create_arguments(values: Mapping[str, str]) -> dict[str, Any]:
    """Arguments of `create_contact`."""
    named: dict[str, Any] = {name: values[name] for name in _NAMED if values.get(name)}
    other = [{"name": name, "value": value} for name, value in values.items() if name not in _NAMED and value]
    return named | ({"other": other} if other else {})


def update_arguments(contact_id: str, update: Update) -> dict[str, Any]:
    """Arguments of `update_contact`."""
    arguments = {"contact_id": contact_id} | create_arguments(update.changes)
    return arguments | ({"clear": list(update.clear)} if update.clear else {})
