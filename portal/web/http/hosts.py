"""The names that this installation goes by: a page asked for under another's name is not ours to give."""

import re
from collections.abc import Collection
from ipaddress import ip_address

HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:/?#@\\\s,]+))(?::[0-9]{0,5})?")


def name_in(host: str) -> str:
    """The name in what a Host header or a setting holds: no port, small letters, no last dot; empty for nonsense."""
    found = HOST.fullmatch(host)
    return (found[1] or found[2]).lower().removesuffix(".") if found else ""


def is_loopback(name: str) -> bool:
    """Whether a host's name or address stays on this machine."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this installation, on whatever port, or this very machine."""
    name = name_in(host)
    return name in names or is_loopback(name)
