"""What a report keeps of a question with choices of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OtherQuestion:
    """A question with choices of its own as far as it may leave the office (None: untold); `note`: how it was asked."""

    number: str
    text: str
    note: str
    n: int | None
    labels: tuple[str, ...]
    counts: tuple[int | None, ...]
