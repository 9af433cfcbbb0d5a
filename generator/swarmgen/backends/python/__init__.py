"""The Python back end: constants, enums, typed helpers, and the package around them."""
