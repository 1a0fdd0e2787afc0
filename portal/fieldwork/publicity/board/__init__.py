"""All publicity at a glance."""
