"""Exact token counts without a network: the o200k_base table travels with the product."""

import base64
import gzip
import hashlib
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from importlib import resources

CountTokens = Callable[[str], int]

_TABLE = "o200k_base.tiktoken.gz"
_TABLE_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the unpacked table, as tiktoken itself checks it."""

_SPLIT_PARTS = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    r"\s*[\r\n]+",
    r"\s+(?!\S)",
    r"\s+",
)
"""How o200k_base cuts text before merging (tiktoken_ext.openai_public.o200k_base)."""


class CorruptTable(Exception):
    """The token table that came with the product is not the one it should be."""


class TokenCounter:
    """Counts exactly; the table is read when first it is needed, or ahead of that.

    It takes a third of a second and 50 MB, and nobody has to wait for it before the first chat: what is short is
    known to fit by its bytes (`fits`). Where the table is damaged, a text has as many tokens as it may have at the
    very most: bounds hold, and the model sees less of a long talk.
    """

    def __init__(self) -> None:
        self._count: CountTokens | None = None
        self._damage = ""
        self._reading = threading.Lock()

    def __call__(self, text: str) -> int:
        """The tokens of a text; the most it may have, without a table."""
        if self._count is None:
            with suppress(CorruptTable):
                self.load()
        return (self._count or most_tokens)(text)

    def load(self) -> CountTokens:
        """Read the table now, in whichever thread this is called; others who need it meanwhile wait.

        Raises:
            CorruptTable: the table is not the one it should be.
        """
        with self._reading:
            if self._damage:
                raise CorruptTable(self._damage)
            if self._count is None:
                try:
                    self._count = load_counter()
                except CorruptTable as damage:
                    self._count, self._damage = most_tokens, str(damage)
                    raise
            return self._count


def most_tokens(text: str) -> int:
    """As many tokens as a text has at the very most: each stands for one byte of UTF-8 or more."""
    return len(text.encode("utf-8", "surrogatepass"))


def fits(text: str, most: int, count_tokens: CountTokens) -> bool:
    """Whether a text has so many tokens at most; they are counted only where its bytes do not tell."""
    return most_tokens(text) <= most or count_tokens(text) <= most


def load_counter() -> CountTokens:
    """Read the table (about a third of a second) and return the function that counts.

    Text that spells a special token, ``<|endoftext|>`` say, counts as the plain text it is.

    Raises:
        CorruptTable: the file is missing or not what it should be.
    """
    import tiktoken  # noqa: PLC0415 - of use with the table alone

    try:
        packed = resources.files("assistant.agent.vendor").joinpath(_TABLE).read_bytes()
        table = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error) as error:
        raise CorruptTable(f"{_TABLE} cannot be read ({type(error).__name__})") from None
    if hashlib.sha256(table).hexdigest() != _TABLE_SHA256:
        raise CorruptTable(f"{_TABLE} does not have the expected checksum")
    ranks = {
        base64.b64decode(token): int(rank)
        for token, rank in (line.split() for line in table.splitlines() if line)
    }
    encoding = tiktoken.Encoding(
        "o200k_base", pat_str="|".join(_SPLIT_PARTS), mergeable_ranks=ranks, special_tokens={}
    )
    # The package keeps them beside its own copy, for what is never asked here: 30 MB.
    ranks.clear()

    def count(text: str) -> int:
        return len(encoding.encode_ordinary(text))

    return count
