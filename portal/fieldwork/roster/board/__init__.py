"""All rosters at a glance."""
