"""What sorts of text properties take."""

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
