"""What one check found on one machine."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, UtcDateTime


class MachineCheck(Model):
    """What one check found on one machine. `since`: how long it has been fine, or wrong, without a break."""

    __tablename__ = "machine_check"

    machine: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    wrong: Mapped[bool]
    measured: Mapped[str] = mapped_column(Text)
    mend: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def words(self) -> str:
        """The check in the words in which it is fine."""
        from portal.ops.condition.checks import BY_NAME  # noqa: PLC0415 - every process reads models, few the checks

        return BY_NAME[self.name].words
