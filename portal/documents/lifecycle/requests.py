"""What a paper is asked for: a round, a unit, a month, each where its kind needs it."""

import re
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import Unit

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Request:
    """Whose paper, of which round, for which month («2024-06»), and which day for closing sheets.

    `directive` and `directed_on` are the number and day of the leaders' paper without which nothing goes to the press.
    `catalogue` is the year of the asker's units; None where the shell asks, who stands in none.
    """

    round: Round | None = None
    unit: Unit | None = None
    month: str = ""
    day: date | None = None
    catalogue: int | None = None
    directive: str = ""
    directed_on: date | None = None

    @property
    def required_round(self) -> Round:
        """The round, for kinds that need one."""
        if self.round is None:
            raise DomainError(_("Văn bản này cần một đợt khảo sát."))
        return self.round

    @property
    def plan(self) -> Plan:
        return self.required_round.plan_data

    @property
    def required_unit(self) -> Unit:
        """The unit, for kinds that need one."""
        if self.unit is None:
            raise DomainError(_("Văn bản này cần một đơn vị."))
        return self.unit
