"""What stands on a page after the events that Chainlit has sent it."""

from dataclasses import dataclass, field


@dataclass
class SeenPage:
    """Messages, buttons and commands, as Chainlit's own page keeps them."""

    messages: dict[str, dict] = field(default_factory=dict, kw_only=True)
    actions: dict[str, dict] = field(default_factory=dict, kw_only=True)
    commands: list[dict] = field(default_factory=list, kw_only=True)

    def see(self, event: str, data: dict | list | None) -> None:
        """Take an event into account; others change nothing of these."""
        match event:
            case "new_message" | "update_message" | "stream_start":
                self.messages[data["id"]] = dict(data)
            case "stream_token":
                self.messages[data["id"]]["output"] += data["token"]
            case "delete_message":
                self.messages.pop(data["id"], None)
            case "action":
                self.actions[data["id"]] = data
            case "remove_action":
                self.actions.pop(data["id"], None)
            case "set_commands":
                self.commands = data
