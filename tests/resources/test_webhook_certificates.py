"""A receiver has to prove the name that it is called by, though it is called at an address."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.resources.webhooks.addresses import allowed
from app.resources.webhooks.calling import Caller, Outcome, Target
from app.resources.webhooks.connecting import Internet, Trust, trusted
from app.resources.webhooks.signing import new_secret
from app.vocabulary import CallError
from tests.harness.programs import needs
from tests.harness.receiver import ADDRESS, Receiver
from tests.harness.service import EVENING

NAME = "records.example"
pytestmark = needs("openssl", untried="whether a receiver proves its name")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that nobody but this test trusts, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext".split()
    files = ["-keyout", str(key), "-out", str(certificate)]
    name = f"subjectAltName=DNS:{NAME}"
    subprocess.run(["openssl", *made, name, *files], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[Receiver]:
    """A receiver that speaks in secret."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Receiver(context).listening() as listening:
        yield listening


@pytest.fixture
def trust(certificate: tuple[Path, Path]) -> Trust:
    context = ssl.create_default_context(cafile=certificate[0])
    return lambda: context


def called(receiver: Receiver, trust: Trust, name: str = NAME) -> Outcome:
    internet = Internet(lambda *_: [ADDRESS], trust=trust)
    caller = Caller(allowed(name), lambda: EVENING, internet)
    url = f"https://{name}:{receiver.port}{receiver.path}"
    return caller.call(Target(url, (new_secret(),)), {"id": uuid4()})


def test_a_receiver_that_proves_its_name_is_told(secure: Receiver, trust: Trust) -> None:
    assert called(secure, trust).status == 204
    assert secure.calls[0].headers["host"] == f"{NAME}:{secure.port}"


@pytest.mark.parametrize("name", ["other.example", f"x.{NAME}", ADDRESS])
def test_one_that_proves_another_name_is_not(secure: Receiver, trust: Trust, name: str) -> None:
    assert called(secure, trust, name).error == CallError.CERTIFICATE_REFUSED
    assert secure.calls == []


def test_one_whose_authority_nobody_trusts_is_not(secure: Receiver) -> None:
    assert called(secure, trusted).error == CallError.CERTIFICATE_REFUSED
    assert secure.calls == []
