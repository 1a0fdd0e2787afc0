"""Pictures that stand for photographs: drawn, no two alike, and said to be simulated; kept as uploaded ones are."""

import hashlib
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from portal.accounts.models import Account
from portal.extensions import db
from portal.fieldwork.publicity.cards import font
from portal.web.data import clock, files
from portal.web.media import image_processing, uploads
from portal.web.media.uploads import Owner, Photo

SIZE = (640, 480)
WALLS = ("#d8cfa8", "#c9d6c3", "#e3d3c4", "#b9c9d6", "#d9c1b1", "#cfd0c5", "#a9b8a2")
CLOTHES = ("#2f4d3a", "#1f3a5f", "#6b2d2d", "#4a4a4a", "#7a5c1e", "#20544d")
SKIN = "#b98a63"


def draw(random: Random, words: str) -> bytes:
    """A yard, a notice board, people before it, as a JPEG."""
    picture = Image.new("RGB", SIZE, random.choice(WALLS))
    pen = ImageDraw.Draw(picture)
    floor = random.randrange(300, 400)
    pen.rectangle((0, floor, *SIZE), fill=random.choice(("#8f8a7c", "#6f7a66", "#a08d74", "#5e5b55")))
    # large shapes, since the check for pictures used twice compares nothing smaller
    for _ in range(random.randrange(3, 7)):
        shade(pen, random, floor)
    board(pen, random, words)
    for _ in range(random.randrange(1, 6)):
        person(pen, random, floor)
    pen.text((12, SIZE[1] - 32), "ẢNH MÔ PHỎNG", "#ffffff", font(22, strong=True), stroke_width=2, stroke_fill="#000")
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def shade(pen: ImageDraw.ImageDraw, random: Random, floor: int) -> None:
    """A door, a window, a tree."""
    left, width = random.randrange(-40, SIZE[0] - 40), random.randrange(50, 190)
    top = random.randrange(0, floor - 90)
    pen.rectangle((left, top, left + width, random.randrange(top + 40, floor)), fill=random.choice(WALLS + CLOTHES))


def board(pen: ImageDraw.ImageDraw, random: Random, words: str) -> None:
    """What was posted."""
    left, top = random.randrange(20, 330), random.randrange(20, 130)
    width, height = random.randrange(190, 290), random.randrange(110, 190)
    pen.rectangle((left, top, left + width, top + height), fill="#7c1316")
    pen.rectangle((left + 10, top + 34, left + width - 10, top + height - 10), fill="#ffffff")
    pen.text((left + 14, top + 6), words, "#ffffff", font(18, strong=True))
    for line in range(top + 46, top + height - 20, 14):
        pen.line((left + 20, line, left + random.randrange(60, width - 20), line), fill="#555555", width=3)


def person(pen: ImageDraw.ImageDraw, random: Random, floor: int) -> None:
    """A person seen from behind."""
    x, tall = random.randrange(30, SIZE[0] - 70), random.randrange(110, 190)
    foot = random.randrange(floor, SIZE[1])
    pen.rectangle((x, foot - tall + 40, x + 52, foot), fill=random.choice(CLOTHES))
    pen.ellipse((x + 8, foot - tall, x + 44, foot - tall + 42), fill="#241c17" if random.random() < 0.7 else SKIN)


def store(owner: Owner, mark: str, by: Account, image: image_processing.Reencoded) -> Photo:
    """A photograph as the queue's job would have left it; `mark` and its bytes decide its number."""
    digest = hashlib.sha256(image.content).hexdigest()
    photo = Photo(
        # the same number from the same seed, unlike an uploaded one's
        id=hashlib.sha256(f"{mark}/{digest}".encode()).hexdigest()[:32],
        owner_kind=owner.kind,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        day=clock.today(),
        sha256=digest,
        uploaded_by=by.id,
        uploaded_at=clock.now(),
    )
    db.session.add(photo)
    photo.file_id = files.store_file(f"anh-{photo.id[:8]}.jpg", uploads.JPEG, image.content).id
    photo.fingerprint, photo.status = image.fingerprint, "ready"
    return photo
