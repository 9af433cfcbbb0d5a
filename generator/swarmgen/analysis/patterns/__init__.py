"""From patterns as written to the typed IR."""

from swarmgen.analysis.patterns.quick import read_patterns

__all__ = ["read_patterns"]
