"""What is delivered of a static file: comments of our own that fill lines and indents stay behind, all else stands."""

from __future__ import annotations

import pytest

from portal.web.http import assets


@pytest.mark.parametrize(
    ("written", "given"),
    [
        (b"// why\nlet a = 1;\n", b"let a = 1;\n"),
        (b"  // why\n  go();\n", b"go();\n"),
        (b"a {\n\tb: c\n\n}\n", b"a {\nb: c\n}\n"),
        (b"\n  \n  // why\n\n  a();  b()\n", b"a();  b()\n"),
        (b"/* head */\na{b:c}\n", b"a{b:c}\n"),
        (b"/* of\n * two lines */\na{b:c}\n", b"a{b:c}\n"),
        (b"go(); // why\n", b"go(); // why\n"),
        (b"a{b:url(//host/c)}\n", b"a{b:url(//host/c)}\n"),
        (b"a{b:c}/* of a */\n", b"a{b:c}/* of a */\n"),
        (b"/* one */ a{b:c} /* two */\n", b"/* one */ a{b:c} /* two */\n"),
        (b"a /\n b\n", b"a /\nb\n"),
    ],
)
@pytest.mark.parametrize("name", ["ours.css", "ours.js"])
def test_lines_of_comment_and_indents_are_left_out(tmp_path, name, written, given):
    (tmp_path / name).write_bytes(written)
    assert assets.delivered(tmp_path / name) == given


def test_no_text_of_a_script_goes_over_its_line():
    lines = [line for script in assets.FOLDER.glob("*.js") for line in script.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.count("`") % 2 or line.endswith("\\")] == []


@pytest.mark.parametrize("place", ["vendor/theirs.js", "drawing.svg"])
def test_files_of_others_and_pictures_are_delivered_whole(tmp_path, monkeypatch, place):
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"/* licence */\n<svg/>\n")
    assert assets.delivered(path) == path.read_bytes()
