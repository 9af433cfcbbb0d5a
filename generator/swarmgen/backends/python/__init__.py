"""The Python back end: constants, enums, typed helpers, and the package around them."""

from swarmgen.backends.python.emit import emit

__all__ = ["emit"]
