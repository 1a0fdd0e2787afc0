"""docs/verify.py on a downloaded log: right where it is right, and each tampered copy refused at its bad place."""

from __future__ import annotations

import base64
import importlib.util
import subprocess
import sys

import pytest

from portal.config import ROOT
from portal.sealing.log.notes import CheckpointBody, Signer
from portal.sealing.log.tree import Frontier, leaf_hash
from portal.web.data import clock

TOOL = ROOT / "docs" / "verify.py"
spec = importlib.util.spec_from_file_location("verify", TOOL)
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

SIZE, OLD = 300, 120
NAME = "y-dan.example/log/198"
SIGNER, OTHER = Signer(bytes(range(32))), Signer(bytes(range(1, 33)))
LINES = [f"{'BRC'[n % 3]} {leaf_hash(n.to_bytes(2)).hex()}\n".encode() for n in range(SIZE)]
LEAVES = b"".join(LINES)
KEY = SIGNER.verifier(NAME)


def note(size: int, signer: Signer = SIGNER, name: str = NAME, lines: list[bytes] = LINES) -> bytes:
    frontier = Frontier()
    for line in lines[:size]:
        frontier.append(leaf_hash(line[:1] + bytes.fromhex(line[2:-1].decode())))
    return signer.sign(CheckpointBody(name, size, frontier.root(), clock.at(clock.today(), 9))).encode()


NEW, OLDER = note(SIZE), note(OLD)


def swapped(lines: list[bytes], a: int, b: int) -> bytes:
    made = list(lines)
    made[a], made[b] = made[b], made[a]
    return b"".join(made)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def signature_of(data: bytes, change) -> bytes:
    head, mark = data.rstrip(b"\n").rsplit(b" ", 1)
    return head + b" " + base64.b64encode(change(base64.b64decode(mark))) + b"\n"


def plus_order(raw: bytes) -> bytes:
    """The same signature with a scalar that is the group's order too large."""
    return raw[:36] + (int.from_bytes(raw[36:], "little") + tool.ORDER).to_bytes(32, "little")


LINE = 67
TAMPERED = {
    "a digit of the first leaf": (flipped(LEAVES, 5), NEW, "từ số 0 đến số 119"),
    "a digit of a late leaf": (flipped(LEAVES, LINE * 200 + 9), NEW, "từ số 120 đến số 299"),
    "a digit of the last leaf": (flipped(LEAVES, len(LEAVES) - 3), NEW, "từ số 120 đến số 299"),
    "a letter of a leaf": (LEAVES.replace(b"B", b"V", 1), NEW, "từ số 0 đến số 119"),
    "two neighbours swapped": (swapped(LINES, 10, 11), NEW, "từ số 0 đến số 119"),
    "two far ones swapped": (swapped(LINES, 10, 290), NEW, "từ số 0 đến số 119"),
    "first and last swapped": (swapped(LINES, 0, SIZE - 1), NEW, "từ số 0 đến số 119"),
    "a leaf taken out": (b"".join(LINES[:50] + LINES[51:]), NEW, "từ số 0 đến số 119"),
    "the last leaf taken out": (b"".join(LINES[:-1]), NEW, "thiếu từ mục số 299"),
    "a leaf put in": (b"".join(LINES[:50] + LINES[49:]), NEW, "từ số 0 đến số 119"),
    "a leaf added": (LEAVES + LINES[0], NEW, "thừa từ mục số 300"),
    "junk behind": (LEAVES + b"x", NEW, "Mục số 300"),
    "an empty line behind": (LEAVES + b"\n", NEW, "Mục số 300"),
    "no last line end": (LEAVES[:-1], NEW, "Mục số 299"),
    "capital digits": (LEAVES[:LINE] + LINES[1].upper() + LEAVES[2 * LINE :], NEW, "Mục số 1 "),
    "other line ends": (LEAVES.replace(b"\n", b"\r\n"), NEW, "Mục số 0"),
    "nothing": (b"", NEW, "chỉ có 0 mục"),
    "a greater size": (LEAVES, NEW.replace(b"\n300\n", b"\n301\n"), "chữ ký sai"),
    "a size with a nought before": (LEAVES, NEW.replace(b"\n300\n", b"\n0300\n"), "không phải là xác nhận có chữ ký"),
    "a bit of the root": (LEAVES, NEW.replace(NEW.split(b"\n")[2], OLDER.split(b"\n")[2]), "chữ ký sai"),
    "another moment": (LEAVES, NEW.replace(b"T", b"t"), "chữ ký sai"),
    "a bit of the signature": (LEAVES, signature_of(NEW, lambda raw: flipped(raw, 20)), "chữ ký sai"),
    "a bit of the key's number": (LEAVES, signature_of(NEW, lambda raw: flipped(raw, 0)), "chữ ký sai"),
    "a scalar out of range": (LEAVES, signature_of(NEW, plus_order), "chữ ký sai"),
    "another key": (LEAVES, note(SIZE, OTHER), "chữ ký sai"),
    "another log": (LEAVES, note(SIZE, name="y-dan.example/log/199"), "là của nhật ký"),
    "junk behind the note": (LEAVES, NEW + b"x\n", "thừa"),
    "a second signature": (LEAVES, NEW + NEW.split(b"\n")[5] + b"\n", "thừa"),
    "a log written anew": (swapped(LINES, 10, 290), note(SIZE, lines=LINES[:10] + LINES[11:] + LINES[:1]), "từ số 0"),
}  # fmt: skip


