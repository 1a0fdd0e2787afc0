"""Passwords: argon2id, one check at a time, and what a new one must be; one-use codes, drawn by chance."""

import hashlib
import hmac
import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from portal.errors import DomainError
from portal.units.names import fold

SHORTEST, LONGEST = 12, 128
# Different signs of a password, and signs beside the words that come to everybody's mind here.
LEAST_SIGNS, LEAST_REST = 5, 6
LOCAL_WORDS = ("danvan", "ubnd", "qcdc", "matkhau", "password", "123456", "qwerty", "bacgiang", "bacninh", "khaosat")
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12

_hash_lock = threading.Lock()


def current_hasher() -> PasswordHasher:
    """The hasher of this application: 60 ms, in which no write transaction may be open."""
    hasher: PasswordHasher = current_app.config["PASSWORD_HASHER"]
    return hasher


def hashed(password: str) -> str:
    """The hash to keep of a password."""
    with _hash_lock:
        return current_hasher().hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether a password fits a kept hash. An empty hash costs the same time and never fits."""
    with _hash_lock:
        try:
            # checked where there is no hash, too, so that an unknown name takes as long
            fits = current_hasher().verify(stored or dummy_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored) and bool(fits)


@lru_cache
def dummy_hash() -> str:
    """A hash to check against where there is no account, so that unknown names take as long."""
    return current_hasher().hash(secrets.token_hex(16))


def new_code() -> str:
    """A one-use code for a first sign-in or a reset."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def code_hash(username: str, code: str) -> str:
    """What is kept of a one-use code, 64 hex digits."""
    # enough for 59 bits of chance; as it costs nothing, tries need not be slowed, and no stranger keeps a holder away
    key: bytes = current_app.config["SECRETS"]["factor"]
    return hmac.new(key, f"one-use|{username}|{tidy_code(code)}".encode(), hashlib.sha256).hexdigest()


def code_matches(stored: str, username: str, typed: str) -> bool:
    """Whether what was typed is the code of which `kept` is kept; never for an empty one."""
    return hmac.compare_digest(stored, code_hash(username, typed)) and bool(stored)


def tidy_code(typed: str) -> str:
    """A code without the spaces and hyphens people type, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def refuse_weak(password: str, username: str) -> None:
    """Raise DomainError for a password that is short, long, or easily guessed here."""
    plain = fold(password).replace(" ", "")
    if not SHORTEST <= len(password) <= LONGEST:
        raise DomainError(_("Mật khẩu dài từ 12 đến 128 ký tự."), "new_password")
    if len(set(plain)) < LEAST_SIGNS or fold(username) in plain:
        raise DomainError(_("Mật khẩu quá dễ đoán. Chọn một câu dài hơn, không chứa tên đăng nhập."), "new_password")
    rest = plain
    for word in LOCAL_WORDS:
        rest = rest.replace(word, "")
    if len(rest) < LEAST_REST:
        sentence = _("Mật khẩu quá dễ đoán. Không dùng tên cơ quan, năm hoặc dãy phím quen thuộc.")
        raise DomainError(sentence, "new_password")
