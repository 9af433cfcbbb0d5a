"""Pages about coordination patterns: operations, records, settings, tables."""
