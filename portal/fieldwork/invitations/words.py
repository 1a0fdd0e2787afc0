"""What papers say of the register of invitations."""

from portal.web.ui.formats import count, integer

NO_RATE = "Số phiếu chia cho số được mời không phải là tỷ lệ trả lời, vì có người trả lời ở nhà."


def invited_in_words(tallied: int, units: int, people: int) -> str:
    """How many people were invited, by the tallies of so many of the units; a clause without its stop."""
    return f"Theo phiếu kiểm của {count(tallied)}/{count(units)} đơn vị, có {integer(people)} lượt người được mời"
