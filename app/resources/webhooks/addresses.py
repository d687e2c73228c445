"""Which addresses a webhook may lead to: public ones, and those that the installation lists.

Whoever may add a webhook could otherwise let the service call what only the service can reach.
"""

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOT_PUBLIC: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",  # looks public, but is how Azure speaks to its own machines
            "169.254.0.0/16",  # link-local, and where clouds tell a machine its credentials
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast, reserved, broadcast
            "2001::/23",  # Teredo among others, which carries an IPv4 address inside
            "2001:db8::/32",
            "2002::/16",  # 6to4, likewise
            "3fff::/20",
        ),
    )
)
PUBLIC_IPV6 = IPv6Network("2000::/3")
"""Outside lie loopback, local and mapped addresses, NAT64, multicast, and what nobody was given."""
HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the installation lists: hosts by their names, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def lists(self, host: str) -> bool:
        """Whether a host is listed, by its name or as an address."""
        address = as_address(host)
        if address is not None:
            return self._holds(address)
        return host.lower() in self.hosts

    def reaches(self, address: Address) -> bool:
        """Whether an address may be connected to, whatever its name is."""
        return is_public(address) or self._holds(address)

    def _holds(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def allowed(text: str) -> Allowed:
    """What a list says, parted by commas; raises ValueError."""
    entries = [entry.strip().lower() for entry in text.split(",") if entry.strip()]
    networks = {entry: _network(entry) for entry in entries}
    hosts = frozenset(entry for entry, network in networks.items() if network is None)
    if not all(map(HOST.fullmatch, hosts)) or any(host.split(".")[-1].isdigit() for host in hosts):
        raise ValueError("SUPERVISION_WEBHOOK_ALLOW takes hosts, addresses and networks.")
    return Allowed(hosts, tuple(network for network in networks.values() if network))


def is_public(address: Address) -> bool:
    """Whether an address is one that anybody on the internet can reach, in its plain form."""
    if isinstance(address, IPv6Address) and address not in PUBLIC_IPV6:
        return False
    return not any(address in network for network in NOT_PUBLIC)


def as_address(host: str) -> Address | None:
    """The address that a host is, written in its usual form; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _network(text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None
