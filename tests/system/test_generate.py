"""`swarmgen generate` as a user runs it: what it writes, what it leaves alone, what it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.checkouts import ROOT, Checkout, Ran, changed, contents, stamps

UP_TO_DATE = Ran(0, "generated: up to date\n", "")
FOREIGN = ("--registry", "semantic-conventions", "--output", "out", "--package", "acme")


def test_the_first_run_writes_and_the_second_has_nothing_to_do(fresh: Checkout) -> None:
    first = fresh.run("generate")
    tree, before = contents(fresh.generated), stamps(fresh.generated)
    assert first == (0, f"generated: {len(tree) - 1} written, 0 removed, 0 unchanged\n", "")
    assert {path.partition("/")[0] for path in tree} == {"MANIFEST", "python", "bash", "docs"}
    assert fresh.run("generate") == UP_TO_DATE
    assert stamps(fresh.generated) == before


def test_without_a_cache_files_that_are_right_keep_their_times(shop: Checkout) -> None:
    before = stamps(shop.generated)
    assert shop.run("generate") == (0, f"generated: 0 written, 0 removed, {len(before) - 1} unchanged\n", "")
    assert stamps(shop.generated) == before
    assert shop.run("generate") == UP_TO_DATE


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            "lease/events.yaml",
            "Somebody lost the work.",
            "A clerk lost the work.",
            {"docs/README.md", "docs/events/lease.md", "python/src/swarmsh/events/_lease.py"},
            id="event",
        ),
        pytest.param(
            "work/registry.yaml",
            "Names the work.",
            "Tells which work it is.",
            {
                "docs/README.md",
                "docs/attributes/work.md",
                "docs/events/lease.md",
                "docs/spans/work.md",
                "python/src/swarmsh/_incubating/attributes/shop_attributes.py",
                "python/src/swarmsh/enums.py",
                "python/src/swarmsh/events/_lease.py",
                "python/src/swarmsh/spans/_work.py",
            },
            id="attribute",
        ),
    ],
)
def test_a_new_brief_changes_the_files_that_tell_it(
    shop: Checkout, file: str, old: str, new: str, expected: set[str]
) -> None:
    """`docs/README.md` and the library name all their sources in the header."""
    before = stamps(shop.generated)
    shop.edit(f"semantic-conventions/model/{file}", old, new)
    assert shop.run("generate").code == 0
    assert changed(before, stamps(shop.generated)) == expected | {"MANIFEST", "bash/swarmsh-telemetry.sh"}
    assert new in (shop.generated / f"docs/{'events/lease' if 'lease' in file else 'attributes/work'}.md").read_text()


def test_files_of_signals_that_are_gone_are_removed(shop: Checkout) -> None:
    before = contents(shop.generated)
    (shop.model / "lease" / "events.yaml").unlink()
    assert shop.run("generate").out.split(", ")[1] == "3 removed"
    gone = before.keys() - contents(shop.generated).keys()
    assert gone == {
        "docs/events/lease.md",
        "python/src/swarmsh/events/__init__.py",
        "python/src/swarmsh/events/_lease.py",
    }
    assert not (shop.generated / "docs/events").exists() and shop.run("generate", "--check").code == 0


def test_every_input_counts(shop: Checkout) -> None:
    """Not the conventions only: also templates, options and what somebody did to the output."""
    tree = contents(shop.generated)
    bash = ("generate", "--only", "bash")
    assert [shop.run(*bash).out for _ in range(2)][1] == UP_TO_DATE.out
    library = shop.generated / "bash" / "swarmsh-telemetry.sh"
    library.write_text("echo mine\n")  # listed in MANIFEST, so it is ours to mend
    assert shop.run(*bash).out.startswith("generated: 1 written")
    library.unlink()
    assert shop.run(*bash).out.startswith("generated: 1 written")
    assert contents(shop.generated) == tree
    runtime = shop.root / "templates" / "bash" / "runtime" / "load.sh"
    runtime.write_text(runtime.read_text() + "# the end\n")
    assert shop.run(*bash).out.startswith("generated: 1 written")
    assert shop.run(*bash) == UP_TO_DATE
    assert shop.run("generate", "--only", "python", "--exclude-namespace", "shop").code == 0
    assert not (shop.generated / "python/src/swarmsh/_incubating").exists()


def test_warnings_are_told_again_when_there_is_nothing_to_do(fresh: Checkout) -> None:
    fresh.edit("semantic-conventions/model/lease/events.yaml", "groups:\n", "version: '1'\ngroups:\n")
    cold, warm = fresh.run("generate"), fresh.run("generate")
    assert (cold.code, warm.code, warm.out) == (0, 0, UP_TO_DATE.out)
    assert cold.err == warm.err and "semantic-conventions/model/lease/events.yaml:1:1: warning" in cold.err
    assert fresh.run("generate", "--check").err == cold.err
    assert fresh.run("generate", "--future").code == 1


def test_errors_of_the_conventions_write_nothing(shop: Checkout) -> None:
    before = stamps(shop.generated)
    shop.edit("semantic-conventions/model/work/signals.yaml", "- ref: shop.work.id\n", "- ref: shop.work.idd\n")
    for words in (("generate",), ("generate", "--check"), ("generate", *FOREIGN)):
        code, out, err = shop.run(*words)
        assert (code, out) == (1, "")
        assert (
            "semantic-conventions/model/work/signals.yaml:9:14: error" in err and 'did you mean "shop.work.id"' in err
        )
    assert stamps(shop.generated) == before and not (shop.root / "out").exists()


def test_a_file_of_somebody_else_is_not_overwritten(fresh: Checkout) -> None:
    mine = fresh.generated / "docs" / "README.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("my notes\n")
    code, out, err = fresh.run("generate")
    assert (code, out) == (2, "")
    assert err.startswith("swarmgen generate: generated/docs/README.md: exists and was not written by swarmgen")
    assert contents(fresh.generated) == {"docs/README.md": (0o644, b"my notes\n")}


def test_files_beside_ours_stay(shop: Checkout) -> None:
    notes = shop.generated / "docs" / "notes.md"
    notes.write_text("my notes\n")
    shutil.rmtree(shop.model / "lease")
    assert shop.run("generate").code == 0
    assert notes.read_text() == "my notes\n" and shop.run("generate", "--check").code == 0


class TestMake:
    """The targets of the Makefile, in a checkout that borrows the environment of this one."""

    def make(self, checkout: Checkout, target: str) -> Ran:
        for name in ("Makefile", "requirements.lock"):
            shutil.copy2(ROOT / name, checkout.root)
        if not (checkout.root / ".venv").exists():
            (checkout.root / ".venv").symlink_to(sys.prefix)
        done = subprocess.run(
            ["make", "--silent", "--old-file=.venv/ready", target],  # never make anew what is only borrowed
            cwd=checkout.root,
            env=checkout.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def test_make_generate_restores_what_was_deleted(self, shop: Checkout) -> None:
        tree = contents(shop.generated)
        shop.run("generate")
        shutil.rmtree(shop.generated)
        missing = self.make(shop, "check")
        assert missing.code != 0 and "to mend: make generate" in missing.out
        assert self.make(shop, "generate").code == 0
        assert contents(shop.generated) == tree
        assert self.make(shop, "check") == (0, "", "")


class TestOnly:
    """One back end leaves the files of the others alone."""

    def test_the_first_time(self, fresh: Checkout) -> None:
        assert fresh.run("generate", "--only", "bash").out == "generated: 1 written, 0 removed, 0 unchanged\n"
        assert set(contents(fresh.generated)) == {"MANIFEST", "bash/swarmsh-telemetry.sh"}
        assert fresh.run("generate", "--only", "bash") == UP_TO_DATE
        assert fresh.run("generate", "--only", "bash", "--check") == (0, "", "")
        assert fresh.run("generate", "--check").code == 1

    def test_together_they_are_the_whole(self, fresh: Checkout, generated_once: Checkout) -> None:
        for words in (("--only", "docs", "--only", "bash"), ("--only", "python")):
            assert fresh.run("generate", *words).code == 0
        assert contents(fresh.generated) == contents(generated_once.generated)

    def test_others_stay_as_they_are(self, shop: Checkout) -> None:
        before = stamps(shop.generated)
        shutil.rmtree(shop.model / "lease")
        assert shop.run("generate", "--only", "docs").code == 0
        touched = changed(before, stamps(shop.generated))
        assert {path.partition("/")[0] for path in touched} == {"MANIFEST", "docs"}
        assert shop.run("generate", "--only", "docs", "--check").code == 0
        code, out, _ = shop.run("generate", "--only", "bash", "--check")
        assert code == 1 and out.endswith("to mend: swarmgen generate --only bash\n")


class TestUsage:
    """Command lines that cannot be obeyed: exit code 2, one line, nothing written."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (FOREIGN[:2], "missing: --output, --package"),
            (FOREIGN[2:4], "missing: --registry, --package"),
            (FOREIGN[:4], "missing: --package"),
            ((*FOREIGN[:4], "--package", "Acme"), '"Acme"'),
            ((*FOREIGN[:4], "--package", "acme-telemetry"), '"acme-telemetry"'),
            ((*FOREIGN[:4], "--package", "acme.telemetry"), '"acme.telemetry"'),
            ((*FOREIGN[:4], "--package", "1acme"), '"1acme"'),
            ((*FOREIGN[:4], "--package", "acme\n"), "must begin"),
            ((*FOREIGN[:4], "--package", ""), '""'),
            ((*FOREIGN[:4], "--package", "class"), "has this name already"),
            ((*FOREIGN[:4], "--package", "typing"), "has this name already"),
            ((*FOREIGN[:4], "--package", "opentelemetry"), "has this name already"),
            ((*FOREIGN, "--output", ""), "--output"),
            ((*FOREIGN, "--registry", ""), "--registry"),
            ((*FOREIGN, "--registry", "nowhere"), 'no registry folder "nowhere"'),
            ((*FOREIGN, "--registry", "semantic-conventions/manifest.yaml"), "no registry folder"),
            ((*FOREIGN, "--output", "templates/README.md"), "templates/README.md"),
            ((*FOREIGN, "--output", "templates/README.md/out"), "templates/README.md"),
            ((*FOREIGN, "--only", "java"), "java"),
            ((*FOREIGN, "--select", "nosuch"), "nosuch"),
            ((*FOREIGN, "surplus"), "surplus"),
        ],
    )
    @pytest.mark.parametrize("check", [(), ("--check",)], ids=["", "check"])
    def test_refused(self, generated_once: Checkout, words: tuple[str, ...], said: str, check: tuple[str, ...]) -> None:
        before = stamps(generated_once.root)
        code, out, err = generated_once.run("generate", *words, *check)
        assert (code, out) == (2, "")
        assert said in err and "Traceback" not in err
        assert changed(before, stamps(generated_once.root)) == set()

    def test_a_folder_that_cannot_be_written(self, generated_once: Checkout) -> None:
        """No user may make folders in `/proc`."""
        code, out, err = generated_once.run("generate", *FOREIGN[:2], "--output", "/proc/acme", "--package", "acme")
        assert (code, out) == (2, "") and err.startswith("swarmgen generate: /proc/acme: cannot be generated: ")

    def test_a_file_of_the_registry_that_cannot_be_read(self, fresh: Checkout) -> None:
        """Reading `/proc/self/mem` from its start fails for every user."""
        (fresh.model / "secret.yaml").symlink_to("/proc/self/mem")
        code, out, err = fresh.run("generate")
        assert (code, out) == (1, "")
        assert "semantic-conventions/model/secret.yaml:1:1: error" in err and "cannot be read" in err

    def test_a_read_only_output_folder(self, shop: Checkout) -> None:
        shop.edit("semantic-conventions/model/lease/events.yaml", "Somebody lost", "A clerk lost")
        before = contents(shop.generated)
        for folder in (shop.generated, *filter(Path.is_dir, shop.generated.rglob("*"))):
            folder.chmod(0o555)
        code, out, err = shop.run("generate")
        assert (code, out) == (2, "") and "cannot be generated: Permission denied" in err
        assert contents(shop.generated) == before


def test_runs_at_the_same_time_leave_a_whole_tree(fresh: Checkout, generated_once: Checkout) -> None:
    runs = [fresh.start("generate") for _ in range(4)]
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert (run.returncode, err) == (0, b"") and out.startswith(b"generated: ")
    assert contents(fresh.generated) == contents(generated_once.generated)
    assert fresh.run("generate") == UP_TO_DATE
