"""Ids and offsets as they arrive: digits, in text or as JSON numbers."""

LONGEST_NUMBER = 18  # decimal digits that surely fit a 64-bit integer


def whole_number(value: object) -> int | None:
    """A number from zero up, given as JSON number or as digits; None for anything else."""
    text = str(value)
    if isinstance(value, bool) or len(text) > LONGEST_NUMBER or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
