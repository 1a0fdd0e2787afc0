"""`./test --cluster`: the portal on many machines, set up on loopback from the samples in packaging/cluster, broken."""
