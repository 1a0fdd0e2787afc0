#!/usr/bin/env python3
"""Kiểm tra nhật ký công khai của hộp phiếu Ý Dân. Chỉ cần Python 3.9 trở lên, không cần cài thêm gì.

Tải về từ trang nhật ký của đợt: danh sách dấu niêm phong (leaves), xác nhận có chữ ký (checkpoint) và
dòng khóa công khai (key). Rồi chạy:

    python3 verify.py verify LEAVES KEY CHECKPOINT [CHECKPOINT_CŨ …]
    python3 verify.py verify-diff LEAVES KEY CHECKPOINT CHECKPOINT_CŨ [LEAVES_CŨ]
    python3 verify.py receipt LEAVES MÃ_BIÊN_NHẬN MÃ_ĐƠN_VỊ

«verify»: mọi mục có đúng như xác nhận đã ký không. «verify-diff»: nhật ký hôm nay có giữ nguyên nhật ký hôm trước
không, sai từ đâu. «receipt»: mã biên nhận nằm ở mục nào. Thoát 0 khi đúng, 1 khi sai và nêu chỗ sai đầu tiên.
"""

import base64
import binascii
import hashlib
import re
import sys

# --- Ed25519, RFC 8032 section 5.1: verification only ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    """The x of a point of the curve by its y, None where there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    """A point from its 32 bytes, None where it is none."""
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    """The sum of two points in extended coordinates."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    """A point taken a number of times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public, message, signature):
    """Whether a signature is the key's for the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or start is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(scalar, BASE)
    right = add(start, times(int.from_bytes(digest, "little") % ORDER, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- what is read: key, checkpoints, leaves ---


class Wrong(Exception):
    """What is wrong, in a sentence."""


LEAF = re.compile(rb"([A-Z]) ([0-9a-f]{64})\n")
LEAF_LENGTH = 67


def plain(text, what):
    """Bytes from canonical base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(f"{what}: không đúng dạng base64.") from None
    if base64.b64encode(data).decode() != text:
        raise Wrong(f"{what}: không đúng dạng base64.")
    return data


def read_key(text):
    """Name, number and bytes of a public key line «name+number+key»."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise Wrong("Khóa công khai: phải là một dòng «tên+số+khóa».")
    name, number, key = parts[0], parts[1], plain(parts[2], "Khóa công khai")
    made = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if len(key) != 33 or key[0] != 1 or made.hex() != number:
        raise Wrong("Khóa công khai bị sai hoặc bị sửa.")
    return name, made, key[1:]


def read_checkpoint(data, key, what):
    """Size and root of a checkpoint whose signature is the key's."""
    name, number, public = key
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise Wrong(f"{what}: không phải là xác nhận có chữ ký.") from None
    if len(lines) != 7 or lines[4] or lines[6] or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
        raise Wrong(f"{what}: không phải là xác nhận có chữ ký, hoặc có nội dung thừa.")
    if lines[0] != name:
        raise Wrong(f"{what}: là của nhật ký «{lines[0]}», khóa là của «{name}».")
    root = plain(lines[2], what)
    dash, signer, mark = [*lines[5].split(" "), "", ""][:3]
    signature = plain(mark, what)
    if (dash, signer) != ("\u2014", name) or lines[5].count(" ") != 2 or len(root) != 32:
        raise Wrong(f"{what}: không phải là xác nhận có chữ ký, hoặc có nội dung thừa.")
    text = "\n".join(lines[:4]) + "\n"
    if signature[:4] != number or not is_signed(public, text.encode(), signature[4:]):
        raise Wrong(f"{what}: chữ ký sai. Tệp bị sửa hoặc ký bằng khóa khác.")
    return int(lines[1]), root, lines[3]


def leaves(data):
    """What each line says, in order. The first line that is none is named."""
    for at in range(0, len(data), LEAF_LENGTH):
        line = LEAF.fullmatch(data[at : at + LEAF_LENGTH])
        if line is None:
            raise Wrong(f"Mục số {at // LEAF_LENGTH} (dòng {at // LEAF_LENGTH + 1}): không đúng dạng của một mục.")
        yield line.group(1) + bytes.fromhex(line.group(2).decode())


# --- RFC 6962 ---


