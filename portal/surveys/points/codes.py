"""The code of a survey point: seven random letters and digits without look-alikes, and one that checks them."""

from random import Random

# No 0, 1, I, L, O: read aloud or copied by hand they become each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_LETTERS = 7
LENGTH = RANDOM_LETTERS + 1
HALF = LENGTH // 2
# Hyphens and spaces of every keyboard that people type codes with.
SPACERS = str.maketrans("", "", " -.\u00a0\u2010\u2011\u2012\u2013\t\r\n")


def new_code(random: Random) -> str:
    """Draw a code; pass `secrets.SystemRandom()` for one that is to be used."""
    drawn = "".join(random.choice(ALPHABET) for _letter in range(RANDOM_LETTERS))
    return drawn + check_letter(drawn)


def check_letter(drawn: str) -> str:
    """Weigh each letter by its place modulo a prime: one wrong letter, or two swapped, never come out the same."""
    weighed = sum(place * ALPHABET.index(letter) for place, letter in enumerate(drawn, start=1))
    # Its length is a prime: only so is no slip of one letter lost.
    return ALPHABET[weighed % len(ALPHABET)]


def canonical(text: str) -> str | None:
    """The code a person typed, in capitals without spaces and hyphens; None where it cannot be one."""
    typed = text.translate(SPACERS)
    code = typed.upper() if typed.isascii() else ""
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        return None
    return code if check_letter(code[:RANDOM_LETTERS]) == code[RANDOM_LETTERS] else None


def pretty(code: str) -> str:
    """«K7QM 2XPA»."""
    return f"{code[:HALF]} {code[HALF:]}"
