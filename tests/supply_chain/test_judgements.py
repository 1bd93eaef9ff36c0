"""What is decided about others' packages: each exception has its reason, and some cannot be made at all."""

import pytest
from pydantic import ValidationError

from supply_chain.judgements import Judgements, read_judgements


def test_every_decision_of_this_project_may_be_made():
    assert read_judgements().allowed


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-or-later"])
@pytest.mark.parametrize("where", ["allowed", "readings"])
def test_gpl_and_agpl_cannot_be_allowed_not_even_with_a_reason(licence, where):
    reading = {"version": "1", "licence": licence, "reason": "somebody wants it very much"}
    with pytest.raises(ValidationError, match="not even by an exception"):
        Judgements.model_validate(
            {"allowed": [licence]} if where == "allowed" else {"allowed": [], "readings": {"theirs": reading}}
        )


def test_lgpl_is_allowed_for_a_package_and_never_for_all():
    reading = {"version": "1", "licence": "LGPL-3.0-only", "reason": "a driver, loaded as it is"}
    assert Judgements.model_validate({"allowed": [], "readings": {"theirs": reading}}).readings
    with pytest.raises(ValidationError, match="package by package"):
        Judgements.model_validate({"allowed": ["LGPL-3.0-only"]})


@pytest.mark.parametrize("reason", [None, "", "because"])
def test_no_exception_goes_without_a_reason(reason):
    with pytest.raises(ValidationError, match="reason"):
        Judgements.model_validate(
            {"allowed": [], "accepted": [{"package": "theirs", "ids": ["CVE-1"], "reason": reason}]}
        )
