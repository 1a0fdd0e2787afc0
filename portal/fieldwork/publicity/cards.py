"""The picture card of a day's post: its words and up to four of its photographs, drawn by a job as a PNG."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageDraw, ImageFont, ImageOps
from sqlalchemy import select

from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.publicity import queries, wording
from portal.fieldwork.publicity.models import DailyPost
from portal.fieldwork.publicity.wording import PostFacts
from portal.web.data.files import StoredFile
from portal.web.jobs import jobs
from portal.web.media.uploads import Photo
from portal.web.ui import terms
from portal.web.ui.formats import capital, long_date, weekday

JOB, PNG = "post_card", "image/png"
WIDTH, MARGIN, BAND, GAP = 1080, 64, 216, 16
PICTURES, MOST_LINES = 4, 12
RED, GOLD, INK, MUTED, PAPER = "#7c1316", "#b98a2f", "#1d1b19", "#5c5750", "#fbf9f5"
# where an office suite has brought Liberation 1 as well, its files have the same names but not all of the letters
NEWER = "/usr/share/fonts/truetype/liberation2/"
FONTS = {
    False: (f"{NEWER}LiberationSans-Regular.ttf", "LiberationSans-Regular.ttf", "DejaVuSans.ttf"),
    True: (f"{NEWER}LiberationSans-Bold.ttf", "LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
}
"""Families that have every Vietnamese letter; the first that is installed is taken."""


def start(post: DailyPost, by: int) -> jobs.Job:
    """Ask for a post's card."""
    return jobs.start(JOB, {"post": post.id}, by)


@jobs.handler(JOB, _l("vẽ tin trong ngày"))
def make(job: jobs.Job, progress: jobs.Progress) -> jobs.JobFile:
    """Read what the card shows, then draw it."""
    post = queries.post_by_id(job.args["post"])
    if post is None:
        raise DomainError(_("Không còn tin này."))
    terms.speak_of(post.point.round.plan_data.tongues)
    facts, round_ = wording.facts_of(post.point, post.day), post.point.round
    pictures, code, simulated = photo_contents(photos_for(post)), post.point.unit.code, round_.simulated
    db.session.rollback()  # drawing takes seconds: no transaction is held meanwhile
    progress(0, 1)
    return jobs.JobFile(f"tin-{code}-{facts.day:%d-%m-%Y}.png", PNG, draw_card(facts, pictures, simulated=simulated))


def photos_for(post: DailyPost) -> list[Photo]:
    """The post's own photographs first, then those of what was done that day."""
    todays = [entry.id for entry in queries.entries_of(post.point) if entry.covers(post.day)]
    photos_of_day = queries.photos_of_post(post)  # chosen for the post: they come before the day's others
    for photos in queries.photos_of_entries(todays).values():
        photos_of_day += photos
    return [photo for photo in photos_of_day if photo.status == "ready" and not photo.is_doubtful][:PICTURES]


def photo_contents(photos: Sequence[Photo]) -> list[bytes]:
    """The bytes of photographs, in their order."""
    ids = [photo.file_id for photo in photos]
    rows = db.session.execute(select(StoredFile.id, StoredFile.content).where(StoredFile.id.in_(ids)))
    by_id = {row.id: row.content for row in rows}
    return [by_id[file_id] for file_id in ids if file_id in by_id]


