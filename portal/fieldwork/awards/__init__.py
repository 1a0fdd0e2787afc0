"""Awards: communes ranked on how they did the work, and the proposal of a few, picked and decided by persons."""
