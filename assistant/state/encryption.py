"""Encrypts what is kept at rest, where the operator has given keys.

AES-256-GCM from the cryptography package, which is loaded only where there is a key. The key of the cipher is drawn
from the operator's by HKDF (RFC 5869), so that theirs may be any text.
"""

import base64
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MARK: Final = "aes256gcm:"
"""How encrypted text begins; no JSON does."""

_NONCE_BYTES: Final = 12
_PURPOSE: Final = b"assistant.state at rest"


class Unreadable(Exception):
    """What was kept cannot be read with the keys of today."""


class Encryption:
    """Encrypts with the newest key, and reads with any; without keys text stays as it is."""

    def __init__(self, keys: Sequence[SecretStr] = ()) -> None:
        """``keys``, the newest first: the others only read what was kept before it."""
        self._ciphers = [_cipher_of(key) for key in keys]

    @property
    def mark(self) -> str:
        """How everything begins that is kept from now on, ``""`` where nothing is encrypted."""
        return _MARK if self._ciphers else ""

    def sealed(self, text: str, owner: str) -> str:
        """A text that can be read by whoever has the key, and as this owner's alone."""
        if not self._ciphers:
            return text
        nonce = secrets.token_bytes(_NONCE_BYTES)
        hidden = self._ciphers[0].encrypt(nonce, text.encode(), owner.encode())
        return _MARK + base64.b64encode(nonce + hidden).decode("ascii")

    def opened(self, kept: str, owner: str) -> str:
        """That text.

        Raises:
            Unreadable: it is another owner's, was changed, or its key is not among these; or it was kept before there
                was any key.
        """
        if not kept.startswith(_MARK):
            if self._ciphers:
                raise Unreadable("it was kept without a key")
            return kept
        try:
            brought = base64.b64decode(kept.removeprefix(_MARK), validate=True)
        except ValueError:
            raise Unreadable("it is no encrypted text") from None
        nonce, hidden = brought[:_NONCE_BYTES], brought[_NONCE_BYTES:]
        for cipher in self._ciphers:
            if (text := _decrypted(cipher, nonce, hidden, owner)) is not None:
                return text
        raise Unreadable("no key of today fits it")


def _cipher_of(key: SecretStr) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only where there is a key
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - likewise

    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return AESGCM(drawn.derive(key.get_secret_value().encode()))


def _decrypted(cipher: "AESGCM", nonce: bytes, hidden: bytes, owner: str) -> str | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - likewise

    try:
        return cipher.decrypt(nonce, hidden, owner.encode()).decode()
    except (InvalidTag, ValueError):
        return None
