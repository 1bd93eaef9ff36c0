"""What needs a browser can be left out, and run apart, as a whole."""

from pathlib import Path

HERE = Path(__file__).parent


def test_every_test_of_this_folder_is_marked(request):
    here = [item for item in request.session.items if HERE in item.path.parents]
    assert request.node in here
    assert [item.nodeid for item in here if item.get_closest_marker(HERE.name) is None] == []
