"""Mechanics of the generated helpers, written by hand. Not an interface: use the modules above it."""
