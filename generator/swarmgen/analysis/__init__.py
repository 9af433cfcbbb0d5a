"""From what was written to what it means: references followed, overrides applied, the result checked."""
