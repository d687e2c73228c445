"""What `supervision verify` would say of a client's organisation."""

from app.resources.expectations.verification import Verified, verify
from tests.harness.service import Client


def verified(client: Client) -> Verified:
    """Everything worked out from nothing and compared with what is stored."""
    found: Verified = client.app.state.database.read_now(client.running.known(client.key), verify)
    return found
