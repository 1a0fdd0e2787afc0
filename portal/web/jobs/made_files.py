"""The file that a job has made: looked for, and handed out."""

from flask import Response, abort

from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.views import describe_export
from portal.web.jobs.jobs import Job


def made_file(job: Job | None) -> StoredFile | None:
    """What a job has made; None while there is nothing, and once it is gone."""
    return files.stored_file(job.file_id if job else None)


def send_made_file(job: Job | None) -> Response:
    """A job's file as an answer, named in the record; 404 while there is none."""
    stored = made_file(job) or abort(404)
    describe_export(files=[stored.name])
    return files.send(stored)
