"""What the commands print, where, and the code they exit with."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from swarmgen.analysis.lints import LINTS
from swarmgen.cli import main
from tests.cases.corpus import ROOT

WARNED: Final = "v1-group-warnings"
WRONG: Final = "v1-stability-wrong"
CLEAN: Final = "resolve-group-fields"
"""Cases of the corpus: with warnings, with errors, and with nothing that the lints `NO_LINTS` leave would find."""
NO_LINTS: Final = tuple(word for row in LINTS for word in ("--ignore", row.code))


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in a checkout with nothing but empty templates and copies of the cases above."""
    (tmp_path / "templates").mkdir()
    for case in (WARNED, WRONG, CLEAN):
        shutil.copytree(ROOT / case / "registry", tmp_path / case)
    shutil.copytree(ROOT / CLEAN / "registry", tmp_path / "semantic-conventions")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ran:
        try:
            code = main(["--root", str(tmp_path), *words])
        except SystemExit as stopped:  # how argparse refuses words
            code = int(str(stopped.code))
        return Ran(code, *capsys.readouterr())

    yield run
    gc.enable()  # a run is short and turns it off


def test_a_clean_registry_says_nothing(run: Run) -> None:
    assert run("check", "--registry", CLEAN, *NO_LINTS) == (0, "", "")


def test_warnings_are_told_on_stderr_and_pass(run: Run) -> None:
    code, out, err = run("check", "--registry", WARNED, *NO_LINTS)
    assert (code, out) == (0, "")
    assert err == (ROOT / WARNED / "errors.txt").read_text().replace("registry/", f"{WARNED}/")


def test_warnings_are_errors_with_future(run: Run) -> None:
    code, out, err = run("check", "--registry", WARNED, "--future", *NO_LINTS)
    assert (code, out) == (1, "")
    assert err == (ROOT / WARNED / "errors.txt").read_text().replace("registry/", f"{WARNED}/").replace(
        ": warning:", ": error:"
    ).replace("8 warnings", "8 errors")


def test_nothing_to_warn_of_passes_with_future(run: Run) -> None:
    assert run("check", "--registry", CLEAN, "--future", *NO_LINTS) == (0, "", "")


