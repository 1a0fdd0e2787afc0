"""Photographs: what is taken, what is kept of it, what counts as the same picture."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.errors import DomainError
from portal.extensions import db as database
from portal.web.data import clock, files, transactions
from portal.web.data.files import StoredFile
from portal.web.media import image_processing, uploads
from portal.web.media.uploads import Owner, Photo
from tests import make
from tests.fieldwork.publicity.pictures import jpeg, photo, png, scene

NOON = clock.at(make.FIRST_DAY, 12)


def sent(content: bytes) -> FileStorage:
    return FileStorage(BytesIO(content), filename="anh.jpg")


def take(content: bytes, owner: Owner | None = None, most: int = 5) -> Photo:
    taken = uploads.receive(sent(content), owner or Owner("test", 1, 7), by=1, most=most)
    transactions.commit()
    database.session.expire_all()
    return taken


def kept(taken: Photo) -> bytes:
    return database.session.get_one(StoredFile, taken.file_id).content


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.fixture(autouse=True)
def noon(db, at):
    at(NOON)


def test_a_photograph_is_made_anew_small_and_upright_with_nothing_of_the_phone_in_it():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY-MAKER"
    content = jpeg(scene(1, (3000, 2000)), exif=exif, comment=b"CANARY-COMMENT", icc_profile=b"CANARY-ICC")
    taken = take(content + b"CANARY-TAIL")
    made = Image.open(BytesIO(kept(taken)))
    assert taken.status == "ready"
    assert (made.format, made.size) == ("JPEG", (1365, 2048))
    assert b"CANARY" not in kept(taken)
    assert not made.getexif()


def test_what_was_sent_is_not_kept():
    taken = take(photo())
    assert taken.source_id is None
    assert [row.id for row in database.session.scalars(select(StoredFile))] == [taken.file_id]


def test_png_and_webp_are_taken_too_and_what_is_clear_becomes_white():
    clear = Image.new("RGBA", (100, 80), (255, 0, 0, 0))
    made = Image.open(BytesIO(kept(take(png(clear)))))
    assert made.getpixel((50, 40)) == (255, 255, 255)
    target = BytesIO()
    scene(2).save(target, "WEBP")
    assert take(target.getvalue()).status == "ready"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Chưa chọn ảnh."),
        (b"GIF89a" + b"\0" * 99, "Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC."),
        (b"\xff\xd8\xff" + b"\0" * (14 * 1024 * 1024), "Ảnh quá lớn (14 MB, tối đa 10 MB)."),
        (claiming(20_000, 20_000), "Ảnh có quá nhiều điểm ảnh."),
        (claiming(7000, 7000), "Ảnh có quá nhiều điểm ảnh."),
        (claiming(12_001, 10), "Ảnh có quá nhiều điểm ảnh."),
    ],
    ids=["nothing", "gif", "14 MB", "400 MP", "49 MP", "too long"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_not_taken_is_said_in_a_sentence(content, sentence):
    with pytest.raises(DomainError) as refused:
        take(content)
    assert refused.value.message == sentence
    assert database.session.scalar(select(Photo)) is None


def test_a_moving_picture_is_not_taken():
    target = BytesIO()
    scene(1).save(target, "WEBP", save_all=True, append_images=[scene(2)], duration=100)
    with pytest.raises(DomainError, match="Ảnh động"):
        take(target.getvalue())


def test_a_head_without_a_body_fails_in_the_job_with_its_reason():
    taken = take(photo()[:1500])
    assert (taken.status, taken.sentence) == ("failed", "Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC.")
    assert database.session.scalar(select(StoredFile)) is None


def test_the_same_bytes_sent_again_are_one_photograph():
    first, again = take(photo()), take(photo())
    assert first.id == again.id


def test_one_taken_away_leaves_no_bytes_and_may_come_again():
    taken = take(photo())
    uploads.remove(taken)
    transactions.commit()
    assert database.session.scalar(select(StoredFile)) is None
    assert uploads.of_owners("test", [1]) == {}
    assert take(photo()).status == "ready"


def test_five_a_place_and_thirty_a_unit_and_day(monkeypatch):
    monkeypatch.setattr(uploads, "start_processing", lambda row, _content: row)
    for number in range(5):
        take(photo(number))
    with pytest.raises(DomainError, match="nhiều nhất 5 ảnh"):
        take(photo(9))
    for number in range(25):
        take(photo(number), Owner("test", 100 + number, 7))
    with pytest.raises(DomainError, match="đủ 30 ảnh"):
        take(photo(9), Owner("test", 200, 7))
    assert take(photo(9), Owner("test", 200, 8)).unit_id == 8


def test_a_photograph_of_another_day_or_unit_is_recognised_although_saved_anew(at):
    first = take(photo(1))
    at(NOON + timedelta(minutes=1))
    assert take(jpeg(scene(1), quality=40), Owner("test", 3, 7)).twin_id is None
    smaller = jpeg(scene(1).resize((400, 300)), quality=55)
    elsewhere = take(smaller, Owner("test", 2, 8))
    assert (elsewhere.twin_id, elsewhere.is_doubtful) == (first.id, True)
    at(clock.at(make.LAST_DAY, 9))
    assert take(photo(1), Owner("test", 4, 7)).twin_id == first.id


def test_keeping_it_all_the_same_ends_the_question_and_leaves_the_mark():
    take(photo(1))
    again = take(photo(1), Owner("test", 2, 8))
    uploads.show_again(again, by=3)
    assert (again.is_doubtful, again.twin_id is not None) == (False, True)


def test_twenty_used_again_among_many_are_found_and_hardly_any_other():
    chance = random.Random(11)  # noqa: S311
    prints = [int(image_processing.fingerprint(scene(number)), 16) for number in range(300)]
    reused = chance.sample(range(300), 20)
    found = set()
    for place in reused:
        copy = scene(place).resize((chance.randrange(300, 900), chance.randrange(225, 675)))
        saved = Image.open(BytesIO(jpeg(copy, quality=chance.randrange(35, 80))))
        found |= {
            other
            for other in range(300)
            if uploads.looks_alike(int(image_processing.fingerprint(saved), 16), prints[other])
        }
    assert set(reused) <= found
    assert len(found - set(reused)) <= 1


@pytest.mark.parametrize(
    ("brightness", "digits"),
    [
        (lambda x, _y: 255 - 3 * x, "ffffffffffffffff0000000000000000"),
        (lambda _x, y: 255 - 3 * y, "0000000000000000ffffffffffffffff"),
        (lambda x, y: 255 if x < 8 and y < 9 else 0, "80000000000000008080000000000000"),
        (lambda x, y: (x * x + 3 * y * y + 5 * x * y) % 251, "14b1544aa27992346d96681b8b1c568a"),
    ],
)
def test_a_fingerprint_stays_what_it_is_since_those_of_years_are_kept(brightness, digits):
    """Eight rows of which neighbour to the right is darker, then of which below."""
    picture = Image.new("L", (72, 72))
    picture.putdata([brightness(x, y) for y in range(72) for x in range(72)])
    assert image_processing.fingerprint(picture) == digits


@pytest.mark.parametrize(
    ("bits", "others", "alike"),
    [(9, 0, False), (10, 0, True), (118, 0, True), (119, 0, False), (60, 12, True), (60, 13, False)],
)
def test_prints_with_features_are_alike_up_to_twelve_bits(bits, others, alike):
    one = (1 << bits) - 1
    assert uploads.looks_alike(one, one ^ ((1 << others) - 1)) is alike


def test_pictures_without_features_are_like_no_other():
    take(jpeg(Image.new("RGB", (100, 100), "white")))
    assert take(jpeg(Image.new("RGB", (200, 200), "grey")), Owner("test", 2, 8)).twin_id is None


def test_a_photograph_whose_job_died_is_named_and_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(uploads, "earliest_lookalike", lambda _photo: 1 / 0)
    taken = take(photo())
    assert (taken.status, uploads.stalled([taken])) == ("waiting", {taken.id})
    monkeypatch.undo()
    uploads.retry(taken)
    transactions.commit()
    database.session.expire_all()
    assert taken.status == "ready"


def test_the_child_works_within_its_memory():
    made = uploads.reencode_in_child(png(Image.effect_noise((7000, 5700), 90)))
    assert not isinstance(made, str)
    assert Image.open(BytesIO(made.content)).size == (2048, 1668)


def test_what_breaks_the_child_is_unreadable(monkeypatch):
    monkeypatch.setattr(uploads, "PROGRAM", files.__file__)
    assert uploads.reencode_in_child(b"") == "unreadable"


def heic(picture: Image.Image, **options: object) -> bytes:
    """A photograph as an iPhone sends it."""
    target = BytesIO()
    pillow_heif.from_pillow(picture).save(target, **options)
    return target.getvalue()


def test_an_iphone_s_heic_is_taken_with_nothing_of_the_phone_in_it():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY-MAKER"
    content = heic(scene(1, (1200, 900)), exif=exif.tobytes())
    assert b"CANARY-MAKER" in content
    taken = take(content)
    made = Image.open(BytesIO(kept(taken)))
    assert (taken.status, made.format, max(made.size)) == ("ready", "JPEG", 1200)
    assert b"CANARY" not in kept(taken)


def test_a_heic_is_recognised_as_the_jpeg_of_the_same_picture():
    first = take(photo(1))
    assert take(heic(scene(1)), Owner("test", 2, 8)).twin_id == first.id


def test_avif_is_taken_too():
    target = BytesIO()
    scene(3).save(target, "AVIF")
    assert take(target.getvalue()).status == "ready"


def heic_that_says(width: int, height: int) -> bytes:
    """A small picture whose head names another size: to make a large one takes seconds."""
    content = heic(scene(1))
    size = content.index(b"ispe") + 8
    return content[:size] + struct.pack(">II", width, height) + content[size + 8 :]


def test_a_heic_that_says_it_is_huge_is_refused():
    taken = take(heic_that_says(30_000, 30_000))
    assert taken.status == "failed"
    assert database.session.scalar(select(StoredFile)) is None


def test_a_heic_is_held_to_the_same_number_of_points():
    assert take(heic_that_says(8064, 6048)).sentence == "Ảnh có quá nhiều điểm ảnh."


def test_the_child_reads_the_largest_heic_within_its_memory():
    made = uploads.reencode_in_child(heic(Image.new("RGB", (7296, 5472), "green"), enc_params={"preset": "ultrafast"}))
    assert not isinstance(made, str)
    assert Image.open(BytesIO(made.content)).size == (2048, 1536)


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1"])
def test_rubbish_that_begins_like_a_heic_is_unreadable(brand):
    assert take(b"\0\0\0\x1cftyp" + brand + bytes(range(256))).status == "failed"


def test_a_film_is_no_picture():
    with pytest.raises(DomainError, match="Không đọc được ảnh"):
        take(b"\0\0\0\x20ftypisom" + bytes(200))
