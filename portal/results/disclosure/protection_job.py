"""The job behind the opening of results: it works out which tables may leave, so that no page has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.results.disclosure.disclosure_control import BAND, MEAN
from portal.results.release import releasing
from portal.results.tallying import tallying
from portal.surveys.models import Round
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from portal.web.jobs.jobs import Job, Progress

MEASURES = (BAND, MEAN)


@jobs.handler(tallying.PROTECTION, _l("tính cách che ô nhỏ"), low_priority=True)
def run(job: Job, progress: Progress) -> None:
    """Make what would be released, either way; what is found on the way is remembered."""
    round_ = db.session.get_one(Round, job.args["round_id"])
    for number, measure in enumerate(MEASURES):
        try:
            releasing.draft(round_, measure)
        except DomainError:  # this way is not open any more: nothing to work out
            continue
        finally:
            progress(number + 1, len(MEASURES))
