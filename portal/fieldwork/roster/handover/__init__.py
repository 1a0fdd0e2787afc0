"""A roster handed in and handed over."""
