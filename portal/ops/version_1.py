"""What version 1 left and this one cannot go on from: its databases and backups below its last revision, 0024."""

# Revisions that became one with 0024.
UNKNOWN = frozenset(f"{number:04}" for number in range(1, 24))
LAST = "bản phát hành cuối của phiên bản 1 (commit ddc3c3b, lệnh flask db upgrade)"


def database_refused(at: str) -> str:
    """What is said of a database that stands at one of `UNKNOWN`."""
    return (
        f"Cơ sở dữ liệu ở phiên bản dữ liệu {at} của hệ thống phiên bản 1, bản cài này chỉ nâng cấp từ 0024 trở lên: "
        f"chưa thay đổi gì. Nâng cấp trước bằng {LAST}, rồi nâng cấp lại bằng bản này."
    )


def backup_refused(at: str) -> str:
    """What is said of a backup that was made at one of `UNKNOWN`."""
    return (
        f"Bản sao lưu ở phiên bản dữ liệu {at} của hệ thống phiên bản 1, bản cài này chỉ nhận từ 0024 trở lên: "
        "chưa ghi gì. Phục hồi vào bản cài đã làm bản sao lưu ấy, nâng cấp bản cài đó "
        f"bằng {LAST}, sao lưu lại rồi phục hồi bản sao lưu mới."
    )
