"""Equal sources give equal bytes, whoever generates, wherever, in whatever environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cases.corpus import ROOT as CASES
from tests.system.checkouts import SWARMGEN, Checkout, contents

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""The C locale as it was before Python made it UTF-8."""

ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "C": {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"},
    "ASCII": {**ASCII, "TZ": "America/St_Johns", "PYTHONHASHSEED": "3"},
}


@pytest.mark.parametrize(("name", "umask"), [("C", 0o000), ("C.UTF-8", 0o077), ("ASCII", 0o027)])
def test_the_environment_does_not_matter(tmp_path: Path, generated_once: Checkout, name: str, umask: int) -> None:
    """The folder, the working directory, the locale, the time zone, the seed of hashes and the umask differ."""
    checkout = Checkout.at(tmp_path / f"some folder {name}")
    cwd = tmp_path / "elsewhere"
    cwd.mkdir()
    done = subprocess.run(
        [*SWARMGEN, "--root", str(checkout.root), "generate"],
        cwd=cwd,
        env=checkout.environment(ENVIRONMENTS[name]),
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert contents(checkout.generated) == contents(generated_once.generated)


def test_texts_beyond_ascii_are_the_same_in_every_locale(fresh: Checkout) -> None:
    fresh.edit("semantic-conventions/model/lease/events.yaml", "Somebody lost", "Jemand verlor »die Arbeit« 作業 ")
    words = ("generate", "--only", "docs", "--only", "bash")
    assert fresh.run(*words, env=ASCII).code == 0
    assert fresh.run(*words, "--check", env=ENVIRONMENTS["C.UTF-8"]) == (0, "", "")
    page = fresh.generated / "docs" / "events" / "lease.md"
    page.write_text(page.read_text(encoding="utf-8") + "ändern\n", encoding="utf-8")
    drift = fresh.run(*words, "--check", env=ASCII)
    assert drift.code == 1 and "-ändern" in drift.out
    assert drift == fresh.run(*words, "--check", env=ENVIRONMENTS["C.UTF-8"])


def test_a_registry_with_dependencies_is_the_same_from_everywhere(tmp_path: Path) -> None:
    """In a checkout's folder by a relative path, in another by an absolute one."""
    results = []
    for number in range(2):
        place = tmp_path / f"place-{number}"
        for case in ("v2-everything", "dependency-diamond"):
            shutil.copytree(CASES / case, place / case)
        for case in ("v2-everything", "dependency-diamond"):
            registry = place / case / "registry"
            shown = (os.path.relpath(registry, place), str(registry))[number]
            words = ["generate", "--registry", shown, "--output", str(place / "out" / case), "--package", "acme"]
            done = subprocess.run([*SWARMGEN, *words], cwd=(place, tmp_path)[number], capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
        results.append(contents(place / "out"))
    assert results[0] == results[1] and len(results[0]) > 50
