"""create everything

What version 1 kept, in one step: its revisions 0001 to 0024, so that a database standing at 0024 goes on from here.
"""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = None

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
MAIN, MEDIA = sa.MetaData(naming_convention=NAMES), sa.MetaData(naming_convention=NAMES)
APPEND_ONLY = ("event", "release", "flag_record", "frozen_flag")


def upgrade(engine_name: str) -> None:
    """Make every table, and let those of `APPEND_ONLY` be added to alone."""
    {"main": MAIN, "media": MEDIA}[engine_name].create_all(op.get_bind(), checkfirst=False)
    if engine_name == "main":
        guard_on = {"sqlite": guard_on_sqlite, "postgresql": guard_on_postgresql}
        guard_on[op.get_bind().dialect.name]()


def downgrade(engine_name: str) -> None:
    """Nothing stands below; what is here is not thrown away."""
    message = f"{engine_name}: 0024 is the first revision"
    raise RuntimeError(message)


def guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        refusal = "events are append-only" if table == "event" else f"{table} is append-only"
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f'CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )


def guard_on_postgresql() -> None:
    for name, refusal in (("refuse_event_change", "events are"), ("refuse_change", "this table is")):
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal} append-only'; END $$"
        )
    for table in APPEND_ONLY:
        function = "refuse_event_change" if table == "event" else "refuse_change"
        op.execute(
            f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def table(name: str, *parts: sa.schema.SchemaItem, metadata: sa.MetaData = MAIN, **options: object) -> None:
    sa.Table(name, metadata, *parts, **options)


def column(kind, name: str, to: str = "", *, null: bool = False, default: object = None, ondelete: str | None = None):
    """A column; `to` is the column, mostly of another table, whose rows it names."""
    reference = [sa.ForeignKey(to, ondelete=ondelete)] if to else []
    return sa.Column(name, kind, *reference, nullable=null, server_default=default, autoincrement=False)


def string(name: str, longest: int, to: str = "", **how: object) -> sa.Column:
    return column(sa.String(longest), name, to, **how)


integer, big_integer, boolean = (partial(column, kind) for kind in (sa.Integer, sa.BigInteger, sa.Boolean))
text, json, binary = (partial(column, kind) for kind in (sa.Text, sa.JSON, sa.LargeBinary))
day, hour, moment = (partial(column, kind) for kind in (sa.Date, sa.Time, sa.DateTime(timezone=True)))
key, unique = sa.PrimaryKeyConstraint, sa.UniqueConstraint


def number() -> sa.Column:
    """The key that the database counts up."""
    return sa.Column("id", sa.Integer, primary_key=True)


def check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def index(*columns: str, name: str | None = None, unique: bool = False, where: str | None = None) -> sa.Index:
    some = sa.text(where) if where else None
    return sa.Index(name, *columns, unique=unique, sqlite_where=some, postgresql_where=some)


# fmt: off
# Each table: its columns, then its constraints and indexes on lines of their own.

# Units and accounts

table("catalogue", integer("year"), string("title", 200), day("valid_from", null=True), day("valid_until", null=True),
    moment("loaded_at"),
    key("year"))
table("unit", number(), integer("catalogue_year", "catalogue.year"), string("code", 10), string("name", 100),
    string("kind", 20), string("level", 10), integer("parent_id", "unit.id", null=True), string("path", 60),
    string("sort_key", 200), string("search", 300), integer("position"),
    unique("catalogue_year", "code"), unique("catalogue_year", "path"), index("catalogue_year", "level"),
    index("parent_id"))
table("person", number(), string("full_name", 100), string("identifier", 60, null=True),
    unique("identifier"))
table("account", number(), string("username", 80), integer("person_id", "person.id"), string("role", 30),
    integer("unit_id", "unit.id"), string("password_hash", 200), string("code_hash", 200),
    moment("code_expires_at", null=True), boolean("must_change_password"), boolean("active"), moment("created_at"),
    moment("password_changed_at", null=True), boolean("simulated", default=sa.false()),
    unique("username"), index("person_id"), index("unit_id"))
table("staff_session", binary("token_hash"), integer("account_id", "account.id"), json("data"), moment("created_at"),
    moment("seen_at"), integer("idle_minutes"), string("device", 40),
    key("token_hash"), index("account_id"))
table("known_device", number(), integer("account_id", "account.id"), binary("device_hash"), moment("first_at"),
    unique("account_id", "device_hash"))
table("second_factor", integer("account_id", "account.id"), binary("secret", null=True), binary("pending", null=True),
    moment("confirmed_at", null=True), integer("last_step"),
    key("account_id"))
table("recovery_code", binary("code_hash"), integer("account_id", "account.id"),
    key("code_hash"), index("account_id"))
table("sign_in_failure", binary("key"), integer("failures"), moment("last_at"),
    key("key"))
table("account_deed", number(), string("kind", 10), integer("account_id", "account.id", null=True), json("payload"),
    integer("unit_id", "unit.id"), integer("asked_by", "account.id"), moment("asked_at"),
    integer("decided_by", "account.id", null=True), moment("decided_at", null=True), boolean("accepted", null=True),
    moment("done_at", null=True),
    check("kind", "kind IN ('create', 'code', 'close', 'open')"), index("unit_id"))
table("account_request", number(), string("kind", 10), integer("unit_id", "unit.id"),
    integer("account_id", "account.id", null=True), string("full_name", 100), string("identifier", 60),
    string("reason", 300), integer("asked_by", "account.id"), moment("asked_at"),
    integer("decided_by", "account.id", null=True), moment("decided_at", null=True), boolean("accepted", null=True),
    string("answer", 300), string("job_id", 32, null=True),
    check("kind", "kind IN ('create', 'code', 'close')"), index("unit_id"))

# Surveys

table("questionnaire", number(), string("code", 60), integer("version"), json("body"), string("digest", 64),
    moment("frozen_at", null=True), json("draft", null=True), json("editors", default="[]"),
    moment("edited_at", null=True), integer("confirmed_by", "account.id", null=True),
    moment("confirmed_at", null=True), integer("revision", default="1"),
    unique("code", "version"))
table("round", number(), string("slug", 60), integer("catalogue_year", "catalogue.year"), string("title", 300),
    json("plan"), integer("questionnaire_id", "questionnaire.id"), string("preset", 1), moment("opens_at"),
    moment("closes_at"), moment("loaded_at"), moment("approved_at", null=True), moment("results_opened_at", null=True),
    moment("released_at", null=True), boolean("simulated"), integer("version"), binary("ballot_key", null=True),
    moment("purged_at", null=True), moment("erased_at", null=True),
    unique("slug"))
table("point", number(), integer("round_id", "round.id"), integer("unit_id", "unit.id"), string("code", 8),
    string("desk_name", 200), string("desk_address", 300), string("desk_hours", 200), integer("version"),
    unique("code"), unique("round_id", "unit_id"), index("unit_id"))
table("chair_tenure", number(), integer("point_id", "point.id"), string("status", 20), string("holder", 100),
    day("from_day"), day("until_day", null=True),
    check("status", "status IN ('incumbent', 'acting', 'vacant', 'secretary_chair')"), index("point_id"))
table("deed", number(), integer("round_id", "round.id"), string("kind", 20), json("payload"), text("reason"),
    integer("asked_by", "account.id"), moment("asked_at"), integer("decided_by", "account.id", null=True),
    moment("decided_at", null=True), boolean("accepted", null=True), text("note"),
    check("kind", "kind IN ('approve', 'close', 'extend', 'open_results', 'release', 'erase')"),
    index("round_id", "kind"))

# Ballots

table("arrivals", integer("point_id"), integer("bucket"), string("channel", 10), integer("n"),
    key("point_id", "bucket", "channel"), sqlite_with_rowid=False)
table("desk_code", number(), integer("point_id", "point.id"), day("day"), binary("digest"),
    integer("made_by", "account.id"), moment("made_at"),
    unique("digest"), index("point_id", "day"))
table("desk_phone", number(), integer("point_id", "point.id"), day("day"), integer("number"), binary("key_hash"),
    moment("enrolled_at"), moment("closed_at", null=True), integer("closed_by", "account.id", null=True),
    unique("key_hash"), check("number", "number BETWEEN 1 AND 5"),
    index("point_id", "day", "number", name="uq_desk_phone_open", unique=True, where="closed_at IS NULL"))
table("desk_pace", integer("phone_id"), integer("hour"), integer("n"),
    key("phone_id", "hour"), sqlite_with_rowid=False)
table("ballot_pool", integer("round_id"), integer("point_id"), binary("id"), binary("payload"), binary("mac"),
    key("round_id", "point_id", "id"), sqlite_with_rowid=False)
table("comment_pool", integer("round_id"), integer("point_id"), binary("id"), text("body"), binary("mac"),
    key("round_id", "point_id", "id"), sqlite_with_rowid=False)
table("receipt_pool", binary("hash"), integer("round_id"), integer("point_id"), binary("mac"),
    key("hash"), sqlite_with_rowid=False)
table("pool_aside", integer("round_id"), integer("point_id"), string("kind", 1), binary("name"), binary("content"),
    key("round_id", "point_id", "kind", "name"), sqlite_with_rowid=False)
table("spent_mark", binary("mark"), integer("round_id"),
    key("mark"), sqlite_with_rowid=False)
table("sealed_ballot", integer("round_id"), integer("point_id"), binary("id"), binary("payload"),
    key("round_id", "point_id", "id"), sqlite_with_rowid=False)
table("sealed_comment", integer("round_id"), integer("point_id"), binary("id"), text("body"),
    key("round_id", "point_id", "id"), sqlite_with_rowid=False)
table("sealed_receipt", binary("hash"), integer("round_id"), integer("point_id"),
    key("hash"), sqlite_with_rowid=False)
table("opened_comment", integer("round_id"), integer("point_id"), binary("id"), text("body"),
    key("round_id", "point_id", "id"), sqlite_with_rowid=False)

# The sealing log

table("log_leaf", integer("round_id"), big_integer("number"), string("kind", 1), binary("entry"), string("place", 20),
    key("round_id", "number"), unique("entry", "round_id"), sqlite_with_rowid=False)
table("log_node", integer("round_id"), integer("level"), big_integer("number"), binary("hash"),
    key("round_id", "level", "number"), sqlite_with_rowid=False)
table("log_checkpoint", integer("round_id"), big_integer("size"), binary("root"), moment("signed_at"), text("note"),
    key("round_id", "size"), sqlite_with_rowid=False)
table("log_item", binary("id"), integer("round_id"), string("kind", 1), string("place", 20), binary("content"),
    big_integer("number", null=True),
    key("id"), index("round_id", "kind", "number", name="ix_log_item_round_id"), sqlite_with_rowid=False)
table("log_end", integer("round_id"), big_integer("size"), binary("mac"),
    key("round_id"))
table("log_run", integer("round_id"), moment("ran_at"), text("trouble"),
    key("round_id"))

# Results

table("tally", integer("round_id", "round.id"), integer("point_id", "point.id"), string("question", 10),
    integer("choice"), integer("n"),
    key("round_id", "point_id", "question", "choice"), index("round_id", "question"))
table("crossing", integer("round_id", "round.id"), integer("point_id", "point.id"), string("item", 10),
    integer("code"), string("question", 10), integer("choice"), integer("n"),
    key("round_id", "point_id", "item", "code", "question", "choice"))
table("theme", number(), integer("round_id", "round.id"), integer("position"), string("name", 100), text("wording"),
    string("level", 10), integer("version"),
    unique("round_id", "name"), check("level", "level IN ('', 'commune', 'district', 'province')"))
table("coded_comment", integer("round_id", "round.id"), integer("place"), integer("point_id", "point.id"),
    binary("comment_id"), boolean("uncodable"), integer("claimed_by", "account.id", null=True),
    moment("claimed_at", null=True), integer("coded_by", "account.id", null=True), moment("coded_at", null=True),
    integer("version"),
    key("round_id", "place"), unique("round_id", "point_id", "comment_id"), index("round_id", "coded_at"))
table("comment_theme", integer("round_id"), integer("place"), integer("theme_id", "theme.id"),
    key("round_id", "place", "theme_id"),
    sa.ForeignKeyConstraint(["round_id", "place"], ["coded_comment.round_id", "coded_comment.place"]),
    index("theme_id"))
table("release", number(), integer("round_id", "round.id"), integer("number"), text("content"), string("digest", 64),
    text("reason"), integer("deed_id", "deed.id"), integer("asked_by", "account.id"),
    integer("decided_by", "account.id"), moment("made_at"),
    unique("deed_id"), unique("round_id", "number"))
table("flag_record", integer("round_id", "round.id"), json("limits"), moment("frozen_at"),
    key("round_id"))
table("frozen_flag", integer("round_id", "flag_record.round_id"), integer("point_id", "point.id"), string("rule", 20),
    text("sentence"),
    key("round_id", "point_id", "rule"))
table("exclusion", number(), integer("round_id", "round.id"), integer("point_id", "point.id"), string("kind", 10),
    text("reason"), integer("asked_by", "account.id"), moment("asked_at"),
    integer("decided_by", "account.id", null=True), moment("decided_at", null=True), boolean("accepted", null=True),
    text("note"),
    check("kind", "kind IN ('apart', 'back')"), index("round_id"),
    index("point_id", name="ix_exclusion_waiting", unique=True, where="decided_at IS NULL"))

# Fieldwork

table("visit_count", number(), integer("point_id", "point.id"), day("day"), integer("visits"), string("source", 10),
    integer("entered_by", "account.id"), moment("entered_at"), integer("locked_by", "account.id", null=True),
    moment("locked_at", null=True), integer("version"),
    unique("point_id", "day"), check("visits", "visits BETWEEN 0 AND 5000"), index("point_id"))
table("visit_correction", number(), integer("visit_count_id", "visit_count.id"), integer("old_visits"),
    integer("new_visits"), text("reason"), integer("asked_by", "account.id"), moment("asked_at"),
    integer("decided_by", "account.id", null=True), moment("decided_at", null=True), boolean("accepted", null=True),
    text("note"),
    index("visit_count_id"))
table("lock_authority", number(), integer("point_id", "point.id"), integer("account_id", "account.id"),
    integer("given_by", "account.id"), moment("given_at"), moment("withdrawn_at", null=True),
    index("point_id"))
table("directing_paper", number(), integer("round_id", "round.id"), integer("unit_id", "unit.id"),
    string("issuer", 200), string("number", 40), day("issued_on"), string("subject", 500),
    string("scan_id", 32, null=True), integer("entered_by", "account.id"), moment("entered_at"),
    moment("withdrawn_at", null=True), integer("version"),
    index("round_id", "unit_id"))
table("launch", number(), integer("round_id", "round.id"), integer("unit_id", "unit.id"), string("organiser", 200),
    day("day"), hour("starts_at", null=True), string("place", 300), integer("people"), text("note"),
    integer("entered_by", "account.id"), moment("entered_at"), moment("withdrawn_at", null=True), integer("version"),
    check("people", "people BETWEEN 0 AND 100000"), index("round_id", "unit_id"))
table("chat_member", number(), integer("round_id", "round.id"), integer("unit_id", "unit.id"),
    string("full_name", 100), string("office", 200), moment("joined_at", null=True),
    integer("entered_by", "account.id"), moment("entered_at"),
    index("round_id", "unit_id"))
table("task_force", number(), integer("point_id", "point.id"), string("decision_number", 40),
    day("decided_on", null=True), string("scan_id", 32, null=True), integer("entered_by", "account.id"),
    moment("entered_at"), integer("version"),
    unique("point_id"))
table("task_force_member", number(), integer("task_force_id", "task_force.id", ondelete="CASCADE"), integer("place"),
    string("part", 10), string("full_name", 100), string("office", 200),
    unique("task_force_id", "place"), check("part", "part IN ('head', 'clerk', 'member')"))
table("supervisor", number(), integer("round_id", "round.id"), string("full_name", 100), string("post", 100),
    string("office", 200), string("area", 200), json("days"), integer("version"),
    index("round_id"))
table("helper", number(), integer("point_id", "point.id"), string("full_name", 100), string("association", 100),
    string("phone", 15), string("note", 300), boolean("extra"), string("person", 32), integer("version"),
    unique("point_id", "person"))
table("roster", integer("point_id", "point.id"), moment("changed_at", null=True), moment("handed_in_at", null=True),
    integer("handed_in_by", "account.id", null=True), text("crowded_reason"), moment("crowded_at", null=True),
    integer("crowded_by", "account.id", null=True),
    key("point_id"))
table("roster_handover", number(), integer("round_id", "round.id"), integer("given_by", "account.id"),
    moment("given_at"), text("note"), integer("points"), integer("handed_in"), integer("with_gaps"),
    integer("helpers"), integer("supervisors"), string("book_job_id", 32, "job.id", null=True),
    string("table_job_id", 32, "job.id", null=True),
    index("round_id"))
table("double_duty", number(), integer("point_id", "point.id"), integer("other_point_id", "point.id"),
    integer("helper_id", "helper.id", null=True), string("full_name", 100), string("person", 40), day("day"),
    string("half", 9), text("reason"), integer("asked_by", "account.id"), moment("asked_at"),
    integer("decided_by", "account.id", null=True), moment("decided_at", null=True), boolean("accepted", null=True),
    text("note"),
    check("half", "half IN ('morning', 'afternoon')"), index("point_id"))
table("shift", number(), integer("round_id", "round.id"), integer("point_id", "point.id"),
    integer("helper_id", "helper.id"), day("day"), string("half", 9), string("person", 40), integer("permit"),
    unique("helper_id", "day", "half"), unique("round_id", "day", "half", "person", "permit"),
    check("half", "half IN ('morning', 'afternoon')"), index("point_id"))
table("publicity_entry", number(), integer("point_id", "point.id"), string("key", 32), string("channel", 30),
    day("first_day"), day("last_day"), integer("times"), string("place", 300), string("link", 500), text("body"),
    integer("entered_by", "account.id"), moment("entered_at"), moment("withdrawn_at", null=True), integer("version"),
    unique("point_id", "key"), check("days", "first_day <= last_day"), check("times", "times BETWEEN 1 AND 99"),
    index("point_id"))
table("daily_post", number(), integer("point_id", "point.id"), day("day"), text("body"), moment("made_at", null=True),
    string("job_id", 32, null=True), integer("posted_by", "account.id", null=True), moment("posted_at", null=True),
    unique("point_id", "day"), index("day"))
table("inspection_plan", number(), integer("point_id", "point.id"), day("day"), integer("organiser_id", "unit.id"),
    string("team", 300), integer("planned_by", "account.id"), moment("planned_at"),
    unique("point_id", "day", "organiser_id"), index("organiser_id"))
table("inspection", number(), integer("point_id", "point.id"), string("key", 32), integer("organiser_id", "unit.id"),
    day("day"), string("hour", 5), string("team", 300), json("answers"), text("remark"),
    string("poster_photo_id", 32, null=True), string("poster_job_id", 32, null=True), string("poster_reading", 10),
    string("poster_text", 300), integer("entered_by", "account.id"), moment("entered_at"),
    unique("point_id", "key"), index("organiser_id"), index("point_id", "day"))
table("finding", number(), integer("inspection_id", "inspection.id"), string("item", 20), string("body", 1000),
    day("due_day"), moment("fixed_at", null=True), integer("fixed_by", "account.id", null=True),
    string("fixed_note", 1000), string("reopened_note", 1000), integer("version"),
    index("inspection_id"))
table("reminder", number(), integer("round_id", "round.id"), integer("point_id", "point.id"),
    integer("recipient_id", "account.id"), string("rule", 30), day("day", null=True), string("slot", 60),
    moment("sent_at"), integer("sent_by", "account.id", null=True), moment("seen_at", null=True),
    unique("recipient_id", "rule", "slot"), index("point_id"), index("round_id", "sent_at"))
table("reminder_rule", number(), integer("round_id", "round.id"), string("rule", 30), json("hours"),
    integer("changed_by", "account.id"), moment("changed_at"),
    unique("round_id", "rule"))
table("incident", number(), integer("point_id", "point.id"), string("key", 32), string("kind", 10), text("body"),
    integer("reported_by", "account.id"), moment("reported_at"), moment("closed_at", null=True),
    unique("point_id", "key"), check("kind", "kind IN ('network', 'paper', 'complaint', 'other')"))
table("incident_reply", number(), integer("incident_id", "incident.id"), text("body"), boolean("closes"),
    integer("written_by", "account.id"), moment("written_at"),
    index("incident_id"))
table("field_report", number(), integer("round_id", "round.id"), integer("unit_id", "unit.id"), string("state", 10),
    json("fields"), integer("submissions"), moment("submitted_at", null=True), text("reason"),
    integer("changed_by", "account.id"), moment("changed_at"), integer("version"),
    unique("round_id", "unit_id"), check("state", "state IN ('draft', 'submitted', 'received', 'returned')"),
    index("unit_id"))
table("field_report_revision", number(), integer("report_id", "field_report.id"), integer("version"),
    string("deed", 10), json("fields"), json("figures", null=True), text("reason"), integer("made_by", "account.id"),
    moment("made_at"),
    unique("report_id", "version"), check("deed", "deed IN ('saved', 'submitted', 'received', 'returned')"))
table("software_entry", number(), integer("point_id", "point.id"), json("figures"),
    integer("entered_by", "account.id"), moment("entered_at"),
    unique("point_id"))
table("award_weights", number(), integer("round_id", "round.id"), integer("version"), json("weights"), text("reason"),
    integer("changed_by", "account.id"), moment("changed_at"),
    unique("round_id", "version"))
table("award_proposal", number(), integer("round_id", "round.id"), string("status", 10), text("note"),
    integer("weights_version"), integer("sent_by", "account.id", null=True), moment("sent_at", null=True),
    text("reply"), integer("decided_by", "account.id", null=True), moment("decided_at", null=True), integer("version"),
    unique("round_id"), check("status", "status IN ('draft', 'sent', 'returned', 'accepted')"))
table("award_line", number(), integer("proposal_id", "award_proposal.id"), string("kind", 10),
    integer("point_id", "point.id", null=True), string("name", 200), string("office", 200), string("unit", 200),
    text("achievement"), integer("position"), text("basis"), json("figures"), integer("added_by", "account.id"),
    moment("added_at"),
    check("kind", "kind IN ('collective', 'person')"), index("proposal_id"))

# Documents, files, jobs and events

table("document", string("id", 32), string("kind", 20), integer("round_id", "round.id", null=True),
    integer("unit_id", "unit.id"), string("month", 7), string("title", 300), json("figures"),
    string("figures_digest", 64), json("paragraphs"), string("number", 40), day("issued_on", null=True),
    string("signer_capacity", 100), string("signer_office", 100), string("signer_name", 100),
    string("job_id", 32, "job.id", null=True), string("file_id", 32, null=True),
    string("districts_file_id", 32, null=True), string("sha256", 64), integer("asked_by", "account.id"),
    moment("asked_at"), integer("version"), integer("about_id", "unit.id", null=True),
    json("recipients", default="[]"), string("state", 10, default="draft"), text("reason", default=""),
    integer("approved_by", "account.id", null=True), moment("approved_at", null=True),
    moment("released_at", null=True), string("replaces_id", 32, "document.id", null=True),
    string("restricted_file_id", 32, null=True),
    key("id"), check("state", "state IN ('draft', 'review', 'approved', 'issued', 'replaced')"), index("about_id"),
    index("replaces_id"), index("round_id"), index("unit_id"))
table("signed_copy", number(), string("document_id", 32, "document.id"), string("way", 10), string("state", 10),
    string("approved_sha256", 64), string("file_id", 32, null=True), string("sha256", 64), json("signatures"),
    text("refusal"), string("job_id", 32, "job.id", null=True), integer("sent_by", "account.id"), moment("sent_at"),
    integer("confirmed_by", "account.id", null=True), moment("confirmed_at", null=True),
    check("state", "state IN ('checking', 'doubtful', 'taken', 'refused', 'outdated')"),
    check("way", "way IN ('digital', 'scan')"), index("document_id"), index("file_id"))
table("photo", string("id", 32), string("owner_kind", 20), integer("owner_id"), integer("unit_id"), day("day"),
    string("sha256", 64), string("source_id", 32, null=True), string("status", 10), string("reason", 20),
    string("fingerprint", 32), string("file_id", 32, null=True), string("twin_id", 32, null=True),
    integer("kept_by", null=True), moment("kept_at", null=True), string("job_id", 32), integer("uploaded_by"),
    moment("uploaded_at"),
    key("id"), unique("owner_kind", "owner_id", "sha256"), index("sha256"), index("unit_id", "day"))
table("job", string("id", 32), string("kind", 40), json("args"), string("status", 10), integer("done"),
    integer("total"), text("error"), integer("asked_by", null=True), moment("asked_at"),
    moment("heartbeat_at", null=True), moment("finished_at", null=True), string("file_id", 32, null=True),
    key("id"))
table("event", number(), moment("at"), integer("account_id", null=True), string("username", 80), string("role", 30),
    integer("catalogue_year", null=True), string("unit_path", 60), string("action", 60), string("subject_kind", 30),
    string("subject_id", 60), json("detail"), string("reference", 16),
    index("at"), index("subject_kind", "subject_id", name="ix_event_subject"))

# Files, in the database `media`

table("stored_file", string("id", 32), string("name", 200), string("mime", 100), string("sha256", 64), integer("size"),
    moment("kept_at"), binary("content", null=True),
    key("id"), index("sha256"), metadata=MEDIA)
