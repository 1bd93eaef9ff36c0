"""What sorts of text properties take; it imports nothing, so that files are read without any package."""

from enum import StrEnum


class PropertyKind(StrEnum):
    """What sort of text a property takes."""

    TEXT = "text"
    LINE = "line"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    OWNER = "owner"
