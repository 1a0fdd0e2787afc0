"""Photographs of entries and posts: looked at, decided about; and the cards of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork import own_round, photographs
from portal.fieldwork.publicity import queries
from portal.fieldwork.publicity.blueprint import blueprint
from portal.fieldwork.publicity.models import ENTRY, MOST_PHOTOS
from portal.fieldwork.publicity.subjects import load_photo, load_post
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires
from portal.web.jobs.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.publicity.models import DailyPost
    from portal.web.media.uploads import Photo


def photo_context(photos: Sequence[Photo]) -> dict[str, Any]:
    """What the part of a page that shows photographs needs."""
    return photographs.context(
        photos,
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for("publicity.picture", photo_id=photo_id),
        decide_url=lambda photo: url_for("publicity.decide", photo_id=photo.id),
    )


@blueprint.get("/publicity/photos/<photo_id>.jpg")
@requires(Permission.PUBLICITY_VIEW, subject=load_photo)
def picture(photo: Photo) -> Response:
    """The photograph itself."""
    return photographs.picture(photo)


@blueprint.post("/publicity/photos/<photo_id>")
@requires(Permission.PUBLICITY_WRITE, subject=load_photo)
def decide(photo: Photo) -> ResponseReturnValue:
    """Let it stand although shown before, take it away, or try its job again."""
    back = page_of(photo)
    photographs.decide(photo)
    return redirect(back, 303)


def page_of(photo: Photo) -> str:
    """The page on which a photograph stands."""
    if photo.owner_kind == ENTRY:
        return url_for(".edit", entry_id=photo.owner_id, _anchor="photos")
    post = queries.post_in(current_user.unit, photo.owner_id) or abort(404)
    own_round.set_round(post.point.round)
    return url_for(".post", day=post.day.isoformat(), _anchor="photos")


@blueprint.get("/publicity/cards/<int:post_id>.png")
@requires(Permission.PUBLICITY_VIEW, subject=load_post)
def card(post: DailyPost) -> Response:
    """The picture card of a post."""
    job = db.session.get(Job, post.job_id or "")
    stored = db.session.get(StoredFile, job.file_id) if job and job.file_id else None
    return files.send(stored, inline=True) if stored else abort(404)
