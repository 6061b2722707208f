"""What a user installs: nothing of ours is hidden by a dependency or forgotten, nothing heavy is loaded early."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("commands", "corpus", "extract", "analyse", "models", "report", "web")
HEAVY = (
    "bertopic",
    "duckdb",
    "jinja2",
    "matplotlib",
    "numpy",
    "onnxruntime",
    "pandas",
    "pdfplumber",
    "pydantic",
    "pypdfium2",
    "scipy",
    "sklearn",
    "spacy",
    "sqlalchemy",
)
HELP = """
import json, sys
import cli
sys.argv = ["analyse", *sys.argv[1:], "--help"]
try:
    cli.main()
except SystemExit as end:
    code = end.code or 0
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Version by normalised name."""
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in pins}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[<>=!~ ;\[]", line)[0].lower() for line in project["dependencies"]}


@pytest.mark.parametrize("name", [*ROOMS, "cli"])
def test_no_installed_distribution_provides_a_module_named_like_ours(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"analyse-reviews"}


def test_help_loads_no_heavy_library() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, encoding="utf-8", check=True)
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert "matrix" in done.stdout
    assert set(HEAVY).isdisjoint(modules)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_neither_addresses_nor_torch(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert not {name for name in locked(lock) if re.match(r"torch|nvidia|triton|umap-learn|hdbscan|numba", name)}
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip()]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_holds_what_is_declared() -> None:
    assert declared() - set(locked("requirements.lock")) == set()


def test_the_lock_for_development_agrees_with_the_users_lock() -> None:
    users, developers = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: developers.get(name) for name in users} == users


def test_the_wheel_holds_every_room_with_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.parent != ROOT / "models" / "training"
    }
    assert held == ours | {"cli.py"}
    assert {"corpus/sample/key.csv", "corpus/sample/ashmere.pdf", "models/data/vocab.txt"} <= held
