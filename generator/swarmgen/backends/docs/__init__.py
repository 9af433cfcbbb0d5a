"""Markdown reference of a registry, for people and for the renderers of code hosts."""