def draw_card(facts: PostFacts, pictures: Sequence[bytes], *, simulated: bool) -> bytes:
    """The card as a PNG."""
    lines = body_lines(facts)
    grid = grid_height(len(pictures))
    height = BAND + MARGIN + grid + len(lines) * 50 + MARGIN + 60
    card = Image.new("RGB", (WIDTH, height), PAPER)
    draw_head(ImageDraw.Draw(card), facts)
    draw_photos(card, pictures, BAND + MARGIN // 2)
    draw_body(ImageDraw.Draw(card), lines, BAND + MARGIN // 2 + grid, height, simulated=simulated)
    target = BytesIO()
    card.save(target, "PNG", optimize=True)
    return target.getvalue()


def draw_head(pen: ImageDraw.ImageDraw, facts: PostFacts) -> None:
    """The red band: what it is, of which day, of whom."""
    pen.rectangle((0, 0, WIDTH, BAND), fill=RED)
    pen.rectangle((0, BAND, WIDTH, BAND + 6), fill=GOLD)
    pen.text((MARGIN, 36), _("Khảo sát, lấy ý kiến của người dân"), "#f6e4e2", font(30))
    pen.text((MARGIN, 80), shortened(capital(facts.unit), 50, strong=True), "#fff", font(50, strong=True))
    day = f"{weekday(facts.day)}, {long_date(facts.day)}"
    pen.text((MARGIN, 152), day, "#fff", font(34))


def shortened(text: str, size: int, *, strong: bool = False) -> str:
    """A line, shortened where it is too long for the card."""
    face = font(size, strong=strong)
    if face.getlength(text) <= WIDTH - 2 * MARGIN:
        return text
    while text and face.getlength(f"{text}…") > WIDTH - 2 * MARGIN:
        text = text[:-1]
    return f"{text}…"


def grid_height(n: int) -> int:
    """How much room so many photographs take."""
    if n == 0:
        return 0
    width, rows = cell_width(n), (n + 1) // 2
    return rows * (width * 3 // 4 + GAP) + GAP


def cell_width(n: int) -> int:
    """One photograph takes the whole width, more share it."""
    whole = WIDTH - 2 * MARGIN
    return whole if n == 1 else (whole - GAP) // 2


def draw_photos(card: Image.Image, pictures: Sequence[bytes], top: int) -> None:
    """The photographs, two a row, each cut to four by three; a third alone in its row takes it whole."""
    width = cell_width(len(pictures))
    height = width * 3 // 4
    for number, content in enumerate(pictures):
        row, column = divmod(number, 2)
        is_alone = column == 0 and number == len(pictures) - 1
        size = (WIDTH - 2 * MARGIN if is_alone else width, height)
        with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
            picture.draft("RGB", size)  # lets the decoder skip what would be thrown away
            cut = ImageOps.fit(picture.convert("RGB"), size, centering=(0.5, 0.4))  # faces stand above the middle
        card.paste(cut, (MARGIN + column * (width + GAP), top + GAP + row * (height + GAP)))


def body_lines(facts: PostFacts) -> list[tuple[str, bool]]:
    """What is said, cut into lines; True where a new point begins."""
    lines: list[tuple[str, bool]] = []
    for part in wording.parts(facts):
        lines += [(line, number == 0) for number, line in enumerate(wrapped(part))]
    return lines[:MOST_LINES]  # the text beside the card has the rest


def wrapped(text: str) -> list[str]:
    """A sentence in lines that fit the card."""
    face, lines = font(34), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) > WIDTH - 2 * MARGIN - 40 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return [shortened(line, 34) for line in lines]


def draw_body(
    pen: ImageDraw.ImageDraw, lines: Sequence[tuple[str, bool]], top: int, height: int, *, simulated: bool
) -> None:
    """What was done, then the mark of a rehearsal where it is one."""
    for number, (line, begins) in enumerate(lines):
        y = top + 40 + number * 50
        if begins:
            pen.ellipse((MARGIN + 4, y + 14, MARGIN + 16, y + 26), fill=RED)
        pen.text((MARGIN + 40, y), line, INK, font(34))
    pen.rectangle((0, height - 8, WIDTH, height), fill=GOLD)
    words = _("SỐ LIỆU MÔ PHỎNG") if simulated else _("Ý Dân, cổng khảo sát, lấy ý kiến của người dân")
    pen.text((MARGIN, height - 62), words, MUTED, font(26, strong=simulated))


@lru_cache(maxsize=16)
def font(size: int, *, strong: bool = False) -> ImageFont.FreeTypeFont:
    """A font that has every Vietnamese letter."""
    for name in FONTS[strong]:
        try:
            return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)  # same without libraqm
        except OSError:
            continue
    raise DomainError(_("Máy chủ thiếu phông chữ Liberation Sans để vẽ ảnh."))
