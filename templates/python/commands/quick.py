"""Loads the modules of this package from their compiled files with few questions to the file system.

A command starts by importing some forty of them, and Python's own way takes a good part of the time that it runs. What
this does not recognize at a glance (another place for compiled files, a stale one) is left to Python.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

_OURS = tuple(f"{__name__.rpartition('.')[0].rpartition('.')[0]}.{each}." for each in ("_hot", "_runtime"))
_HEADER = 16
"""Bytes of a compiled file before its code: magic number, flags, time and size of the source."""


class Loader(SourceFileLoader):
    """Python's loader, with the code at hand."""

    def __init__(self, name: str, path: str, data: bytes) -> None:
        super().__init__(name, path)
        self._data = data

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module."""
        code: CodeType = marshal.loads(memoryview(self._data)[_HEADER:])
        return code


class Finder:
    """Finds the modules of this package by their names alone. `start` is what a compiled file begins with, `suffix`
    what its name ends with, `base` the folder of the package.
    """

    def __init__(self, base: str, suffix: str, start: bytes) -> None:
        self._base = base
        self._suffix = suffix
        self._start = start

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module of this name; None for packages, for others' modules, and for what is not compiled."""
        if not name.startswith(_OURS):
            return None
        _, *folders, tail = name.split(".")
        folder = "/".join((self._base, *folders))
        source, compiled = f"{folder}/{tail}.py", f"{folder}/__pycache__/{tail}{self._suffix}"
        try:
            status = os.stat(source)
            descriptor = os.open(compiled, os.O_RDONLY | os.O_CLOEXEC)
            try:
                data = os.read(descriptor, os.fstat(descriptor).st_size)
            finally:
                os.close(descriptor)
        except OSError:
            return None
        stamp = (int(status.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
        if data[:_HEADER] != self._start + stamp + (status.st_size & 0xFFFFFFFF).to_bytes(4, "little"):
            return None
        spec = ModuleSpec(name, Loader(name, source, data), origin=source)
        spec.has_location = True
        spec.cached = compiled
        return spec


def install() -> None:
    """Uses the short way from now on, if this module itself lies where it would look. Garbage is not looked for either:
    a command ends before there is any.
    """
    gc.disable()
    folder, _, name = __file__.rpartition("/")
    compiled = str(globals().get("__cached__"))
    start = f"{folder}/__pycache__/{name.removesuffix('.py')}"
    if sys.pycache_prefix is not None or not compiled.startswith(start):
        return
    try:
        descriptor = os.open(compiled, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        head = os.read(descriptor, 8)
    finally:
        os.close(descriptor)
    if head[4:] == b"\0\0\0\0":  # compiled files here go by time and size of their sources
        sys.meta_path.insert(0, Finder(folder.rpartition("/")[0], compiled.removeprefix(start), head))
