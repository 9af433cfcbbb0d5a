"""The system calls that change what others see, by machine, and what in their arguments says where."""

from __future__ import annotations

import os

_X86_64 = {
    "write": 1,
    "open": 2,
    "pwrite64": 18,
    "writev": 20,
    "sendfile": 40,
    "flock": 73,
    "fsync": 74,
    "fdatasync": 75,
    "truncate": 76,
    "ftruncate": 77,
    "rename": 82,
    "mkdir": 83,
    "rmdir": 84,
    "creat": 85,
    "link": 86,
    "unlink": 87,
    "symlink": 88,
    "chmod": 90,
    "fchmod": 91,
    "sync": 162,
    "openat": 257,
    "mkdirat": 258,
    "unlinkat": 263,
    "renameat": 264,
    "linkat": 265,
    "symlinkat": 266,
    "fchmodat": 268,
    "fallocate": 285,
    "syncfs": 306,
    "renameat2": 316,
    "copy_file_range": 326,
}
_AARCH64 = {
    "flock": 32,
    "mkdirat": 34,
    "unlinkat": 35,
    "symlinkat": 36,
    "linkat": 37,
    "renameat": 38,
    "truncate": 45,
    "ftruncate": 46,
    "fallocate": 47,
    "fchmod": 52,
    "fchmodat": 53,
    "openat": 56,
    "write": 64,
    "writev": 66,
    "pwrite64": 68,
    "sendfile": 71,
    "sync": 81,
    "fsync": 82,
    "fdatasync": 83,
    "syncfs": 267,
    "renameat2": 276,
    "copy_file_range": 285,
}
NUMBERS: dict[str, int] = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(os.uname().machine, {})
"""Empty on machines whose numbers are not known here."""
NAMES = {number: name for name, number in NUMBERS.items()}

ON_DESCRIPTORS = {"write": 0, "pwrite64": 0, "writev": 0, "sendfile": 0, "copy_file_range": 2}
"""Calls that count only when they write to a file of the store or to standard output: which argument says where."""
ON_PATHS = {"open": 0, "openat": 1, "creat": 0}
"""Calls that count only when they create or empty a file of the store."""
MAKES = {"mkdir": 0, "mkdirat": 1}
"""Calls that count only when there is nothing yet: `mkdir -p` walks from the root."""
ON_OPEN = ("flock", "fsync", "fdatasync", "ftruncate", "fallocate", "fchmod")
"""Calls whose first argument says where, for messages."""
