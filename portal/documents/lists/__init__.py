"""Lists as official papers."""
