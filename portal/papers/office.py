"""Who issues a paper and what it rests on: plain values that every paper has, whatever its figures are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Citation:
    """A paper that this one rests on: «Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về …»."""

    kind: str
    number: str
    dated: date
    issuer: str
    about: str


@dataclass(frozen=True)
class Office:
    """Who issues the paper, and to whom. `restricted` are the annexes that only `restricted_to` receives."""

    profile: str
    superior: str
    issuer: str
    symbol: str
    place: str
    name: str
    reports_to: str = ""
    restricted_to: str = ""
    restricted: tuple[int, ...] = ()
    government: str = ""
    recipients: tuple[str, ...] = ()
