"""The imports of one generated module, collected while it is made."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`from module import names`."""

    module: Code
    names: Code


class Imports:
    """Gives each imported name a name of its own in the module: numbered, if an import or a helper has it already."""

    def __init__(self, package: str, taken: Iterable[str] = ()) -> None:
        self._package = package
        self._taken = frozenset(taken)
        self._local: dict[Place, Code] = {}

    def use(self, place: Place) -> Code:
        """What the module calls the name at `place`."""
        if place not in self._local:
            self._local[place] = self._free(place)
        return self._local[place]

    def name(self, module: str, name: str) -> Code:
        """What the module calls `name` of `module`, both known to be well-formed."""
        return self.use(Place(module, Code(name)))

    def views(self) -> tuple[tuple[ImportView, ...], ...]:
        """The import lines, grouped as usual: standard library, installed packages, this package."""
        groups: tuple[list[ImportView], ...] = ([], [], [])
        for module in sorted({place.module for place in self._local}):
            names = sorted(_clause(place, local) for place, local in self._local.items() if place.module == module)
            groups[self._group(module)].append(ImportView(module=Code(module), names=Code(", ".join(names))))
        return tuple(tuple(group) for group in groups if group)

    def _free(self, place: Place) -> Code:
        """The name itself, unless it is taken or looks like a key, which alone begin with `_`."""
        taken = {*self._taken, *self._local.values()}
        name = Code(f"IMPORTED{place.name}") if place.name.startswith("_") else place.name
        candidate, number = name, 1
        if name in taken and "._incubating." in place.module:
            candidate = Code(f"Incubating{name}")
        while candidate in taken:
            number += 1
            candidate = Code(f"{name}_{number}")
        return candidate

    def _group(self, module: str) -> int:
        root = module.partition(".")[0]
        if root == self._package.partition(".")[0]:
            return 2
        return 0 if root in sys.stdlib_module_names else 1


def _clause(place: Place, local: Code) -> str:
    return str(local) if place.name == local else f"{place.name} as {local}"
