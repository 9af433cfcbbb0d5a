"""`swarmgen generate --check`: tells how the disk differs, from the sources alone, and changes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from swarmgen.cache import Cache
from tests.system.checkouts import Checkout, changed, contents, stamps

WATCH = """
import sys
opened = []
def hear(event, args):
    if event in ("open", "os.listdir", "os.scandir"):
        opened.append(str(args[0]))
sys.addaudithook(hear)
from swarmgen.cli import main
code = main(sys.argv[1:])
print(*(path for path in opened if ".cache" in path), sep="\\n", end="", file=sys.stderr)
sys.exit(code)
"""
"""Runs swarmgen and tells every path of the cache that it opened."""


def test_a_tree_that_is_right_says_nothing(shop: Checkout) -> None:
    before = stamps(shop.root)
    assert shop.run("generate", "--check") == (0, "", "")
    assert changed(before, stamps(shop.root)) == set()


def test_an_empty_place_is_all_missing(fresh: Checkout) -> None:
    code, out, err = fresh.run("generate", "--check")
    assert (code, err) == (1, "") and not fresh.generated.exists()
    assert "generated/bash/swarmsh-telemetry.sh: missing: does not exist\n" in out
    assert out.endswith(" missing\nto mend: make generate\n")


def test_four_kinds_of_difference_are_told_apart(shop: Checkout) -> None:
    shop.edit("semantic-conventions/model/lease/events.yaml", "Somebody lost", "A clerk lost")
    docs = shop.generated / "docs"
    (docs / "spans" / "work.md").unlink()
    (docs / "metrics" / "work.md").write_text((docs / "metrics" / "work.md").read_text() + "And more.\n")
    shutil.copy(docs / "attributes" / "work.md", docs / "attributes" / "old.md")
    before = stamps(shop.root)
    code, out, err = shop.run("generate", "--check", "--only", "docs")
    assert (code, err) == (1, "")
    assert changed(before, stamps(shop.root)) == set()
    for line in (
        "generated/docs/spans/work.md: missing: does not exist",
        "generated/docs/events/lease.md: stale: was generated from another state of its sources",
        "-Somebody lost the work.",
        "+A clerk lost the work.",
        "generated/docs/metrics/work.md: hand-edited: has a body that does not match the sha256 in its header",
        "-And more.",
        "generated/docs/attributes/old.md: orphan: carries our header, but is neither generated nor listed in MANIFEST",
        "generated: differs from what would be generated: 1 missing, 3 stale, 1 hand-edited, 1 orphan",
        "to mend: swarmgen generate --only docs",
        "to mend: rm generated/docs/attributes/old.md",
    ):
        assert f"{line}\n" in out, line


def test_the_commands_it_names_mend(shop: Checkout) -> None:
    shop.edit("semantic-conventions/model/lease/events.yaml", "Somebody lost", "A clerk lost")
    (shop.generated / "docs" / "README.md").write_text("edited\n")
    assert shop.run("generate", "--check").out.endswith("\nto mend: make generate\n")
    assert shop.run("generate").code == 0
    assert shop.run("generate", "--check") == (0, "", "")


def test_a_changed_executable_bit_is_drift(shop: Checkout) -> None:
    library = shop.generated / "bash" / "swarmsh-telemetry.sh"
    library.chmod(library.stat().st_mode ^ 0o111)
    code, out, _ = shop.run("generate", "--check")
    assert code == 1 and "generated/bash/swarmsh-telemetry.sh: hand-edited: " in out and "1 hand-edited\n" in out
    assert shop.run("generate").code == 0 and shop.run("generate", "--check").code == 0


@pytest.mark.parametrize(
    ("cwd", "registry", "output"),
    [
        (".", "semantic-conventions", "out"),
        ("templates", "../semantic-conventions", "../out"),
        ("semantic-conventions", ".", "../out"),
        ("out", "../semantic-conventions/", "."),
    ],
)
def test_what_is_expected_does_not_depend_on_where_the_command_is_typed(
    shop: Checkout, cwd: str, registry: str, output: str
) -> None:
    rest = ("--package", "acme", "--only", "docs")
    assert shop.run("generate", "--registry", "semantic-conventions", "--output", "out", *rest).code == 0
    expected = contents(shop.root / "out")
    again = ("generate", "--registry", registry, "--output", output, *rest)
    assert shop.run(*again, "--check", cwd=shop.root / cwd) == (0, "", "")
    (shop.root / "out" / "docs" / "README.md").unlink()
    said = shop.run(*again, "--check", cwd=shop.root / cwd).out.splitlines()[-1]
    assert said == f"to mend: swarmgen {' '.join(again)}"
    assert shop.run(*said.split()[3:], cwd=shop.root / cwd).code == 0
    assert contents(shop.root / "out") == expected
    stated = b"regenerate: swarmgen generate --registry semantic-conventions --output out --package acme"
    assert stated in expected["docs/README.md"][1]


def test_another_root_is_named_in_the_command(shop: Checkout) -> None:
    (shop.generated / "MANIFEST").unlink()
    out = shop.run("--root", "checkout", "generate", "--check", cwd=shop.root.parent).out
    assert out.endswith("\nto mend: make -C checkout generate\n")


class TestCache:
    """The cache makes `generate` fast; `--check` must not believe it."""

    def test_a_cache_that_lies_is_not_heard(self, shop: Checkout) -> None:
        shop.run("generate")
        cache = Cache(shop.root / ".cache" / "swarmgen")
        entries = [path.name for path in (shop.root / ".cache" / "swarmgen").iterdir()]
        assert len(entries) == 2
        for entry in entries:
            cache.put(entry, b"not what swarmgen ever puts there")
        assert shop.run("generate").code == 3, "the lie is not where the cache is read"
        assert shop.run("generate", "--check") == (0, "", "")

    def test_it_is_neither_read_nor_written(self, shop: Checkout) -> None:
        def opened(*words: str) -> str:
            command = [sys.executable, "-c", WATCH, *words]
            done = subprocess.run(
                command, cwd=shop.root, env=shop.environment(), capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stdout) == (0, "generated: up to date\n" if len(words) == 1 else "")
            return done.stderr

        shop.run("generate")
        assert opened("generate", "--check") == ""
        assert opened("generate") != ""
        shutil.rmtree(shop.root / ".cache")
        assert shop.run("generate", "--check").code == 0 and not (shop.root / ".cache").exists()
