"""The tree against RFC 6962's own vectors; its proofs against a plain reading of the RFC; verify.py the same."""

from __future__ import annotations

import hashlib

import pytest

from portal.sealing.log.tree import EMPTY, Frontier, Tree, fold, leaf_hash, pair, split

DATA = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree_over(hashes) -> Tree:
    """A tree that reads only what is kept: leaves, and whole subtrees of every eighth level."""

    def read(level: int, start: int, stop: int) -> list[bytes]:
        assert level % 8 == 0
        assert stop - start <= 256
        return [fold(hashes[number << level : (number + 1) << level]) for number in range(start, stop)]

    return Tree(len(hashes), read)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_rfcs(size):
    hashes = [leaf_hash(data) for data in DATA[:size]]
    frontier = Frontier()
    for hashed in hashes:
        frontier.append(hashed)
    assert tree_over(hashes).root().hex() == frontier.root().hex() == ROOTS[size - 1]


def test_an_empty_tree_is_the_hash_of_nothing():
    assert tree_over([]).root() == Frontier().root() == EMPTY == hashlib.sha256(b"").digest()


def test_proofs_are_the_rfcs():
    tree = tree_over([leaf_hash(data) for data in DATA])
    assert [hashed.hex()[:8] for hashed in tree.inclusion(5)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [hashed.hex()[:8] for hashed in tree.consistency(6)] == ["0ebc5d34", "ca854ea1", "d37ee418"]
    assert tree_over([leaf_hash(data) for data in DATA[:1]]).inclusion(0) == []


def path(number: int, hashes: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    middle = split(len(hashes))
    if number < middle:
        return [*path(number, hashes[:middle]), fold(hashes[middle:])]
    return [*path(number - middle, hashes[middle:]), fold(hashes[:middle])]


def proof(earlier: int, hashes: list[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if earlier == len(hashes):
        return [] if whole else [fold(hashes)]
    middle = split(len(hashes))
    if earlier <= middle:
        return [*proof(earlier, hashes[:middle], whole=whole), fold(hashes[middle:])]
    return [*proof(earlier - middle, hashes[middle:], whole=False), fold(hashes[:middle])]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 700, 1100])
def test_proofs_over_kept_hashes_are_those_of_the_definition(size):
    hashes = [leaf_hash(number.to_bytes(4)) for number in range(size)]
    tree = tree_over(hashes)
    for number in {0, 1, size // 3, size // 2, size - 1} & set(range(size)):
        assert tree.inclusion(number) == path(number, hashes)
        assert tree.consistency(number + 1) == proof(number + 1, hashes)


def test_the_root_of_a_large_tree_is_read_in_a_piece_a_level():
    kept, frontier, asked = {0: [leaf_hash(number.to_bytes(4)) for number in range(65_900)]}, Frontier(), []
    for level in (8, 16):
        below = kept[level - 8]
        kept[level] = [fold(below[number << 8 : (number + 1) << 8]) for number in range(len(below) >> 8)]

    def read(level: int, start: int, stop: int) -> list[bytes]:
        asked.append((level, stop - start))
        return kept[level][start:stop]

    for hashed in kept[0]:
        frontier.append(hashed)
    assert Tree(65_900, read).root() == frontier.root()
    assert asked == [(0, 65_900 % 256), (8, 1), (16, 1)]


def test_two_neighbours_are_not_a_leaf():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert pair(left, right) != leaf_hash(left + right)
