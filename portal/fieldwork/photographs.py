"""What every page with photographs shares: showing them, taking one, letting one stand again, trying one anew."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal.audit.operations import record, record_separately
from portal.errors import DomainError
from portal.web.data import files
from portal.web.http import bodies
from portal.web.http.views import is_part
from portal.web.media import uploads
from portal.web.media.uploads import Photo

DEEDS = {"keep": "shown-again", "remove": "removed", "retry": "retried"}
"""What may be done with a photograph, and what the record calls it."""


def context(
    photos: Sequence[Photo], *, most: int, picture_url: Callable[[str], str], decide_url: Callable[[Photo], str]
) -> dict[str, Any]:
    """What the part of a page that shows photographs needs; where `decide_url` is empty, one is looked at only."""
    return {
        "photos": photos,
        "twins": uploads.twins_of(photos),
        "stalled": uploads.stalled(photos),
        "is_working": any(photo.status == "waiting" for photo in photos),
        "most_photos": most,
        "most_bytes": uploads.MOST_BYTES,
        "picture_url": picture_url,
        "decide_url": decide_url,
    }


def picture(photo: Photo) -> Response:
    """The photograph itself, as its job has made it anew."""
    return files.send(files.stored_file(photo.file_id) or abort(404), inline=True)


def uploaded_photo() -> FileStorage | None:
    """The one photograph of this post: from the camera or from those at hand."""
    return next((file for file in request.files.getlist("photo") if file.filename), None)


def receive_photo(take: Callable[[], object], back: str, page: Callable[[str], str]) -> ResponseReturnValue:
    """Take a photograph; what is wrong with it is one line for a script, the page with that line for a person."""
    try:
        take()
    except DomainError as error:
        log_refused(error.message)
        if is_part():
            return error.message, error.status, {"Content-Type": "text/plain; charset=utf-8"}
        return page(error.message), error.status
    return ("", 204) if is_part() else redirect(back, 303)


def log_refused(why: str) -> None:
    """Record that a photograph was refused: of the file only what its name comes to when hashed."""
    file = uploaded_photo()
    # names of files often hold names of people
    digest = hashlib.sha256(((file.filename if file else "") or "").encode()).hexdigest()[:16]
    record_separately("photo.not-taken", by=current_user, detail={"name": digest, "why": why})


def decide(photo: Photo) -> None:
    """Let it stand although shown before, take it away, or try its job again: as the button pressed says."""
    deed = bodies.single_choice("deed")
    if deed not in DEEDS:
        abort(400)
    if deed == "keep":
        uploads.show_again(photo, by=current_user.id)
    elif deed == "remove":
        uploads.remove(photo)
    else:
        uploads.retry(photo)
    record(f"photo.{DEEDS[deed]}", by=current_user, subject=("photo", photo.id))
