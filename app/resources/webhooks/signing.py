"""Secrets, and the headers of Standard Webhooks that they sign."""

import secrets
from base64 import b64encode
from datetime import datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(keys: tuple[str, ...], event_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The id, the time and one signature for each secret that counts."""
    text = body.decode()
    signed = (Webhook(key).sign(msg_id=event_id, timestamp=at, data=text) for key in keys)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signed),
    }
