"""Checks the licence of every package that the assistant runs on: `make licences`."""

import sys
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from cyclonedx.model.component import Component
from cyclonedx.model.license import LicenseExpression
from license_expression import AND, OR, ExpressionError, Licensing
from packaging.utils import canonicalize_name

from supply_chain.bill_of_materials import bill_of_materials
from supply_chain.judgements import FILE, Judgements, read_judgements
from supply_chain.lock_file import RUNTIME, read_lock

_LICENSING = Licensing()


def complaints(components: Iterable[Component], judgements: Judgements) -> Iterator[str]:
    """What is wrong with the licences of these packages, a line for each."""
    packages: dict[str, Component] = {canonicalize_name(one.name): one for one in components}
    for name, component in packages.items():
        if trouble := _trouble(component, judgements):
            yield f"{name} {component.version}: {trouble}"
    for name, reading in judgements.readings.items():
        if name not in packages or packages[name].version != reading.version:
            yield f"{name} {reading.version}: is judged and not locked; look at the version that is"


def _trouble(component: Component, judgements: Judgements) -> str | None:
    declared = declared_licences(component)
    reading = judgements.readings.get(canonicalize_name(component.name))
    if reading is None:
        if not declared:
            return "names no licence"
        wrong = [each for each in declared if not _allowed(each, judgements.allowed)]
        return f"is under {' and '.join(wrong)}, which is not allowed" if wrong else None
    if declared and " AND ".join(declared) != reading.licence:
        return f"is judged to be under {reading.licence}, and says {' AND '.join(declared)}"
    return None


def declared_licences(component: Component) -> tuple[str, ...]:
    """What a package says it is under, all of which count: expressions, identifiers, or names."""
    texts = (
        one.value if isinstance(one, LicenseExpression) else one.id or one.name for one in component.licenses
    )
    return tuple(sorted(filter(None, texts)))


def _allowed(licence: str, allowed: AbstractSet[str]) -> bool:
    """Whether a licence, or what is needed of several, is allowed; what cannot be read is not."""
    if licence in allowed:
        return True
    try:
        return _holds(_LICENSING.parse(licence), allowed)
    except ExpressionError:
        return False


def _holds(node: object, allowed: AbstractSet[str]) -> bool:
    if isinstance(node, AND):
        return all(_holds(one, allowed) for one in node.args)
    if isinstance(node, OR):
        return any(_holds(one, allowed) for one in node.args)
    return str(node) in allowed


def main() -> int:
    """Tell what is wrong; returns the exit code."""
    locked = read_lock(RUNTIME)
    found = list(complaints(bill_of_materials(locked).components, read_judgements()))
    for each in found:
        print(each, file=sys.stderr)
    print(
        f"LICENCES: {len(found)} faults; update, replace, or decide in {FILE.name} with the reason"
        if found
        else f"licences: {len(locked)} packages, all of them allowed"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
