"""The job behind the opening of results: it works out which tables may leave, so that no page has to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.results.release import releasing
from portal.results.tallying import tallying
from portal.surveys.models import Round
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from portal.web.jobs.jobs import Job, Progress


@jobs.handler(tallying.PROTECTION, _l("tính cách che ô nhỏ"), low_priority=True)
def run(job: Job, progress: Progress) -> None:
    """Make what would be released; what is found on the way is remembered."""
    with suppress(DomainError):  # nothing can be released: nothing to work out
        releasing.draft(db.session.get_one(Round, job.args["round_id"]))
    progress(1, 1)
