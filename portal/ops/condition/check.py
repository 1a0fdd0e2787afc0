"""What a check is: a question about the installation, and what is said to whoever must mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.web.ui.formats import decimal, integer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def nothing() -> str:
    """Where nothing was measured."""
    return ""


@dataclass(frozen=True)
class Check:
    """One look at the installation.

    `name` is its token, kept in rows and told to the monitoring; `words` say how it is where it is fine. `look` answers
    with how to mend it, empty where it is fine; `measure` says what was found («43 %, còn 68 GB»). Commands are written
    as `flask …`.
    """

    name: str
    words: str
    look: Callable[[], str]
    measure: Callable[[], str] = nothing


def age(span: timedelta) -> str:
    """«3 ngày», «5 giờ», «12 phút»: how long ago, in the largest unit that is whole."""
    if span >= 2 * DAY:
        return f"{integer(span // DAY)} ngày"
    if span >= 2 * HOUR:
        return f"{integer(span // HOUR)} giờ"
    return f"{integer(max(0, span // timedelta(minutes=1)))} phút"


def seconds(span: timedelta) -> str:
    """«0,3 giây»."""
    return f"{decimal(abs(span.total_seconds()), 1)} giây"
