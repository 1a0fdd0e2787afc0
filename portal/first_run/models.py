"""What is known of a set-up that is under way; one row at most, and none once there are accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, UtcDateTime


class FirstRun(Model):
    """A set-up. Of the code in its address, and of the browser that used it, only hashes are kept."""

    __tablename__ = "first_run"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    office: Mapped[str] = mapped_column(String(200), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    is_tried: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
