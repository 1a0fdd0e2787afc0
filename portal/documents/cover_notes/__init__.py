"""Phiếu trình: the internal page, without number, that lies beside a paper for whoever signs it."""
