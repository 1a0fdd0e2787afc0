"""The RFC 6962 tree over SHA-256: roots, inclusion and consistency proofs, from stored hashes.

`Read(level, start, stop)` gives kept hashes of whole subtrees: those of 2**level leaves each, numbers start to stop.
Asked for are levels 0, 8, 16 … alone, at most 256 hashes at a time, so that a tree of millions needs no more memory.
"""

import hashlib
from collections.abc import Callable, Sequence

# every eighth level is kept: a 255th more rows, and no proof reads more than a few hundred hashes
STRIDE = 8
EMPTY = hashlib.sha256(b"").digest()

Read = Callable[[int, int, int], Sequence[bytes]]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a leaf (prefix 0x00, RFC 6962 section 2.1), 32 bytes."""
    return hashlib.sha256(b"\0" + data).digest()


def pair(left: bytes, right: bytes) -> bytes:
    """SHA-256 of an inner node (prefix 0x01, RFC 6962 section 2.1), 32 bytes."""
    # another prefix than a leaf's: else an inner node could be shown off as a leaf that was never sealed
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root (32 bytes) over neighbours of one level, one at least; the last of them may stand alone."""
    while len(hashes) > 1:
        paired = [pair(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        # carried up as it is: RFC 6962 doubles no node, so that no two lists of leaves have one root
        hashes = [*paired, hashes[-1]] if len(hashes) % 2 else paired
    return hashes[0]


def split(width: int) -> int:
    """The greatest power of two below a width of two or more."""
    return 1 << ((width - 1).bit_length() - 1)


class Tree:
    """A tree of a size (number of leaves) over kept hashes."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self.read = read

    def root(self) -> bytes:
        """The root of the whole, 32 bytes; SHA-256 of nothing where there is no leaf (RFC 6962 section 2.1)."""
        return self.over(0, self.size) if self.size else EMPTY

    def over(self, start: int, stop: int) -> bytes:
        """The root over some leaves, as a proof asks for them: a power of two that holds them divides `start`.

        One read a kept level: what is not a whole subtree at the right end becomes one hash, the last of those above.
        """
        level, end = 0, list[bytes]()
        while stop - start > 1 << STRIDE:
            whole = stop >> STRIDE
            rest = self.read(level, whole << STRIDE, stop) if whole << STRIDE < stop else ()
            end = [fold([*rest, *end])] if rest or end else []
            level, start, stop = level + STRIDE, start >> STRIDE, whole
        return fold([*self.read(level, start, stop), *end])

    def inclusion(self, number: int) -> list[bytes]:
        """The audit path of a leaf (RFC 6962 section 2.1.1), from its neighbour up; number is 0 to size - 1."""
        return self.descend(number, lambda start, stop: stop - start == 1)[1]

    def consistency(self, earlier: int) -> list[bytes]:
        """The proof that this tree goes on from the one of an earlier size, 1 or more (RFC 6962 section 2.1.2)."""
        start, siblings = self.descend(earlier - 1, lambda _start, stop: stop == earlier)
        # where the earlier tree is one whole subtree of this one the reader has its root already
        return [self.over(start, earlier), *siblings] if start else siblings

    def descend(self, leaf: int, is_there: Callable[[int, int], bool]) -> tuple[int, list[bytes]]:
        """Go from the root towards a leaf: where the part that `is_there` begins, and its siblings from below."""
        start, stop, siblings = 0, self.size, []
        while not is_there(start, stop):
            middle = start + split(stop - start)
            if leaf < middle:
                siblings.append((middle, stop))
                stop = middle
            else:
                siblings.append((start, middle))
                start = middle
        return start, [self.over(*part) for part in reversed(siblings)]


class Frontier:
    """A tree that only grows, leaf by leaf, and keeps no more than its right edge: from nothing, or from one kept."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        self.size = size
        self.edge = list(edge)

    def append(self, hashed: bytes) -> None:
        """Add a leaf by its hash, and join the pairs it completes."""
        self.size += 1
        rest = self.size
        # as many pairs close as the new size has zero bits at its end
        while not rest & 1:
            hashed = pair(self.edge.pop(), hashed)
            rest >>= 1
        self.edge.append(hashed)

    def root(self) -> bytes:
        """The root of what was added so far, 32 bytes."""
        if not self.edge:
            return EMPTY
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = pair(left, root)
        return root
