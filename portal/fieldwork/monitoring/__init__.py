"""How far all units of a round are, step by step: one table, its funnel, its map, its days."""
