"""Reports of communes and districts."""
