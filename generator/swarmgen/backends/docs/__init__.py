"""Markdown reference of a registry, for people and for the renderers of code hosts."""

from swarmgen.backends.docs.reference import emit

__all__ = ["emit"]
