"""The box's public log: leaves, tree, checkpoints, proofs. Filled by the trust work; the mover stands in ballots."""
