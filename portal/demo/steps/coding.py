"""Two people of the province have coded most comments of the rehearsal: by the words in them, a tenth left to do."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from sqlalchemy import delete, insert, select

from portal.demo import setup
from portal.demo import words as demo_words
from portal.extensions import db
from portal.results.comments import comments, themes
from portal.results.models import CodedComment, CommentTheme, Theme
from portal.surveys.models import Round
from portal.units.names import fold
from portal.web.data import clock

UNCODED_SHARE = 0.1
AFTERWARDS = timedelta(hours=6)

words = demo_words.WORDS["coding"]
WORDS: dict[str, list[str]] = words["words"]
OTHER = "Khác"


def fill(round_: Round, seed: int) -> None:
    """Code most of the comments laid out, some hours after results were opened; safe to do again."""
    random = Random(f"{seed}/themes")
    coders = [setup.account(name).id for name in (setup.EDITOR, setup.APPROVER)]
    coded_at = (round_.results_opened_at or clock.now()) + AFTERWARDS
    listed = {theme.name: theme for theme in themes.themes_of(round_)}
    said = demo_words.of(round_.slug, "coding")
    for name, (wording, level) in said["wordings"].items():
        listed[name].wording, listed[name].level = wording, level
    tell_outcomes(listed, round_)
    # an interrupted run may have coded some already
    db.session.execute(delete(CommentTheme).where(CommentTheme.round_id == round_.id))
    theme_rows = []
    for row, body in in_order(round_):
        if random.random() >= UNCODED_SHARE:
            row.coded_by, row.coded_at, row.uncodable, row.version = random.choice(coders), coded_at, False, 2
            theme_rows += [
                {"round_id": round_.id, "place": row.place, "theme_id": listed[name].id} for name in names_for(body)
            ]
    db.session.flush()
    if theme_rows:
        db.session.execute(insert(CommentTheme), theme_rows)


def tell_outcomes(listed: Mapping[str, Theme], round_: Round) -> None:
    """Some themes were passed on after the opening, and some of these answered."""
    opened_on = clock.local(round_.results_opened_at or clock.now()).date()
    for name, told in demo_words.of(round_.slug, "coding")["outcomes"].items():
        for step in ("passed", "answered"):
            number, after = told.get(step, ("", None))
            setattr(listed[name], f"{step}_number", number)
            setattr(listed[name], f"{step}_on", after and opened_on + timedelta(days=after))
        listed[name].published_in = told.get("published_in", "")


def in_order(round_: Round) -> list[tuple[CodedComment, str]]:
    """The comments in an order that the seed alone decides, whatever chance laid out."""
    texts = {(point, key): body for point, key, body, _question in comments.bodies(round_)}
    rows = db.session.scalars(select(CodedComment).where(CodedComment.round_id == round_.id))
    pairs = [(row, texts[row.point_id, row.comment_id]) for row in rows]
    return sorted(pairs, key=lambda pair: (pair[0].point_id, pair[1]))


def names_for(body: str) -> list[str]:
    """The themes whose words a comment has; «khác» where none."""
    text = fold(body)
    return [name for name, words in WORDS.items() if any(word in text for word in words)] or [OTHER]
