"""The compiler as others install it: from a wheel, without a checkout, as the pre-commit hooks do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.repository import files
from tests.system.checkouts import ROOT, SHOP, Checkout, contents

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the import path with what a wheel built from the committed files holds."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in files():
        if path.parts[0] in ("generator", "templates", "pyproject.toml", "README.md", ".gitignore"):
            (folder / "source" / path.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / "source" / path)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--wheel-dir", folder / "wheels", folder / "source"], check=True, capture_output=True)
    (wheel,) = (folder / "wheels").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    return folder / "packages"


def test_the_wheel_holds_compiler_and_templates_and_nothing_else(installed: Path) -> None:
    expected = {
        path.relative_to("generator").as_posix() for path in files() if path.is_relative_to("generator/swarmgen")
    }
    expected |= {f"swarmgen/{path.as_posix()}" for path in files() if path.parts[0] == "templates"}
    found = {path for path in contents(installed) if not path.startswith("swarmgen-")}
    assert found == expected


def test_the_hooks_work_in_a_repository_of_ones_own(installed: Path, generated_once: Checkout, tmp_path: Path) -> None:
    shutil.copytree(SHOP, tmp_path / "semantic-conventions")
    (tmp_path / "templates").mkdir()  # its own, not ours
    env = os.environ | {"PYTHONPATH": str(installed)}

    def hook(name: str) -> tuple[int, bytes]:
        program, *words = HOOKS[name]["entry"].split()
        command = [sys.executable, "-m", program, *words]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False)
        assert done.stderr == b""
        return done.returncode, done.stdout[-27:]

    assert hook("swarmgen-check") == (0, b"")
    assert hook("swarmgen-drift") == (1, b"\nto mend: swarmgen generate\n"[-27:])
    assert hook("swarmgen-generate")[0] == 0
    assert hook("swarmgen-drift") == (0, b"")
    assert contents(tmp_path / "generated").keys() == contents(generated_once.generated).keys()
