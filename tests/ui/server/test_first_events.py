"""What a widget that missed its first events is told again: its screen as it is, and only while it starts."""

import pytest

from assistant.ui.server.first_events import FirstScreen


def message(id_: str, text: str) -> dict:
    return {"id": id_, "output": text}


class Socket:
    """Hears what is sent, and may do something of its own when it has heard the first of a kind."""

    def __init__(self) -> None:
        self.heard = []
        self.when = {}

    async def emit(self, event, data):
        self.heard.append((event, data))
        if meanwhile := self.when.pop(event, None):
            await meanwhile()


@pytest.fixture
def socket():
    return Socket()


@pytest.fixture
def screen():
    return FirstScreen()


@pytest.fixture
async def emit(screen):
    """Sends over a first socket, which nobody hears."""
    return screen.kept(Socket().emit)


async def test_what_stands_on_the_screen_is_told_again_as_it_is_by_now(screen, emit, socket):
    await emit("set_commands", [{"id": "Search"}])
    await emit("new_message", message("a", "Welcome"))
    await emit("action", {"id": "b"})
    await emit("new_message", message("c", "On its way"))
    await emit("element", {"id": "d", "props": 1})
    await emit("update_message", message("a", "Welcome, Ada"))
    await emit("element", {"id": "d", "props": 2})
    await emit("delete_message", message("c", ""))
    await emit("task_end", {})
    screen.kept(socket.emit)
    await screen.tell_again()
    assert socket.heard == [
        ("set_commands", [{"id": "Search"}]),
        ("new_message", message("a", "Welcome, Ada")),
        ("remove_action", {"id": "b"}),
        ("action", {"id": "b"}),
        ("element", {"id": "d", "props": 2}),
    ]


async def test_what_changes_while_it_is_told_again_is_not_told_as_it_was(screen, emit, socket):
    await emit("new_message", message("a", "Welcome"))
    await emit("new_message", message("b", "Connecting"))
    await emit("action", {"id": "c"})
    now = screen.kept(socket.emit)
    socket.when["new_message"] = lambda: now("update_message", message("b", "Connected"))
    socket.when["remove_action"] = lambda: now("remove_action", {"id": "c"})
    await screen.tell_again()
    told = [data["output"] for event, data in socket.heard if event != "remove_action" and data["id"] == "b"]
    assert told == ["Connected", "Connected"]
    assert "action" not in dict(socket.heard)


@pytest.mark.parametrize("used", ["first_interaction", "many things"])
async def test_of_a_widget_that_is_used_nothing_is_kept(screen, emit, socket, used):
    await emit("new_message", message("a", "Welcome"))
    if used == "first_interaction":
        await emit("first_interaction", {"interaction": "find Zoé"})
    else:
        for number in range(600):
            await emit("new_message", message(f"{number}", "More"))
    await emit("new_message", message("b", "Found"))
    screen.kept(socket.emit)
    await screen.tell_again()
    assert socket.heard == []
    assert not screen._shown


async def test_one_thing_that_changes_often_is_kept_once(screen, emit):
    for number in range(1_000):
        await emit("update_message", message("a", str(number)))
    assert list(screen._shown.values()) == [("update_message", message("a", "999"))]
