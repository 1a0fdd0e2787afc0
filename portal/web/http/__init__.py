"""Requests and replies: who may, from where, in which language, with which headers, how errors are told."""
