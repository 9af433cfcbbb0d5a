"""Patterns → Promela: one model a pattern, for the model checker SPIN."""