def test_a_true_copy_is_right():
    assert len(tool.verify(LEAVES, KEY, [("mới", NEW), ("cũ", OLDER)])) == 2
    assert tool.verify_diff(LEAVES, KEY, ("mới", NEW), ("cũ", OLDER), b"".join(LINES[:OLD]))


@pytest.mark.parametrize("what", TAMPERED)
def test_every_tampered_copy_is_refused_and_the_place_named(what):
    leaves, new, place = TAMPERED[what]
    with pytest.raises(tool.Wrong) as refused:
        tool.verify(leaves, KEY, [("mới", new), ("cũ", OLDER)])
    assert place in str(refused.value)


def test_the_first_leaf_that_differs_from_an_older_copy_is_named():
    made = swapped(LINES, 77, 99)
    again = note(SIZE, lines=[made[at : at + LINE] for at in range(0, len(made), LINE)])
    with pytest.raises(tool.Wrong, match="Mục số 77 "):
        tool.verify_diff(made, KEY, ("mới", again), ("cũ", OLDER), b"".join(LINES[:OLD]))
    with pytest.raises(tool.Wrong, match="ít mục hơn"):
        tool.verify_diff(b"".join(LINES[:OLD]), KEY, ("mới", OLDER), ("cũ", NEW))


def test_two_roots_signed_for_one_size_are_told_whatever_the_leaves_are():
    other = note(SIZE, lines=[*LINES[:10], *reversed(LINES[10:])])
    for pair in ([("a", NEW), ("b", other)], [("b", other), ("a", NEW)]):
        with pytest.raises(tool.Wrong, match="hai mã đối chiếu đều đã ký cho 300 mục"):
            tool.verify(LEAVES, KEY, pair)


RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_signatures_of_rfc_8032(key, message, signature):
    key, message, signature = (bytes.fromhex(text) for text in (key, message, signature))
    assert tool.is_signed(key, message, signature)
    assert not tool.is_signed(key, message + b"x", signature)
    assert not tool.is_signed(key, message, flipped(signature, 40))


def test_it_runs_by_itself_without_our_libraries(tmp_path):
    for name, content in (("leaves", LEAVES), ("key", KEY.encode()), ("new", NEW), ("bad", flipped(LEAVES, 5))):
        (tmp_path / name).write_bytes(content)
    run = [sys.executable, "-I", "-S", str(TOOL), "verify"]
    good = subprocess.run([*run, "leaves", "key", "new"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout[:14]) == (0, "Đúng: 300 mục,")
    bad = subprocess.run([*run, "bad", "key", "new"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout[:4]) == (1, "SAI:")
