from pathlib import Path

import pytest
from chainlit import server

from assistant.ui.server.widget.front_end import CHANGES, UnknownFrontEndError, at_home


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return Path(server.copilot_build_dir, "index.js").read_bytes()


def test_every_place_is_there_in_the_release_of_chainlit_in_use(bundle):
    served = at_home(bundle)
    assert b"new Function(..." not in served
    assert b'createElement("style");t.type' not in served


def test_its_styles_are_measured_in_the_widget_s_own_lengths(bundle):
    served = at_home(bundle)
    assert served.count(b"var(--rem)") > 300


def test_its_names_are_none_of_the_page_s(bundle):
    assert at_home(bundle).startswith(b"(home=>{")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.place[:40])
def test_another_release_is_told_of_instead_of_served_by_halves(change):
    with pytest.raises(UnknownFrontEndError):
        change.made_in(b"another release")
