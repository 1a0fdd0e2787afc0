"""Photographs: taken one by one, kept small and bare by a child process in a job, compared with all earlier ones."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from portal.errors import Conflict, DomainError
from portal.extensions import Model, UtcDateTime, db
from portal.web.data import clock, files, transactions
from portal.web.jobs import child_process, jobs
from portal.web.media import image_processing, waiting_files
from portal.web.ui.formats import decimal

JOB = "photo"
MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_A_DAY = 10 * MEGABYTE, 30
# Pictures whose fingerprints differ in so few of 128 bits are one; a picture without features is like no other.
ALIKE_BITS, LEAST_BITS = 12, 10
LIMITS = child_process.Limits(memory=512 * MEGABYTE, seconds=10, wall=60)
PROGRAM = Path(image_processing.__file__)
JPEG = "image/jpeg"


class Owner(NamedTuple):
    """What a photograph belongs to: a kind, its number there, and the unit it comes from."""

    kind: str
    id: int
    unit_id: int


class Photo(Model):
    """One photograph. `source` is what was sent, waiting encrypted until the job has made the `file` of it.

    Knows units and accounts by number alone: this room stands below theirs.
    """

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("owner_kind", "owner_id", "sha256"),
        Index("ix_photo_unit_id_day", "unit_id", "day"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    unit_id: Mapped[int]
    day: Mapped[date]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    source_id: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(20), default="")
    fingerprint: Mapped[str] = mapped_column(String(32), default="")
    file_id: Mapped[str | None] = mapped_column(String(32))
    twin_id: Mapped[str | None] = mapped_column(String(32))
    kept_by: Mapped[int | None]
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    job_id: Mapped[str] = mapped_column(String(32), default="")
    uploaded_by: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to say if a picture shown before is meant to stand again."""
        return self.twin_id is not None and self.kept_at is None

    @property
    def sentence(self) -> str:
        """Why it was not taken."""
        return sentence_of(self.reason) if self.reason else ""


def sentence_of(reason: str) -> str:
    """A refusal in words."""
    return {
        "pixels": _("Ảnh có quá nhiều điểm ảnh."),
        "frames": _("Ảnh động không nhận được, đề nghị chọn ảnh tĩnh."),
        "lost": _("Ảnh chờ quá lâu nên đã bỏ, chưa xử lý. Đề nghị gửi lại."),
    }.get(reason) or _("Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC.")


