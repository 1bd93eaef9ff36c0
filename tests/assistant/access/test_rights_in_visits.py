"""Rights follow the visit: whoever is out has none, and where nobody signs in all may all."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from assistant.access.entrance import Entrance, Visit
from assistant.access.member import Identity
from assistant.access.policy_file import PolicyFile
from assistant.access.rights import Rights
from assistant.service import Service

ADA = Identity(method="oidc", id="ada", email="ada@example.com")


@pytest.fixture
def policy(tmp_path):
    file = tmp_path / "access.toml"
    file.write_text('[roles]\neditor = ["ada@example.com"]\n[fields.salary]\nsee = "nobody"\n')
    return PolicyFile(file)


def service(policy, entrance=None) -> Service:
    return Service(
        None,
        None,
        importer=None,
        overview=None,
        offline=True,
        started=ExitStack(),
        entrance=entrance,
        policy=policy,
    )


async def test_s37_who_is_signed_in_has_their_role_until_their_visit_is_over(policy, state, clock):
    house = service(policy, Entrance.kept_in(state, 8, clock))
    visit = Visit("key", ADA, clock() + timedelta(hours=8))
    assert house.rights_in(visit).may_write
    visit.end()
    assert house.rights_in(visit) == Rights(member=None)
    assert house.rights_in(Visit("key", ADA, clock())) == Rights(member=None)
    assert not house.rights_in(None).may_read


def test_where_nobody_signs_in_only_what_nobody_may_see_is_kept_from_them(policy):
    rights = service(policy).rights_in(None)
    assert rights.may_write
    assert rights.hidden == {"salary"}
    assert service(None).rights_in(None) == Rights()
