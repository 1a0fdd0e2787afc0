"""Accounts made, asked for and listed by those who administer them."""
