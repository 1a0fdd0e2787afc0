"""Benchmarks: ours against bare floors, in ratios. Start with `bench/run`."""
