"""The files people may rewrite: the agent's instructions and the welcome."""

from pathlib import Path
from string import Template

from assistant.language.detection import Language
from assistant.language.texts import texts_in


class Prompts:
    """Reads `prompts/`; a file is read each time it is used, so that editing it needs no restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def instructions(self, language: Language) -> str:
        """What the agent is told, `$language` filled in; the same bytes every time, for caching.

        Raises:
            OSError: the file is missing or unreadable.
        """
        text = (self._folder / "agent.md").read_text(encoding="utf-8")
        return Template(text).safe_substitute(language=texts_in(language).language_name).strip()

    def welcome(self, language: Language, *, may_write: bool = True) -> str:
        """Return the first message of a chat, Markdown; whoever ``may_write`` nothing is promised no changes.

        Raises:
            OSError: the file is missing or unreadable.
        """
        name = f"welcome.{language}.md" if may_write else f"welcome.viewer.{language}.md"
        return (self._folder / name).read_text(encoding="utf-8").strip()
