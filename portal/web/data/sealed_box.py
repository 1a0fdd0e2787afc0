"""Something sealed to a public key: a fresh X25519 key for every message, HKDF-SHA256, ChaCha20-Poly1305."""

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32
OVERHEAD = KEY_SIZE + 16
# Each key seals one message, so one nonce is enough.
NONCE = bytes(12)


class Unopened(Exception):
    """What is kept cannot be opened or read: it was changed, or belongs elsewhere, or the key is another."""


def seal(public: bytes, label: bytes, plain: bytes, bound: bytes) -> bytes:
    """Seal so that only the holder of the private half opens it, and only as what `label` and `bound` say it is."""
    once = X25519PrivateKey.generate()
    name = once.public_key().public_bytes_raw()
    key = derived(once.exchange(public_key(public)), label + name + public)
    return name + ChaCha20Poly1305(key).encrypt(NONCE, plain, bound)


def unseal(private: X25519PrivateKey, public: bytes, label: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What was sealed. Raises Unopened."""
    if len(sealed) < OVERHEAD:  # the library would raise another error for each way to be too short
        raise Unopened
    name, box = sealed[:KEY_SIZE], sealed[KEY_SIZE:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(name))
        return ChaCha20Poly1305(derived(shared, label + name + public)).decrypt(NONCE, box, bound)
    except (InvalidTag, ValueError) as error:
        raise Unopened from error


def derived(shared: bytes, about: bytes) -> bytes:
    """The key of one message, bound to what it is and to both public halves."""
    return HKDF(SHA256(), KEY_SIZE, None, about).derive(shared)


@lru_cache(maxsize=64)
def public_key(public: bytes) -> X25519PublicKey:
    """The key in 32 bytes, read once a process."""
    return X25519PublicKey.from_public_bytes(public)
