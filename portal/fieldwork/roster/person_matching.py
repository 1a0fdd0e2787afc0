"""When two entries are the same person: the folded name and the telephone together. Pure."""

import hashlib
import re

from portal.fieldwork.roster.models import Helper
from portal.units.names import fold

COUNTRY = re.compile(r"^(\+84|0084|84(?=\d{9,10}$))")
SEPARATORS = re.compile(r"[\s.()\-]+")
PHONE = re.compile(r"0[0-9]{8,10}", re.ASCII)
WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8}", re.ASCII)
KEY_LENGTH = 32


def phone_digits(typed: str) -> str | None:
    """«+84 912 345 678» as «0912345678»; empty for nothing, None for what is no telephone number."""
    bare = COUNTRY.sub("0", SEPARATORS.sub("", typed))
    # a spreadsheet that took the number for a figure has lost its first 0
    if WITHOUT_ZERO.fullmatch(bare):
        bare = f"0{bare}"
    if not bare:
        return ""
    return bare if PHONE.fullmatch(bare) else None


def pretty_phone(digits: str) -> str:
    """«0912 345 678»."""
    return f"{digits[:-6]} {digits[-6:-3]} {digits[-3:]}" if digits else ""


def person_key(full_name: str, phone: str) -> str:
    """What makes a person within one desk's list: name and telephone, or the written name where there is none."""
    text = f"{fold(full_name)}|{phone}" if phone else " ".join(full_name.lower().split())
    # a digest, so that telephone numbers stand in one column alone
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def duty_key(helper: Helper) -> str:
    """The key of a person across desks; without a telephone a helper matches only itself."""
    return str(helper.person) if helper.phone else f"#{helper.id}"
