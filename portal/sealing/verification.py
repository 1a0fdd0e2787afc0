"""The check inside: from the sealed tables to leaves, from leaves to roots, from roots to every signed checkpoint.

Rooms above fill `checks` with their own: each is given what the log says and yields a sentence a fault.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, or_, select
from sqlalchemy.exc import ProgrammingError

from portal.errors import Conflict
from portal.extensions import Hook, db
from portal.sealing import operations, wording
from portal.sealing.log import checkpoints, leaves, log, tree
from portal.sealing.log.leaves import Kind, Leaf
from portal.sealing.log.notes import BadNote
from portal.sealing.models import log_checkpoint, log_item, log_leaf
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.ui.formats import integer

CHUNK = 5000
ENTRY = 32
OWN_TABLES = frozenset({Kind.BALLOT, Kind.COMMENT, Kind.RECEIPT})  # kept by a room above, not as items
GUARDED = frozenset({"open_results", "release", "erase"})
BY_WORKER = frozenset({"open_results", "erase"})  # what the worker checks once more before it does it
INSUFFICIENT_PRIVILEGE = "42501"  # PostgreSQL's name for a right that a role does not have


@dataclass(frozen=True)
class VerifiedPrefix:
    """How far a log was found right: its size, the right edge of the tree over it, the staff's next event."""

    size: int = 0
    edge: tuple[bytes, ...] = ()
    next_event: int = 1


