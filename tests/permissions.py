"""Permissions that hold for root too, so that a test about them means something wherever it runs."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_IGNORE_PERMISSIONS = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (linux/capability.h)
_VERSION_3 = 0x20080522
_DROP_FROM_BOUNDING_SET = 24  # PR_CAPBSET_DROP (linux/prctl.h)
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def permissions_hold() -> Iterator[None]:
    """For a block, this process obeys permissions even as root."""
    if os.geteuid() != 0:
        yield
        return
    before = _get()
    less = (ctypes.c_uint32 * 6)(*before)
    less[0] &= ~sum(1 << capability for capability in _IGNORE_PERMISSIONS)
    _set(less)
    try:
        yield
    finally:
        _set(before)


def obey_permissions() -> None:
    """The same for a child process, as its `preexec_fn`."""
    if os.geteuid() == 0:
        for capability in _IGNORE_PERMISSIONS:
            _check(_libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0))


def _get() -> ctypes.Array[ctypes.c_uint32]:
    """Effective, permitted, inheritable; the first three words are capabilities 0 to 31."""
    data = (ctypes.c_uint32 * 6)()
    _check(_libc.capget(_header(), data))
    return data


def _set(data: ctypes.Array[ctypes.c_uint32]) -> None:
    _check(_libc.capset(_header(), data))


def _header() -> ctypes.Array[ctypes.c_uint32]:
    return (ctypes.c_uint32 * 2)(_VERSION_3, 0)


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
