"""The box's public log: leaves, tree, checkpoints, proofs, verification. What fills it stands in the rooms above."""
