"""Settings as files, one for each, as Docker, Kubernetes and systemd hand out secrets."""

from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

FOLDER: Final = "secrets_dir"
"""The setting that names the folder."""

_LONGEST: Final = 65_536


class SecretFiles(PydanticBaseSettingsSource):
    """Reads what the sources before it do not say from files called as the settings.

    Their names are in small or in capital letters.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic's own signature
        """The text of a setting's file without the white space around it; None where there is none.

        One that cannot be read is a value that fits no setting: it must not pass for a secret that was never set.
        """
        folder = Path(str(self.current_state[FOLDER]))
        for name in (field_name, field_name.upper()):
            try:
                with (folder / name).open(encoding="utf-8") as file:
                    return file.read(_LONGEST).strip(), field_name, False
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError):
                return object(), field_name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every setting that has a file."""
        if not self.current_state.get(FOLDER):
            return {}
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: text for name, text in found.items() if text}
