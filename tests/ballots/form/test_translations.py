"""Every sentence of the citizen's pages has its English, with the same holes."""

from __future__ import annotations

import re
from io import BytesIO

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.config import ROOT

HOLES = re.compile(r"%\(\w+\)s|\{\w+\}")
METHODS = [
    ("templates/ballots/form/preview.html", "ignore"),  # a page for staff
    ("portal/ballots/form/preview_views.py", "ignore"),
    ("portal/ballots/**.py", "python"),
    ("portal/sealing/views.py", "python"),
    ("templates/ballots/**.html", "jinja2"),
    ("templates/sealing/**.html", "jinja2"),
]


ALSO = [
    # their pages are citizens' too: tests/results/release/test_english.py opens each in English
    ("portal/**.py", "python"),
    ("templates/**.html", "jinja2"),
]


def sentences(methods: list[tuple[str, str]] = METHODS, *lazy: str) -> set[str]:
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), **dict.fromkeys(lazy)}
    found = extract_from_dir(ROOT, methods, keywords=keywords)
    return {message[0] if isinstance(message, tuple) else message for _file, _line, message, *_rest in found}


def catalogue():
    return read_po(BytesIO((ROOT / "portal/translations/en/LC_MESSAGES/messages.po").read_bytes()))


def test_every_sentence_is_translated():
    english = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue() if entry.string}
    assert sentences() - english == set()


def test_no_translation_is_left_over():
    known = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue() if entry.id}
    assert known - sentences([*METHODS[:2], *ALSO], "_l") - sentences() == set()


def test_translations_have_the_holes_of_their_sentences():
    for entry in catalogue():
        if entry.id:
            ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            for string in strings:
                assert sorted(HOLES.findall(string)) == sorted(HOLES.findall(ids[0])), ids[0]
                assert string == string.strip()
