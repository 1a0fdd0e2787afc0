"""Results as tables and pictures on pages."""