@dataclass
class SealedLog:
    """What a round's log says, read in one pass; `entries` holds those of each kind and place end to end.

    `since` is what was found right before: of it nothing is read again. `next_event` is the one to be sealed next.
    """

    connection: Connection
    round_id: int
    since: VerifiedPrefix = VerifiedPrefix()
    size: int = 0
    next_event: int = 1
    entries: dict[tuple[str, str], bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    items: dict[int, Leaf] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size, self.next_event = self.since.size, self.since.next_event

    def add(self, number: int, leaf: Leaf) -> None:
        """Note a leaf."""
        self.size += 1
        self.counts[leaf.kind] += 1
        if leaf.kind in OWN_TABLES:
            # 32 bytes a leaf in one buffer: millions of ballots as objects of their own would not fit into memory
            self.entries[leaf.kind, leaf.place] += leaf.entry
        else:
            self.items[number] = leaf

    def unit_name(self, place: str) -> str:
        """A unit as sentences name it."""
        return self.names.get(place) or _("đơn vị mã %(code)s", code=place or "?")


@dataclass(frozen=True)
class Verdict:
    """What the check found; no fault, and the box is as it was signed. `prefix` is where the next one may go on."""

    size: int
    counts: Counter[str]
    checkpoints: int
    root: bytes
    faults: list[str]
    prefix: VerifiedPrefix = VerifiedPrefix()


checks: Hook[Callable[[SealedLog], Iterable[str]]] = Hook()
"""What each room compares of its own rows with its leaves in the log; the sentences are faults."""


def verify(round_: Round, *, note: str | None = None) -> Verdict:
    """Check a round's box in one snapshot, against all that was ever signed and a checkpoint from outside."""
    head = checkpoints.stored_note(round_.slug)
    with snapshot() as connection:
        return verify_in(connection, round_.id, [text for text in (head, note) if text is not None])


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One state of the database, which keeps no writer waiting."""
    options: dict[str, Any] = {"sqlite_readonly": True}
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


def verify_in(
    connection: Connection, round_id: int, outside: Iterable[str], *, since: VerifiedPrefix = VerifiedPrefix()
) -> Verdict:
    """Check a round's box in a database, which may be a scratch copy; past a prefix only what is new in the log.

    The rows of ballots, comments and receipts, and what the rooms above seal, are compared as a whole or not at all.
    """
    sealed = SealedLog(connection, round_id, since, names=unit_names(connection, round_id))
    faults: list[str] = []
    roots = signed_roots(sealed, outside, faults)
    frontier = replay_log(sealed, roots, faults)
    root = frontier.root()
    # proofs are given from stored hashes of subtrees, not from the leaves that were just read: both must agree
    is_there = 0 < sealed.size <= log.size(connection, round_id)
    if is_there and log.tree_of(connection, round_id, sealed.size).root() != root:
        faults.append(_("Các mã băm trung gian của nhật ký không khớp với các mục: dữ liệu nhật ký đã bị sửa."))
    own = log.own_size(connection, round_id)
    if own != sealed.size:
        faults.append(wording.foreign_leaves(own))
    # a prefix holds no entries of the boxes: what the rooms above compare would all look missing
    of_rooms = () if since.size else checks
    for check in (check_items, check_waiting_items, check_event_batches, check_settings, *of_rooms):
        faults.extend(check(sealed))
    prefix = VerifiedPrefix(frontier.size, tuple(frontier.edge), sealed.next_event)
    return Verdict(sealed.size, sealed.counts, sum(map(len, roots.values())), root, faults, prefix)


def unit_names(connection: Connection, round_id: int) -> dict[str, str]:
    """The communes by their codes."""
    codes = [code for code, _point, _id in operations.point_codes(connection, round_id)]
    year = select(Round.catalogue_id).where(Round.id == round_id).scalar_subquery()
    query = select(Unit.code, Unit.kind, Unit.name).where(Unit.catalogue_id == year, Unit.code.in_(codes))
    return {code: f"{kind} {name} ({code})" for code, kind, name in connection.execute(query)}


def signed_roots(sealed: SealedLog, outside: Iterable[str], faults: list[str]) -> dict[int, set[bytes]]:
    """The roots of everything signed for this round, by size: from the database and from outside of it.

    A log has one root at a size: two that are signed mean two logs, whichever of them the database holds today.
    """
    signer, checkpoint, roots = checkpoints.signer(), log_checkpoint.c, defaultdict[int, set[bytes]](set)
    stored = select(checkpoint.size, checkpoint.root, checkpoint.note).where(
        checkpoint.round_id == sealed.round_id, checkpoint.size >= sealed.since.size
    )
    slug = sealed.connection.scalar(select(Round.slug).where(Round.id == sealed.round_id))
    for size, root, note in [*sealed.connection.execute(stored), *((None, None, text) for text in outside)]:
        try:
            body = signer.read(note)
        except BadNote as error:
            faults.append(error.message if size is None else _("Xác nhận %(n)s mục: chữ ký sai.", n=integer(size)))
            continue
        if body.slug != slug:
            faults.append(wording.of_another_round(body))
            continue
        roots[body.size].add(body.root)
        if size is not None and (size, root) != (body.size, body.root):
            faults.append(_("Xác nhận %(n)s mục: nội dung khác bản đã ký.", n=integer(size)))
    faults.extend(wording.forked(size) for size, at_size in sorted(roots.items()) if len(at_size) > 1)
    return roots


def replay_log(sealed: SealedLog, roots: Mapping[int, set[bytes]], faults: list[str]) -> tree.Frontier:
    """Read the leaves in order and compare the root at every size that was signed. Names the first bad stretch."""
    frontier, good, bad = tree.Frontier(sealed.since.size, sealed.since.edge), sealed.since.size, False
    if good and frontier.root() not in roots.get(good, {frontier.root()}):
        bad = True
        faults.append(wording.rewritten(0, good))
    for number, leaf in new_leaves(sealed):
        # after the first bad leaf every root is another: one sentence for it, not one a checkpoint
        if number != sealed.size and not bad:
            bad = True
            faults.append(_("Nhật ký thiếu mục số %(n)s.", n=integer(sealed.size)))
        sealed.add(number, leaf)
        frontier.append(tree.leaf_hash(leaves.data(leaf.kind, leaf.entry)))
        if frontier.size in roots and not bad:
            bad = frontier.root() not in roots[frontier.size]
            if bad:
                faults.append(wording.rewritten(good, frontier.size))
            good = frontier.size
    there, wanted = log.size(sealed.connection, sealed.round_id), max([*roots, sealed.since.size])
    if there < wanted:
        faults.append(wording.shorter(there, wanted))
    return frontier


def new_leaves(sealed: SealedLog) -> Iterator[tuple[int, Leaf]]:
    """The leaves in order, past those that were found right before."""
    leaf = log_leaf.c
    query = select(leaf.number, leaf.kind, leaf.entry, leaf.place).where(
        leaf.round_id == sealed.round_id, leaf.number >= sealed.since.size
    )
    result = sealed.connection.execute(query.order_by(leaf.number).execution_options(yield_per=CHUNK))
    for rows in result.partitions():
        for number, kind, entry, place in rows:
            yield number, Leaf(kind, entry, place)


def check_items(sealed: SealedLog) -> Iterator[str]:
    """Each item that was sealed is what its leaf says, and each such leaf has its item."""
    item, left = log_item.c, dict(sealed.items)
    query = select(log_item).where(item.round_id == sealed.round_id, item.number >= sealed.since.size)
    for row in sealed.connection.execute(query.order_by(item.number)):
        leaf = left.pop(row.number, None)
        if leaf is None or leaf != leaves.make(row.kind, row.place, row.id, row.content):
            title = item_title(sealed, row.kind, row.place)
            yield _("%(what)s ở mục số %(n)s đã bị sửa.", what=title, n=integer(row.number))
    for number, leaf in left.items():
        title = item_title(sealed, leaf.kind, leaf.place)
        yield _("%(what)s ở mục số %(n)s đã bị xóa.", what=title, n=integer(number))


def check_waiting_items(sealed: SealedLog) -> Iterator[str]:
    """Each item that waits was put there by the portal."""
    item = log_item.c
    query = select(log_item).where(item.round_id == sealed.round_id, item.number.is_(None))
    for row in sealed.connection.execute(query):
        if not log.has_valid_mac(row):
            title = item_title(sealed, row.kind, row.place)
            yield _("%(what)s chờ niêm phong không do hệ thống này ghi, không niêm phong.", what=title)


def item_title(sealed: SealedLog, kind: str, place: str) -> str:
    """What an item is, to begin a sentence."""
    what = wording.item(kind)
    return f"{what} ({sealed.unit_name(place)})" if place else what


def item_contents(sealed: SealedLog, kind: Kind) -> list[tuple[str, dict[str, Any]]]:
    """Place and content of the items of a kind, in the order in which they were sealed, then those that wait."""
    return [(place, content) for _number, place, content in numbered_items(sealed, kind)]


def numbered_items(sealed: SealedLog, kind: Kind, start: int = 0) -> list[tuple[int | None, str, dict[str, Any]]]:
    """The items of a kind from a leaf on, with the leaf's number; None where they wait."""
    item = log_item.c
    query = select(item.place, item.content, item.number).where(
        item.round_id == sealed.round_id, item.kind == str(kind), or_(item.number >= start, item.number.is_(None))
    )
    rows = sorted(sealed.connection.execute(query), key=lambda row: (row.number is None, row.number or 0))
    return [(row.number, row.place, parse_content(row.content)) for row in rows]


def parse_content(content: bytes) -> dict[str, Any]:
    """An item's content; empty where it is none of ours: another check says so, this one must not stop the rest."""
    try:
        parsed = json.loads(content)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def check_event_batches(sealed: SealedLog) -> Iterator[str]:
    """The events of the staff are those that were sealed, batch after batch."""
    due = sealed.next_event
    for number, _place, batch in numbered_items(sealed, Kind.AUDIT, sealed.since.size):
        first, last = batch.get("from"), batch.get("to")
        if not isinstance(first, int) or not isinstance(last, int):
            continue
        if first != due or operations.event_batch(sealed.connection, first, last) != batch:
            a, b = integer(first), integer(last)
            yield _("Thao tác của cán bộ từ số %(a)s đến số %(b)s đã bị sửa hoặc xóa.", a=a, b=b)
        due = last + 1
        # a batch that waits may yet be taken away: the next check goes on behind the last that is sealed
        sealed.next_event = due if number is not None else sealed.next_event


def check_settings(sealed: SealedLog) -> Iterator[str]:
    """The round runs under the settings that two persons approved last."""
    # statements about erased ballots are leaves of this kind too, and have no moment
    versions = [content for _place, content in item_contents(sealed, Kind.SETTINGS) if "at" in content]
    if not versions:
        return
    # by their own moment: two deeds may have been sealed in one run, in the order of their hashes
    last = max(versions, key=lambda content: content["at"])
    now = operations.current_settings(sealed.connection, sealed.round_id)
    words = {
        "opens": _("ngày mở"),
        "closes": _("ngày kết thúc"),
        "preset": _("cách tính tỷ lệ tham gia"),
        "plan": _("kế hoạch"),
        "questionnaire": _("câu hỏi"),
        "points": _("mã của các %(commune)s"),
        "key": _("khóa mã hóa câu trả lời"),
    }
    changed = [word for name, word in words.items() if last.get(name) != now.get(name)]
    if changed:
        yield _("Thiết lập của đợt bị sửa ngoài quy trình hai người: %(what)s.", what=", ".join(changed))


def differences(rows: bytes | bytearray, sealed: bytes | bytearray) -> tuple[int, int]:
    """How many sealed entries have no row any more, and how many rows are in no log; a row doubled is one too many."""
    # counted, not as sets: a ballot that was copied stands twice in the table and once in the log
    have, want = (
        Counter(bytes(part[at : at + ENTRY]) for at in range(0, len(part), ENTRY))
        for part in (memoryview(rows), memoryview(sealed))
    )
    return (want - have).total(), (have - want).total()


def refuse_changed(round_: Round, kind: str) -> None:
    """Results are opened and released from a box that is as it was signed, or not at all. Raises Conflict."""
    if kind not in GUARDED:
        return
    try:
        faults = verify(round_).faults
    except ProgrammingError as error:
        if not is_forbidden(error):
            raise
        # the staff's own site may not read the box: the worker checks before it opens or erases, the shell releases
        if kind in BY_WORKER:
            return
        raise Conflict(
            _(
                "Trang này không có quyền đọc hộp phiếu nên không tự kiểm tra được. "
                "Hai người quyết định việc công bố trên máy làm việc nền bằng lệnh “flask rounds release”."
            )
        ) from error
    if faults:
        raise Conflict(
            _(
                "Chưa thực hiện được: hộp phiếu không khớp với sổ niêm phong phiếu. %(fault)s "
                "Xem toàn bộ bằng lệnh “flask box verify” và báo người quản trị.",
                fault=faults[0],
            )
        )


def is_forbidden(error: ProgrammingError) -> bool:
    """Whether the database said that the role may not."""
    return getattr(error.orig, "sqlstate", "") == INSUFFICIENT_PRIVILEGE
