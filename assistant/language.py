"""Which language a person reads and writes."""

from typing import Literal

Language = Literal["fr", "en"]
