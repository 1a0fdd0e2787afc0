"""What goes wrong in the world, done on purpose to a portal that runs. `./test --faults` does it for long."""
