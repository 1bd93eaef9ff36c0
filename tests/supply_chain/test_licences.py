"""Nothing that the assistant runs on comes under a licence that nobody has allowed."""

import pytest
from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.component import Component

from supply_chain.judgements import Judgements
from supply_chain.licences import complaints

ALLOWED = ("MIT", "Apache-2.0", "BSD-3-Clause", "License :: OSI Approved :: BSD License")


def package(*licences, name="Some_Package", version="1.0"):
    make = LicenseFactory().make_from_string
    return Component(name=name, version=version, licenses=[make(each) for each in licences])


def judgements(**readings):
    made = {
        name: {"version": "1.0", "reason": "looked at by a person", **one} for name, one in readings.items()
    }
    return Judgements.model_validate({"allowed": ALLOWED, "readings": made})


def told(component, decided=None):
    return list(complaints([component], decided or judgements()))


@pytest.mark.parametrize(
    "licences",
    [
        ["MIT"],
        ["License :: OSI Approved :: BSD License"],
        ["MIT", "License :: OSI Approved :: BSD License"],
        ["Apache-2.0 AND MIT"],
        ["MIT OR GPL-3.0-only"],
        ["(GPL-2.0-only OR MIT) AND Apache-2.0"],
    ],
)
def test_what_can_be_had_under_allowed_licences_alone_is_fine(licences):
    assert told(package(*licences)) == []


@pytest.mark.parametrize(
    "licences",
    [
        ["GPL-3.0-only"],
        ["AGPL-3.0-or-later"],
        ["LGPL-2.1-only"],
        ["MIT AND GPL-3.0-only"],
        ["GPL-2.0-only WITH Classpath-exception-2.0"],
        ["License :: OSI Approved :: GNU General Public License v3 (GPLv3)"],
        ["MIT", "License :: OSI Approved :: GNU Affero General Public License v3"],
        ["Whatever You Like"],
        ["MIT AND ("],
    ],
)
def test_what_is_under_any_other_is_named(licences):
    (line,) = told(package(*licences))
    assert line.startswith("some-package 1.0: is under ")
    assert "not allowed" in line


def test_a_package_that_names_no_licence_has_to_be_looked_at_by_a_person():
    assert told(package()) == ["some-package 1.0: names no licence"]
    assert told(package(), judgements(**{"some-package": {"licence": "MIT"}})) == []


def test_lgpl_is_fine_where_it_is_named_for_the_package():
    named = judgements(**{"some-package": {"licence": "LGPL-3.0-only"}})
    assert told(package("LGPL-3.0-only"), named) == []


def test_what_a_person_read_does_not_overrule_what_the_package_says():
    (line,) = told(package("GPL-3.0-only"), judgements(**{"some-package": {"licence": "MIT"}}))
    assert "says GPL-3.0-only" in line


def test_the_next_version_is_looked_at_again():
    old = judgements(**{"some-package": {"licence": "MIT", "version": "0.9"}})
    assert told(package(), old) == ["some-package 0.9: is judged and not locked; look at the version that is"]
