"""What can keep anybody from signing in by the company, sorted by what the caller does."""


class SignInUnavailable(Exception):
    """The company's sign-in does not work at present, for whomever; ``reason`` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
