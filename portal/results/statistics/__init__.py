"""Pure rules over counts. `scoring` stands a floor above: others rely on that address."""
