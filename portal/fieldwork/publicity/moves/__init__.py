"""Publicity moved from one place to another."""
