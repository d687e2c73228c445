"""What a webhook's URL may look like; where its name leads is looked at when it is called."""

import re
from collections.abc import Iterator

from httpx import URL, InvalidURL

from app.errors import Fault
from app.resources.webhooks.addresses import HOST, Allowed, as_address, is_public

POINTER = "/url"
_LETTERS = re.compile(r"[!-~]+")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_PORTS = {"https": 443, "http": 80}


def faults_in(text: str, allow: Allowed) -> tuple[Fault, ...]:
    """What is wrong with a URL, as far as it can be told without looking its name up."""
    return tuple(Fault(code, detail, pointer=POINTER) for code, detail in _faults(text, allow))


def _faults(text: str, allow: Allowed) -> Iterator[tuple[str, str]]:
    url = _parsed(text)
    if url is None:
        yield "wrong-form", "Must be a URL of visible ASCII characters, as https://host/path."
        return
    if url.userinfo:
        yield (
            "credentials-in-url",
            "A URL with a user or a password is not taken: calls are signed.",
        )
    if url.fragment:
        yield "fragment-in-url", "A part after # is never sent."
    if not _is_host(url.host):
        yield "host-not-plain", "The host must be a name, or an address in its usual form."
    elif not allow.lists(url.host):
        yield from _faults_of_a_stranger(url)


def _faults_of_a_stranger(url: URL) -> Iterator[tuple[str, str]]:
    """What only a host that the installation lists may have."""
    if url.scheme != "https":
        yield "not-https", "Must begin with https://, unless the installation lists the host."
    if (url.port or _PORTS[url.scheme]) != _PORTS["https"]:
        yield "port-refused", "The port must be 443, unless the installation lists the host."
    address = as_address(url.host)
    if address is not None and not is_public(address):
        yield (
            "address-refused",
            "This address is not public, and the installation does not list it.",
        )


def _parsed(text: str) -> URL | None:
    if not _LETTERS.fullmatch(text) or "\\" in text:
        return None
    try:
        url = URL(text)
        host = url.host
    except (InvalidURL, UnicodeError):  # a host that only looks like one of other letters
        return None
    return url if url.scheme in _PORTS and host and url.port != 0 else None


def _is_host(host: str) -> bool:
    """Whether it is a name or a plain address.

    Resolvers also take one number, octal, hexadecimal and short forms for addresses: nobody needs
    them who does not want to hide one.
    """
    if as_address(host) is not None:
        return "%" not in host  # a zone only means anything on this machine's own network
    return bool(HOST.fullmatch(host.lower())) and not _NUMBER.fullmatch(
        host.lower().rpartition(".")[2]
    )
