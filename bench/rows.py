"""A line of the table that is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of the table: ours, what it is held against, and the bar; without a bar it is printed, not judged."""

    what: str
    ours: str
    against: str
    value: float
    bar: float | None
    least: bool = False

    @property
    def reaches(self) -> bool:
        if self.bar is None:
            return True
        return self.value >= self.bar if self.least else self.value <= self.bar

    def cells(self) -> tuple[str, ...]:
        if self.bar is None:
            return self.what, self.ours, self.against, f"{self.value:,.2f}", "", ""
        sign, verdict = ("≥" if self.least else "≤"), ("yes" if self.reaches else "NO")
        return self.what, self.ours, self.against, f"{self.value:,.2f}", f"{sign} {self.bar:,g}", verdict
