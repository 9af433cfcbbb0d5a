"""The locale of the caller changes nothing, whatever awk there is: some count letters instead of bytes then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.support import alike, copied, same, stocked
from tests.stats.support import AWKS, with_awk


@pytest.mark.parametrize("words", AWKS, ids=" ".join)
def test_letters_of_several_bytes(words: tuple[str, ...], tmp_path: Path) -> None:
    env = with_awk(tmp_path / "bin", words)
    if env is None:
        pytest.skip(f"needs {words[0]}")
    store = stocked(tmp_path, 12)
    for command in ("audit-stats", "audit-verify"):
        assert alike(store, command, **env, LANG="C.UTF-8").exit == 0
    copy = copied(store, tmp_path / "copy")
    assert same(store, copy, "redact", "First", **env, LANG="C.UTF-8").exit == 0
    assert alike(store, "audit-verify", **env, LANG="C.UTF-8").exit == 0
