"""What each process of a machine does every few seconds: look how the machine stands, seal to others, destroy."""

import logging
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from time import sleep

from flask import Flask
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.nodes import installation_keys
from portal.nodes.membership import Membership, NodeList, current_membership, refusal
from portal.nodes.models import ENROLLED, node, round_node_key
from portal.nodes.round_secrets import AnswerSecrets, KeyRow, RoundSecrets
from portal.nodes.rules import Standing
from portal.surveys.models import GRACE, Round
from portal.web.data import clock

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2
SEEN_EVERY = timedelta(seconds=60)


class Reconciler:
    """One process's share of it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.membership: Membership = app.extensions["nodes"]
        self.marks: RoundSecrets = app.extensions["used_token_secrets"]
        self.answers: AnswerSecrets = app.extensions["answer_secrets"]

    def forever(self) -> None:
        """Go on until the process ends; what fails is tried again."""
        while True:
            try:
                self.once()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                logger.warning("nodes_not_reconciled", extra={"error": type(error).__name__})
            sleep(EVERY_SECONDS)

    def once(self) -> None:
        """Do what there is to do."""
        with self.app.app_context():
            with self.reading() as connection:
                node_list = self.membership.node_list(connection)
                if node_list.standing is Standing.FOREIGN:
                    # keys may have been renewed since this process began
                    installation_keys.read_marks(connection, self.membership)
                    node_list = self.membership.node_list(connection)
                rows = connection.execute(select(round_node_key)).mappings().all()
                wanted = self.wanted(connection, node_list)
            self.membership.refusal = refusal(node_list.standing, self.membership.own_public())
            if (
                node_list.standing is Standing.REVOKED
                and node_list.own is not None
                and self.membership.is_ours(node_list.own)
            ):
                # whose row bears no mark may have been revoked by whoever wrote into the database: it keeps its halves
                self.destroy(
                    [row for row in rows if row["node_id"] == node_list.own.id and row["destroyed_at"] is None]
                )
            if not node_list.standing.serves:
                return
            if node_list.standing is Standing.ENROLS_ITSELF:
                with self.writing() as connection:
                    self.membership.own_id(connection)
            self.say_here(node_list)
            mine = {
                (row["purpose"], row["round_id"])
                for row in rows
                if node_list.own and row["node_id"] == node_list.own.id
            }
            for secrets, round_id in wanted:
                if (secrets.purpose, round_id) not in mine:
                    with self.writing() as connection:
                        secrets.take_part(connection, round_id)
            self.seal_to_others(node_list, rows)
            self.destroy([row for row in rows if self.is_due(row, node_list)])

    def wanted(self, connection: Connection, node_list: NodeList) -> list[tuple[RoundSecrets, int]]:
        """The rounds for which this machine is to have a pair: that take ballots, and whose answers it is to open."""
        approved = select(Round.id, Round.slug, Round.closes_at).where(
            Round.approved_at.is_not(None), Round.erased_at.is_(None)
        )
        running = connection.execute(approved.where(Round.purged_at.is_(None))).all()
        wanted = [(self.marks, row.id) for row in running if row.closes_at + GRACE > clock.now()]
        if node_list.own is not None and node_list.own.opens_answers:
            sealed = connection.execute(approved.where(Round.ballot_key.is_not(None))).all()
            # whoever has the file needs no pair
            wanted += [(self.answers, row.id) for row in sealed if not self.answers.key_file(row.slug).exists()]
        return wanted

    def say_here(self, node_list: NodeList) -> None:
        """Let others see that this machine is there."""
        own, now = node_list.own, clock.now()
        if own is not None and (own.seen_at is None or not timedelta(0) <= now - own.seen_at < SEEN_EVERY):
            with self.writing() as connection:
                connection.execute(update(node).where(node.c.id == own.id).values(seen_at=now))

    def seal_to_others(self, node_list: NodeList, rows: Sequence[KeyRow]) -> None:
        """Seal each secret that this machine opens to the enrolled ones that wait for it."""
        enrolled = {row.id: row for row in node_list.rows if row.state == ENROLLED and self.membership.is_ours(row)}
        for row in rows:
            if row["sealed"] is not None or row["ended_at"] is not None or row["node_id"] not in enrolled:
                continue
            secrets = self.of(row)
            if secrets is self.answers and not enrolled[row["node_id"]].opens_answers:
                continue
            secret = secrets.known(row["round_id"]) if secrets.is_ours(row) else None
            if secret is not None:
                with self.writing() as connection:
                    secrets.seal_to(connection, row, secret)

    def is_due(self, row: KeyRow, node_list: NodeList) -> bool:
        """Whether this machine's half of a round is to be destroyed."""
        mine = node_list.own is not None and row["node_id"] == node_list.own.id
        return mine and row["ended_at"] is not None and row["destroyed_at"] is None and self.of(row).is_ours(row)

    def destroy(self, rows: Sequence[KeyRow]) -> None:
        """Wipe this machine's halves and say so."""
        for row in rows:
            with self.writing() as connection:
                self.of(row).destroy(connection, row["round_id"])

    def of(self, row: KeyRow) -> RoundSecrets:
        return self.answers if row["purpose"] == self.answers.purpose else self.marks

    def reading(self) -> Connection:
        return self.membership.engine.connect().execution_options(sqlite_readonly=True)

    def writing(self) -> AbstractContextManager[Connection]:
        return self.membership.engine.execution_options(sqlite_write=True).begin()


def look(app: Flask) -> str:
    """Look once; why this machine may not serve, empty where it may."""
    reconciler = Reconciler(app)
    try:
        reconciler.once()
    except SQLAlchemyError as error:  # the pages tell whoever comes meanwhile
        logger.warning("nodes_not_reconciled", extra={"error": type(error).__name__})
    return reconciler.membership.refusal


def begin(app: Flask) -> str:
    """Look now, then every few seconds in a thread; why this process may not serve, empty where it may."""
    refused = look(app)
    if not refused:
        threading.Thread(target=Reconciler(app).forever, name="nodes", daemon=True).start()
    return refused


def state() -> str:
    """For the readiness of this process: «ok», or that this machine takes no ballots."""
    return "refused" if current_membership().refusal else "ok"
