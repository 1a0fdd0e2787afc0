"""Events, append-only: who did what to what, when, and what stood there before."""