def receive(sent: FileStorage | None, owner: Owner, *, by: int, most: int) -> Photo:
    """Take one photograph; the same one sent again is the same row. Raises DomainError."""
    content = checked(sent)
    digest = hashlib.sha256(content).hexdigest()
    known: Photo | None = db.session.scalar(photo_of_bytes(owner, digest))
    if known is not None and known.status in {"waiting", "ready"}:
        return known
    check_room(owner, most)
    if known is not None:
        return start_processing(known, content)
    photo = Photo(
        id=uuid.uuid4().hex,
        owner_kind=owner.kind,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        day=clock.today(),
        sha256=digest,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    kept = transactions.add_or_find(photo, partial(db.session.scalar, photo_of_bytes(owner, digest)))
    return kept if kept is not photo else start_processing(photo, content)


def photo_of_bytes(owner: Owner, digest: str) -> Select[Photo]:
    """The row of these very bytes."""
    return select(Photo).where(Photo.owner_kind == owner.kind, Photo.owner_id == owner.id, Photo.sha256 == digest)


def checked(sent: FileStorage | None) -> bytes:
    """The bytes, once size and head are what they may be. Raises DomainError."""
    content = sent.read() if sent else b""
    if not content:
        raise DomainError(_("Chưa chọn ảnh."), "photo")
    if len(content) > MOST_BYTES:
        size, most = decimal(len(content) / MEGABYTE, 0), str(MOST_BYTES // MEGABYTE)
        raise DomainError(_("Ảnh quá lớn (%(size)s MB, tối đa %(most)s MB).", size=size, most=most), "photo")
    try:
        if not image_processing.is_heif(content):
            image_processing.open_image(content)
    except image_processing.BadImage as error:
        raise DomainError(sentence_of(error.reason), "photo") from None
    return content


def check_room(owner: Owner, most: int) -> None:
    """So many a place, so many a unit and day."""
    mine = select(func.count()).select_from(Photo).where(Photo.owner_kind == owner.kind, Photo.owner_id == owner.id)
    if (db.session.scalar(mine.where(Photo.status.in_(("waiting", "ready")))) or 0) >= most:
        raise DomainError(_("Mỗi mục có nhiều nhất %(most)s ảnh. Bỏ bớt ảnh rồi thêm ảnh khác.", most=most), "photo")
    today = select(func.count()).select_from(Photo).where(Photo.unit_id == owner.unit_id, Photo.day == clock.today())
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise DomainError(
            _("Hôm nay đơn vị đã gửi đủ %(most)s ảnh. Đề nghị gửi tiếp vào ngày mai.", most=MOST_A_DAY), "photo"
        )


def start_processing(photo: Photo, content: bytes) -> Photo:
    """Keep what was sent for the job, and ask for it."""
    photo.source_id = waiting_files.store(content).id
    photo.status, photo.reason, photo.twin_id, photo.kept_at = "waiting", "", None, None
    photo.job_id = jobs.start(JOB, {"photo": photo.id}, photo.uploaded_by).id
    db.session.flush()
    return photo


@jobs.handler(JOB, _l("xử lý ảnh"), low_priority=True)
def process_photo(job: jobs.Job, _progress: jobs.Progress) -> None:
    """Make the photograph that is kept out of the one that was sent."""
    photo = db.session.get(Photo, job.args["photo"])
    if photo is None or photo.source_id is None or photo.status != "waiting":
        return
    photo_id, content = photo.id, waiting_files.content_of(photo.source_id)
    db.session.rollback()
    made = reencode_in_child(content) if content is not None else "lost"
    transactions.allow_writes()
    store_outcome(db.session.get_one(Photo, photo_id), made)
    db.session.commit()
    waiting_files.retire()  # what was sent opens for nobody any more, from journals and backups neither


def reencode_in_child(content: bytes) -> image_processing.Reencoded | str:
    """The picture re-encoded by a child process with little memory and time; the reason where it is refused."""
    try:
        refused, answer = child_process.run(PROGRAM, content, LIMITS)
    except child_process.ChildFailed:
        return "unreadable"
    digits = image_processing.FINGERPRINT_DIGITS
    return answer.decode() if refused else image_processing.Reencoded(answer[:digits].decode(), answer[digits:])


def store_outcome(photo: Photo, made: image_processing.Reencoded | str) -> None:
    """Write what became of a photograph and forget what was sent."""
    waiting_files.delete_waiting(photo.source_id)
    photo.source_id = None
    if isinstance(made, str):
        photo.status, photo.reason = "failed", made
    else:
        photo.file_id = files.store_file(f"anh-{photo.id[:8]}.jpg", JPEG, made.content).id
        photo.fingerprint, photo.status = made.fingerprint, "ready"
        photo.twin_id = earliest_lookalike(photo)


def earliest_lookalike(photo: Photo) -> str | None:
    """The earliest photograph of another unit or day that is this one, or is hardly to be told from it."""
    earlier = (
        select(Photo.id, Photo.fingerprint, Photo.sha256)
        .where(
            Photo.id != photo.id,
            Photo.uploaded_at <= photo.uploaded_at,
            Photo.status == "ready",
            (Photo.unit_id != photo.unit_id) | (Photo.day != photo.day),
        )
        .order_by(Photo.uploaded_at, Photo.id)
    )
    mine = int(photo.fingerprint, 16)
    return next(
        (
            other.id
            for other in db.session.execute(earlier)
            if other.sha256 == photo.sha256 or looks_alike(mine, int(other.fingerprint, 16))
        ),
        None,
    )


def looks_alike(one: int, other: int) -> bool:
    """Whether two fingerprints are those of one picture."""
    has_features = LEAST_BITS <= one.bit_count() <= 4 * image_processing.FINGERPRINT_DIGITS - LEAST_BITS
    return has_features and (one ^ other).bit_count() <= ALIKE_BITS


def remove(photo: Photo) -> None:
    """Take a photograph away: its bytes are deleted, the row still counts for its day."""
    waiting_files.delete_waiting(photo.source_id)
    files.delete_file(photo.file_id)
    photo.source_id = photo.file_id = None
    photo.status, photo.twin_id, photo.fingerprint = "removed", None, ""
    db.session.flush()


def show_again(photo: Photo, *, by: int) -> None:
    """Let a picture that was shown before stand once more; it stays marked for the levels above."""
    photo.kept_by, photo.kept_at = by, clock.now()
    db.session.flush()


def retry(photo: Photo) -> None:
    """Ask once more for a photograph whose job died."""
    job = db.session.get(jobs.Job, photo.job_id)
    if job is None or photo.status != "waiting":
        raise Conflict(_("Ảnh này đã xử lý xong, không cần làm lại."))
    jobs.retry(job)


def of_owners(kind: str, ids: Collection[int]) -> dict[int, list[Photo]]:
    """The photographs of several owners of a kind, those refused included, in the order they came."""
    if not ids:
        return {}
    found: dict[int, list[Photo]] = {}
    asked = select(Photo).where(Photo.owner_kind == kind, Photo.owner_id.in_(ids), Photo.status != "removed")
    for photo in db.session.scalars(asked.order_by(Photo.uploaded_at, Photo.id)):
        found.setdefault(photo.owner_id, []).append(photo)
    return found


def twins_of(photos: Iterable[Photo]) -> dict[str, Photo]:
    """The earlier photographs that these resemble, by their own numbers."""
    ids = {photo.twin_id for photo in photos if photo.twin_id}
    if not ids:
        return {}
    return {photo.id: photo for photo in db.session.scalars(select(Photo).where(Photo.id.in_(ids)))}


def stalled(photos: Sequence[Photo]) -> set[str]:
    """Those whose job has died: they can be tried again."""
    waiting = {photo.job_id: photo.id for photo in photos if photo.status == "waiting"}
    if not waiting:
        return set()
    found = db.session.scalars(select(jobs.Job).where(jobs.Job.id.in_(waiting)))
    return {waiting[job.id] for job in found if job.state == "failed"}
