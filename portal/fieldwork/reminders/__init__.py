"""Urging: what is missing where and when, reminders of it, and the incidents communes report."""
