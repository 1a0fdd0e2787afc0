"""What is looked at on the machine: its disk, keys, fonts and libraries, Redis, and the address citizens reach."""

import shutil
import socket
import ssl
import subprocess
from ctypes import CDLL
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from flask import current_app
from redis import Redis, RedisError

from portal.config import ROOT
from portal.ops.condition.check import Check
from portal.web.data import clock
from portal.web.http.access import own_host
from portal.web.http.hosts import is_loopback, name_in
from portal.web.jobs import health
from portal.web.ui.formats import integer, short_date

# A Redis's settings under which it keeps nothing on its disk.
FORGETFUL = {"save": "", "appendonly": "no"}
PATIENCE = {"socket_connect_timeout": 3, "socket_timeout": 3}
FEW_DAYS = timedelta(days=14)
GIGABYTE = 1024**3


def font_trouble() -> str:
    """The face of official papers is installed, complete with Vietnamese letters."""
    program = shutil.which("fc-list")
    if program is None:
        return "cài gói fontconfig và fonts-liberation2"
    asked = [program, "Liberation Serif:charset=1ec5", "family"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed question
    return "" if "Liberation Serif" in listed.stdout else "cài gói fonts-liberation2"


def typesetter_trouble() -> str:
    """The libraries with which papers are laid out can be loaded."""
    files = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    return "" if all(map(loads, files)) else "cài gói libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def code_reader_trouble() -> str:
    """ZBar, which reads the code on a photographed poster, can be loaded."""
    return "" if loads("libzbar.so.0") else "cài gói libzbar0"


def loads(file: str) -> bool:
    """Whether a library of the system can be loaded."""
    try:
        CDLL(file)
    except OSError:
        return False
    return True


def missing_scripts() -> str:
    """The copy of htmx that set-up makes is there."""
    return "" if (ROOT / "static" / "vendor" / "htmx.min.js").is_file() else "chạy lại ./start"


def local_address() -> str:
    """QR codes name an address citizens can reach."""
    mend = "đặt PORTAL_BASE_URL=https://tên-miền rồi in lại mã QR (bỏ qua nếu chỉ dùng thử)"
    return mend if is_loopback(name_in(own_host())) else ""


def open_keys() -> str:
    """Nobody but the owner reads the keys."""
    folder = Path(current_app.config["INSTANCE"]) / "keys"
    private = folder.is_dir() and not any(path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_file())
    return "" if private else f"chmod 700 {folder.name}; chmod 600 từng tệp"


def disk_trouble() -> str:
    """The disks of data and of backups have room: 200 MB, and 15 in a hundred."""
    if full := health.nearly_full_folders():
        return f"giải phóng chỗ ở {', '.join(full)} (đã dùng từ 85 %)"
    return "" if health.disk_has_room() == "ok" else "giải phóng ít nhất 200 MB"


def redis_trouble() -> str:
    """A Redis that counts for several servers keeps nothing on its disk."""
    return "; ".join(kept_by(str(current_app.config["LIMITS_URL"])))


def kept_by(url: str) -> list[str]:
    """What a Redis is set to otherwise than docs/operations.md says, as it should stand; nothing for memory://."""
    if not url.startswith(("redis://", "rediss://")):
        return []
    try:
        with Redis.from_url(url, decode_responses=True, **PATIENCE) as server:
            found = {name: server.config_get(name)[name] for name in FORGETFUL}
    except (RedisError, ValueError, LookupError) as error:
        return [f"Redis không trả lời CONFIG GET ({type(error).__name__})"]
    return [f'CONFIG SET {name} "{wanted}"' for name, wanted in FORGETFUL.items() if found[name] != wanted]


def disk_measure() -> str:
    """How full the disk of the data is."""
    folder = str(current_app.config["INSTANCE"])
    free = shutil.disk_usage(folder).free // GIGABYTE
    return f"đã dùng {round(100 * health.share_used(folder))} %, còn {integer(free)} GB"


def is_tried_out() -> bool:
    """Whether the public address is this machine itself: nobody else comes, and there is no TLS."""
    return is_loopback(name_in(own_host()))


def certificate_ends() -> datetime | str:
    """When the certificate of the public address ends, or why nobody can tell; from its file where one is named."""
    file, parts = str(current_app.config["CERTIFICATE"]), urlsplit(str(current_app.config["BASE_URL"]))
    try:
        pem = Path(file).read_text("ascii") if file else served_certificate(parts.hostname or "", parts.port or 443)
        return x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
    except (OSError, ValueError) as error:
        return f"không đọc được chứng thư ({file or parts.netloc}: {type(error).__name__})"


def served_certificate(host: str, port: int) -> str:
    """The certificate that an address shows, as PEM. Raises OSError where nobody answers within three seconds."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # an ended one is to be read too
    with (
        socket.create_connection((host, port), timeout=PATIENCE["socket_timeout"]) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return ssl.DER_cert_to_PEM_cert(secure.getpeercert(binary_form=True) or b"")


def certificate_trouble() -> str:
    """The certificate of the public address is good for two weeks; nothing to ask where the portal is tried out."""
    if is_tried_out():
        return ""
    ends = certificate_ends()
    if isinstance(ends, str):
        return f"{ends}: kiểm tra proxy phía trước, hoặc đặt PORTAL_CERTIFICATE là tệp chứng thư (PEM)"
    renew = "gia hạn chứng thư trên proxy rồi nạp lại proxy (systemctl reload nginx, hoặc caddy)"
    return "" if ends - clock.now() >= FEW_DAYS else renew


def certificate_measure() -> str:
    """How many days the certificate is good for."""
    if is_tried_out():
        return "không dùng: địa chỉ chạy thử"
    ends = certificate_ends()
    if isinstance(ends, str):
        return ""
    return f"còn {max(0, (ends - clock.now()).days)} ngày, đến {short_date(clock.local(ends).date())}"


CHECKS = (
    Check("disk", "đĩa còn chỗ, dùng dưới 85 %", disk_trouble, disk_measure),
    Check("certificate", "chứng thư (TLS) còn hạn từ 14 ngày", certificate_trouble, certificate_measure),
    Check("address", "địa chỉ công khai trong mã QR", local_address, own_host),
    Check("keys", "khóa bí mật chỉ chủ hệ thống đọc được", open_keys),
    Check("fonts", "phông chữ văn bản (Liberation Serif có dấu tiếng Việt)", font_trouble),
    Check("typesetter", "thư viện dàn trang văn bản PDF", typesetter_trouble),
    Check("code_reader", "thư viện đọc mã QR trong ảnh", code_reader_trouble),
    Check("scripts", "tệp htmx", missing_scripts),
    Check("redis", "Redis đếm giới hạn không ghi đĩa", redis_trouble),
)
