"""API keys: sup_<id>_<secret>_<checksum>; the service keeps a hash of the secret alone."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID
from zlib import crc32

PREFIX = "sup"


@dataclass(frozen=True, slots=True)
class Key:
    """A key taken apart; `text` is shown once and never stored."""

    id: UUID
    secret: str

    @property
    def text(self) -> str:
        """The whole key, as its holder keeps it."""
        body = f"{PREFIX}_{self.id.hex}_{self.secret}"
        return f"{body}_{_checksum(body)}"

    @property
    def secret_hash(self) -> str:
        """What is stored; the secret has 256 bits, so a plain hash cannot be searched."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def make_key(id: UUID) -> Key:
    """A new key with a random secret."""
    return Key(id, secrets.token_hex(32))


def read_key(text: str) -> Key | None:
    """Take a key apart, or None where the text cannot be one: a typing error costs no query."""
    body, _, checksum = text.rpartition("_")
    if not text.isascii() or not hmac.compare_digest(_checksum(body), checksum):
        return None
    prefix, _, rest = body.partition("_")
    id, _, secret = rest.partition("_")
    try:
        return Key(UUID(hex=id), secret) if prefix == PREFIX else None
    except ValueError:
        return None


def _checksum(body: str) -> str:
    return f"{crc32(body.encode()):08x}"
