"""Reading what a conversation says."""

from assistant.chat.events import Said


def only(events, kind):
    """The one event of its kind; the test fails when there are more, or none."""
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, events
    return found[0]


def said(events) -> list[str]:
    return [event.text for event in events if isinstance(event, Said)]
