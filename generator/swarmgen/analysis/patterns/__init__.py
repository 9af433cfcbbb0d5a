"""From patterns as written to the typed IR: inclusion, names, types, states, and what cannot be."""

from swarmgen.analysis.patterns.compile import read_patterns

__all__ = ["read_patterns"]
