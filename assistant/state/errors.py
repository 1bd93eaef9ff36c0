"""What can go wrong with the state store.

It stands apart so that whoever only tells of it loads no database.
"""

from hubspot_tools.storage import StorageTrouble, trouble_behind


class StateUnavailable(Exception):
    """The state store cannot be read or written; nothing was stored by the call that raised it.

    Attributes:
        trouble: What is in the way.
    """

    def __init__(self, message: str, trouble: StorageTrouble = StorageTrouble.UNUSABLE) -> None:
        super().__init__(message)
        self.trouble = trouble

    @classmethod
    def behind(cls, error: Exception) -> "StateUnavailable":
        """The same trouble without the text of the database's error, which repeats what was to be stored."""
        trouble = trouble_behind(error)
        return cls(f"{type(_drivers(error)).__name__}: {trouble}", trouble)


def _drivers(error: BaseException) -> BaseException:
    """The error of the database's driver behind SQLAlchemy's, whose name says more."""
    wrapped = getattr(error, "orig", None)
    if not isinstance(wrapped, BaseException):
        return error
    return wrapped.__cause__ or wrapped


class StateIsNewer(StateUnavailable):
    """A later version of the assistant has made the state store what it is; this one leaves it alone."""

    def __init__(self) -> None:
        super().__init__(
            "the database named by STATE_URL or DATA_DIR comes from a newer version of the assistant: run that one, "
            "or name another database"
        )