def join(left, right):
    """The hash of two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def roots(data, sizes):
    """The root over the first so many leaves, for each size that is reached; and how many leaves there are."""
    edge, count, found = [], 0, {0: hashlib.sha256(b"").digest()}
    for leaf in leaves(data):
        hashed, rest = hashlib.sha256(b"\0" + leaf).digest(), count + 1
        while not rest & 1:
            hashed, rest = join(edge.pop(), hashed), rest >> 1
        edge.append(hashed)
        count += 1
        if count in sizes:
            root = edge[-1]
            for left in reversed(edge[:-1]):
                root = join(left, root)
            found[count] = root
    return found, count


# --- the three questions ---


def verify(data, key_text, checkpoints):
    """Compare leaves with checkpoints, the newest of which covers all of them. Returns sentences; raises Wrong."""
    key = read_key(key_text)
    said = sorted(read_checkpoint(note, key, what) for what, note in checkpoints)
    roots_signed = {}
    for size, root, moment in said:
        if roots_signed.setdefault(size, root) != root:
            raise Wrong(f"Có hai mã đối chiếu đều đã ký cho {size} mục (xác nhận {moment}): từng có hai bản nhật ký.")
    found, count = roots(data, {size for size, _root, _moment in said})
    good = 0
    for size, root, moment in said:
        if size > count:
            raise Wrong(f"Tệp chỉ có {count} mục, xác nhận {moment} có {size}: thiếu từ mục số {count}.")
        if found[size] != root:
            raise Wrong(f"Sai trong các dấu từ số {good} đến số {size - 1}: khác xác nhận ký lúc {moment}.")
        good = size
    if count != good:
        raise Wrong(f"Tệp có {count} mục, xác nhận mới nhất có {good}: thừa từ mục số {good}.")
    return [f"Đúng: {size} mục, ký lúc {moment}, mã đối chiếu {root.hex()[:16]}" for size, root, moment in said]


def verify_diff(data, key_text, new, old, old_data=None):
    """Whether today's log holds yesterday's unchanged. The first leaf that differs is named where both are at hand."""
    key = read_key(key_text)
    size, _root, moment = read_checkpoint(old[1], key, old[0])
    if read_checkpoint(new[1], key, new[0])[0] < size:
        raise Wrong(f"Xác nhận mới có ít mục hơn xác nhận cũ ký lúc {moment} ({size} mục): nhật ký bị cắt bớt.")
    if old_data is not None:
        verify(old_data, key_text, [old])
        for number, (before, now) in enumerate(zip(leaves(old_data), leaves(data))):
            if before != now:
                raise Wrong(f"Mục số {number} (dòng {number + 1}) khác bản tải trước.")
    return verify(data, key_text, [old, new])


def receipt(data, code, unit):
    """Where the leaf of a receipt of a commune stands."""
    typed = re.sub(r"[\s.-]", "", code).upper()
    salt = hashlib.sha256(typed.encode()).digest()
    said = b"\0".join([b"y-dan leaf 1", b"R", unit.encode(), salt.hex().encode(), b""])
    wanted = b"R" + hashlib.sha256(said).digest()
    for number, leaf in enumerate(leaves(data)):
        if leaf == wanted:
            return [f"Có: mã biên nhận nằm ở mục số {number} (dòng {number + 1})."]
    raise Wrong("Không có mã biên nhận này của đơn vị này trong tệp.")


def read(path):
    """A file's bytes."""
    with open(path, "rb") as file:
        return file.read()


def main(words):
    """Answer one question from the shell."""
    try:
        if words[:1] == ["verify"] and len(words) >= 4:
            said = verify(read(words[1]), read(words[2]).decode(), [(path, read(path)) for path in words[3:]])
        elif words[:1] == ["verify-diff"] and len(words) in (5, 6):
            older = read(words[5]) if len(words) == 6 else None
            new, old = ((path, read(path)) for path in words[3:5])
            said = verify_diff(read(words[1]), read(words[2]).decode(), new, old, older)
        elif words[:1] == ["receipt"] and len(words) == 4:
            said = receipt(read(words[1]), words[2], words[3])
        else:
            sys.exit(__doc__)
    except (Wrong, OSError, UnicodeDecodeError) as error:
        print(f"SAI: {error}")
        return 1
    print("\n".join(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