@pytest.mark.parametrize("command", ["check", "resolve", "stats"])
def test_errors_fail_every_command(run: Run, command: str) -> None:
    code, out, err = run(command, "--registry", WRONG)
    assert (code, out) == (1, "")
    assert err == (ROOT / WRONG / "errors.txt").read_text().replace("registry/", f"{WRONG}/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "COMMAND"),
        (("chek",), "chek"),
        (("check", "--registry"), "--registry"),
        (("check", "--reg", CLEAN), "--reg"),
        (("check", "--registry", "nowhere"), 'there is no registry folder "nowhere"'),
        (("check", "--registry", f"{CLEAN}/groups.yaml"), "there is no registry folder"),
        (("check", "--registry", CLEAN, "--select", "nosuch"), "nosuch"),
        (("check", "--registry", CLEAN, "--ignore", "nosuch"), "nosuch"),
        (("check", "--registry", CLEAN, "--format", "xml"), "xml"),
        (("resolve", "--registry", CLEAN, "--shape", "v3"), "v3"),
        (("resolve", "--registry", "nowhere"), 'there is no registry folder "nowhere"'),
        (("stats", "--registry", "nowhere"), 'there is no registry folder "nowhere"'),
        (("stats", "--registry", CLEAN, "--format", "yaml"), "yaml"),
        (("generate", "--registry", CLEAN), "--output and --package"),
    ],
)
def test_a_command_line_that_cannot_be_obeyed(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err and "Traceback" not in err


def test_a_folder_without_templates_is_no_checkout(run: Run, tmp_path: Path) -> None:
    code, out, err = run("--root", str(tmp_path / CLEAN), "check")
    assert (code, out) == (2, "") and "not a checkout" in err


def test_a_bug_is_told_apart_from_a_mistake(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr("swarmgen.check.resolve", broken)
    code, out, err = run("check", "--registry", CLEAN)
    assert (code, out) == (3, "")
    assert "out of cheese" in err and "this is a bug in swarmgen" in err


def test_the_checkouts_own_registry_is_the_default(run: Run) -> None:
    assert json.loads(run("stats", "--format", "json").out)["groups"] == {"entity": 1, "span": 2}


def test_lints_are_listed(run: Run) -> None:
    code, out, err = run("check", "--list-lints")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [row.code for row in LINTS]


def test_only_the_selected_lints_run(run: Run) -> None:
    metric = (
        "id: metric.m, type: metric, metric_name: m, instrument: gauge, unit: furlong, brief: '', stability: stable"
    )
    (Path("semantic-conventions") / "more.yaml").write_text(f"groups: [{{{metric}}}]\n")

    def codes(*words: str) -> set[str]:
        found = json.loads(run("check", "--format", "json", *words).out)["diagnostics"]
        return {diagnostic["code"] for diagnostic in found}

    assert codes("--select", "ucum-units") == {"ucum-units"}
    assert codes("--ignore", "ucum-units") == codes() - {"ucum-units"} != codes()


def test_formats_for_machines_go_to_stdout(run: Run) -> None:
    for form, expected in (("json", "{"), ("sarif", "{"), ("github", "::warning ")):
        code, out, err = run("check", "--registry", WARNED, "--format", form, *NO_LINTS)
        assert (code, err) == (0, "") and out.startswith(expected)
    code, out, err = run("check", "--registry", WRONG, "--format", "json")
    assert (code, err) == (1, "") and len(json.loads(out)["diagnostics"]) == 3


def test_a_format_for_machines_is_a_document_even_without_diagnostics(run: Run) -> None:
    for form in ("json", "sarif"):
        code, out, err = run("check", "--registry", CLEAN, "--format", form, *NO_LINTS)
        assert (code, err) == (0, "") and isinstance(json.loads(out), dict)
    assert run("check", "--registry", CLEAN, "--format", "github", *NO_LINTS) == (0, "", "")


def test_resolve_prints_every_shape(run: Run) -> None:
    v1 = run("resolve", "--registry", CLEAN).out
    assert v1.count("\n") == 1
    assert json.loads(v1) == json.loads((ROOT / CLEAN / "resolved.json").read_text())
    catalog = json.loads(run("resolve", "--registry", CLEAN, "--catalog").out)
    assert catalog["catalog"][0]["name"] == "acme.a" and catalog["groups"][0]["attributes"] == [0]
    v2 = json.loads(run("resolve", "--registry", CLEAN, "--shape", "v2").out)
    assert v2["file_format"] == "resolved/2.0"
    assert yaml.safe_load(run("resolve", "--registry", CLEAN, "--format", "yaml").out) == json.loads(v1)


def test_resolve_keeps_its_diagnostics_off_stdout(run: Run) -> None:
    code, out, err = run("resolve", "--registry", WARNED, "--diagnostics", "json", *NO_LINTS)
    assert code == 0 and json.loads(out)["groups"] and len(json.loads(err)["diagnostics"]) == 8


def test_a_warm_run_says_what_the_cold_one_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = run("resolve", "--registry", WARNED)
    assert cold.out and cold.err and cold.code == 0
    monkeypatch.setattr("swarmgen.resolved._compute", None)
    assert run("resolve", "--registry", WARNED) == cold


def test_a_warm_run_sees_every_change(run: Run) -> None:
    before = run("resolve", "--registry", CLEAN)
    path = Path(CLEAN) / "groups.yaml"
    path.write_text(path.read_text().replace("The child.", "Another child."))
    after = run("resolve", "--registry", CLEAN)
    assert after != before and "Another child." in after.out
    assert run("resolve", "--registry", CLEAN, "--future").code == (1 if after.err else 0)


def test_a_warm_run_sees_changes_of_dependencies(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dependency-diamond", tmp_path / "diamond")
    before = run("resolve", "--registry", "diamond/registry")
    path = tmp_path / "diamond" / "base-1.2" / "registry.yaml"
    path.write_text(path.read_text().replace("Of 1.2.", "Changed."))
    assert "Of 1.2." in before.out and "Changed." in run("resolve", "--registry", "diamond/registry").out


def test_errors_are_not_remembered(run: Run) -> None:
    assert run("resolve", "--registry", WRONG) == run("resolve", "--registry", WRONG)


def test_stats_count(run: Run) -> None:
    text = run("stats", "--registry", CLEAN).out
    data = json.loads(run("stats", "--registry", CLEAN, "--format", "json").out)
    assert data["attributes"] == 1 and data["spans_by_stability"] == {"development": 1, "stable": 1}
    assert "attributes: 1\n" in text and "groups: 3\n  entity: 1\n  span: 2\n" in text


@pytest.mark.parametrize("command", ["resolve", "resolve --shape v2", "check --format sarif", "stats"])
def test_output_depends_on_the_input_alone(tmp_path: Path, command: str) -> None:
    """Not on the folder, the seed of hashes, the locale or the time zone."""
    outputs = set()
    for number, (seed, locale, zone) in enumerate((("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Tokyo"))):
        folder = tmp_path / f"checkout-{number}"
        (folder / "templates").mkdir(parents=True)
        for case in ("v2-everything", "dependency-diamond"):
            shutil.copytree(ROOT / case, folder / case)
        for registry in ("v2-everything/registry", "dependency-diamond/registry"):
            done = subprocess.run(
                [sys.executable, "-m", "swarmgen", "--root", str(folder), *command.split(), "--registry", registry],
                cwd=folder,
                env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
                capture_output=True,
                check=False,
            )
            outputs.add((registry, done.returncode, done.stdout, done.stderr))
    assert len(outputs) == 2
    assert all(stdout for _, _, stdout, _ in outputs)


@pytest.mark.parametrize("shape", ["v1", "v2"])
def test_resolved_names_do_not_depend_on_how_the_registry_was_named(tmp_path: Path, shape: str) -> None:
    """Groups that hold the attributes of definition/2 files are named by paths, those of dependencies too."""
    (tmp_path / "templates").mkdir()
    base = "schema_url: https://a.b/base/1"
    attribute = "{key: base.b, type: int, brief: b, stability: stable}"
    for name, text in (
        (
            "top/manifest.yaml",
            f"{{schema_url: 'https://a.b/top/1', dependencies: [{{{base}, registry_path: ../base}}]}}",
        ),
        ("top/a.yaml", "groups: [{id: a, type: attribute_group, brief: a, attributes: [{ref: base.b}]}]"),
        ("base/manifest.yaml", base),
        ("base/b.yaml", f"{{file_format: definition/2, attributes: [{attribute}]}}"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    outputs = set()
    for cwd, registry in ((".", "top"), ("top", "."), ("base", "../top"), (".", str(tmp_path / "top"))):
        words = ["--root", str(tmp_path), "resolve", "--registry", registry, "--shape", shape]
        done = subprocess.run(
            [sys.executable, "-m", "swarmgen", *words], cwd=tmp_path / cwd, capture_output=True, text=True, check=True
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1 and '"registry.base.b"' in outputs.pop()
