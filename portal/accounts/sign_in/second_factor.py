"""The second factor (P13): an authenticator app's six digits, single-use, or one of ten recovery codes."""

import hashlib
import hmac
import secrets

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Account, RecoveryCode, SecondFactor, SignInFailure
from portal.accounts.permissions import COMMUNE_ROLES, Role
from portal.accounts.sign_in import backoff
from portal.accounts.sign_in.passwords import tidy_code
from portal.audit.operations import new_event, record
from portal.extensions import db
from portal.web.data import clock, transactions

STEP_SECONDS = 30
DRIFT = (0, -1, 1)
DIGITS = 6
RECOVERY_CODES = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10
NONCE = 12
ISSUER = "Y Dan"


def pending_at_sign_in(account: Account) -> dict[str, str]:
    """What a new session still owes: a code, an enrolment, or nothing."""
    if is_confirmed(account):
        return {"factor": "code"}
    return {"factor": "enrol"} if is_required(account) else {}


def is_confirmed(account: Account) -> bool:
    """Whether the account has an authenticator app."""
    row = db.session.get(SecondFactor, account.id)
    return row is not None and row.secret is not None


def is_required(account: Account) -> bool:
    """From the district up, but never in a demonstration database."""
    if Role(account.role) in COMMUNE_ROLES:
        return False
    return not db.session.scalar(select(exists().where(Account.simulated)))


def begin(account: Account) -> None:
    """Draw a new secret; the old one, if any, holds until the new one is confirmed."""
    row = db.session.get(SecondFactor, account.id) or SecondFactor(account_id=account.id, last_step=0)
    row.pending = encrypt(account, pyotp.random_base32())
    with transactions.unless_taken():
        db.session.add(row)


def pending_secret(account: Account) -> str:
    """The secret that waits for its first code, in base 32; empty for none."""
    row = db.session.get(SecondFactor, account.id)
    return decrypt(account.id, row.pending) if row is not None and row.pending is not None else ""


def provisioning_uri(account: Account, secret: str) -> str:
    """What the app reads from the QR symbol."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)


def confirm(account: Account, code: str) -> bool:
    """Take the waiting secret into use if its code fits."""
    step = matching_step(pending_secret(account), code, after=0)
    if not step:
        return False
    row = db.session.get_one(SecondFactor, account.id)
    row.secret, row.pending, row.last_step, row.confirmed_at = row.pending, None, step, clock.now()
    record("accounts.factor-set", by=account, subject=("account", account.id))
    return True


def new_recovery_codes(account: Account) -> list[str]:
    """Ten new codes in place of the old; only hashes are kept."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=code_hash(account.id, code)) for code in codes)
    record("accounts.recovery-codes", by=account, subject=("account", account.id))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(account: Account) -> int:
    """How many recovery codes have not been used."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account.id)
    return db.session.scalar(query) or 0


def forget(account: Account) -> None:
    """Nothing is left of it: the person enrols anew."""
    for table in (SecondFactor, RecoveryCode):
        db.session.execute(delete(table).where(table.account_id == account.id))


def seconds_to_wait(account: Account, device: str = "") -> int:
    """How long to wait before the next try: on a device that the account knows by itself, elsewhere all together."""
    # so failed tries on unknown devices do not make a known device wait
    row = db.session.get(SignInFailure, failures_key(account.username, device))
    return backoff.seconds_left(row.failures, row.last_at, clock.now()) if row else 0


def prove(account: Account, typed: str, device: str = "") -> bool:
    """Spend a code, app's or recovery, in a transaction of its own: neither is good twice. A miss is counted."""
    account_id, username = account.id, account.username
    event = new_event("accounts.factor-failed", by=account, subject=("account", account_id))
    with transactions.separate_session() as session, session.begin():
        key = failures_key(username, device)
        row = session.get(SignInFailure, key, with_for_update=True)
        # looked at under the counter's lock: many tries sent at once are not many guesses
        must_wait = row is not None and backoff.seconds_left(row.failures, row.last_at, clock.now()) > 0
        way = "" if must_wait else use_code(session, account_id, tidy_code(typed))
        if way:
            session.execute(delete(SignInFailure).where(SignInFailure.key == key))
        else:
            backoff.count(session, key)
        if way == "recovery":
            event.action = "accounts.recovery-used"
        if way != "app":
            session.add(event)
    return bool(way)


def use_code(session: Session, account_id: int, code: str) -> str:
    """«app», «recovery», or nothing."""
    row = session.get(SecondFactor, account_id)
    if row is None or row.secret is None:
        return ""
    if len(code) != DIGITS:
        used = delete(RecoveryCode).where(RecoveryCode.code_hash == code_hash(account_id, code))
        used = used.where(RecoveryCode.account_id == account_id)
        return "recovery" if transactions.rows_changed(used, session) else ""
    step = matching_step(decrypt(account_id, row.secret), code, after=row.last_step)
    # the condition in the statement, not the look before it, decides between two who send one code
    spent = update(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
    return "app" if step and transactions.rows_changed(spent.values(last_step=step), session) else ""


def matching_step(secret: str, code: str, *, after: int) -> int:
    """The half-minute whose code this is, now or one step off, later than `after`; 0 for none."""
    if not secret or len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return 0
    app, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // STEP_SECONDS
    steps = [now + off for off in DRIFT if hmac.compare_digest(app.generate_otp(now + off), code)]
    return next((step for step in steps if step > after), 0)


def failures_key(username: str, device: str) -> bytes:
    """The counter of an account's codes: on a device it knows, or (empty) on all others together."""
    return backoff.device_key(current_app.config["SECRETS"]["device"], username, f"second-factor|{device}")


def code_hash(account_id: int, code: str) -> bytes:
    """What is kept of a recovery code."""
    return hmac.new(encryption_key(), f"recovery|{account_id}|{code}".encode(), hashlib.sha256).digest()


def encrypt(account: Account, secret: str) -> bytes:
    """AES-GCM under the table's key, which is not in the database: a copy of the table makes no codes."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(encryption_key()).encrypt(nonce, secret.encode(), str(account.id).encode())


def decrypt(account_id: int, stored: bytes) -> str:
    """A kept secret in base 32; empty under another key than it was sealed with (a database restored without keys)."""
    try:
        return AESGCM(encryption_key()).decrypt(stored[:NONCE], stored[NONCE:], str(account_id).encode()).decode()
    except InvalidTag:
        return ""


def encryption_key() -> bytes:
    """The key of this table, from its file."""
    return bytes(current_app.config["SECRETS"]["factor"])[:32]
