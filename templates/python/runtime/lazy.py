"""Names that are loaded at their first use: importing a package costs nothing for what a program does not need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy(
    module: str, homes: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """`__getattr__`, `__dir__` and `__all__` of a package that shows names of other modules.

    `module` is the package's `__name__`; `homes` maps a module, relative to the package (`._work`), to its names.
    """
    home_of = {name: home for home, names in homes.items() for name in names}
    names = sorted(home_of)

    def get_attribute(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value: object = getattr(import_module(home_of[name], module), name)
        setattr(sys.modules[module], name, value)
        return value

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[module]), *names})

    return get_attribute, list_names, names
