"""What rights mean for a name, a value or a problem with one. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.access.rights import Rights
from hubspot_tools.errors import NotPermitted, Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY


def require_reader(rights: Rights) -> Rights:
    """Return the rights, where they allow to look at contacts.

    Raises:
        NotPermitted: they do not.
    """
    if not rights.may_read:
        raise NotPermitted(rights.role)
    return rights


def require_writer(rights: Rights) -> Rights:
    """Return the rights, where they allow to have contacts written.

    Raises:
        NotPermitted: they do not.
    """
    if not rights.may_write:
        raise NotPermitted(rights.role)
    return rights


def hides(rights: Rights, name: str) -> bool:
    """Whether a property is hidden, however its internal name is spelled."""
    return _plain(name) in rights.hidden


def visible(rights: Rights, names: Iterable[str]) -> list[str]:
    """Those of these properties that are not hidden."""
    return [name for name in names if not hides(rights, name)]


def unknown(name: str) -> PropertyProblem:
    """What is said of a property that somebody may not see: what is said of one that is not there."""
    return PropertyProblem(property=name, problem=Problem.UNKNOWN_PROPERTY)


def refusals_to_write(rights: Rights, names: Iterable[str]) -> list[PropertyProblem]:
    """Why these properties, by their internal names, are not theirs to write; nothing for those that are."""
    refused = []
    for name in names:
        if hides(rights, name):
            refused.append(unknown(name))
        elif _plain(name) in rights.fixed:
            refused.append(PropertyProblem(property=name, problem=Problem.READ_ONLY))
    return refused


def permitted_labels(rights: Rights, labels: Mapping[str, PropertyLabel]) -> Mapping[str, PropertyLabel]:
    """Return the account's properties as somebody may see and change them."""
    if not rights.hidden and not rights.fixed:
        return labels
    return {
        name: label.model_copy(update={"writable": False}) if name in rights.fixed else label
        for name, label in labels.items()
        if name not in rights.hidden
    }


def permitted_problems(rights: Rights, problems: Sequence[PropertyProblem]) -> list[PropertyProblem]:
    """Problems that suggest no property which somebody may not see."""
    return [_permitted(rights, problem) for problem in problems]


def _permitted(rights: Rights, problem: PropertyProblem) -> PropertyProblem:
    if rights.hidden.isdisjoint(problem.suggestion_keys):
        return problem
    offered = zip(problem.suggestion_keys, problem.suggestions, strict=False)
    near = {key: label for key, label in offered if key not in rights.hidden}
    update = {"suggestions": tuple(near.values()), "suggestion_keys": tuple(near)}
    return problem.model_copy(update=update)


def _plain(name: str) -> str:
    """Return the internal name; an associated company is judged as the text of one is."""
    plain = name.strip().lower()
    return "company" if plain == ASSOCIATED_COMPANY else plain
