"""A workspace: where the PDFs are, what is ours, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import codebook, workspace
from corpus.errors import AnalyseError, WrongUsage
from corpus.types import Failure, Finding, Review, Span
from corpus.workspace import Settings, Workspace

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
NUMBER = st.integers(0, 10_000)
EDGE = st.floats(0, 1000).map(lambda x: round(x, 1))
SPAN = st.builds(Span, NUMBER, TEXT, st.tuples(EDGE, EDGE, EDGE, EDGE), NUMBER, NUMBER)
FINDING = st.builds(
    Finding,
    **dict.fromkeys(("id", "review", "passage", "theme", "quote", "why", "barrier", "enabler"), TEXT),
    spans=st.lists(SPAN, max_size=3).map(tuple),
    valence=st.sampled_from(["strength", "concern", "mixed", "neutral"]),
    score=st.floats(0, 1),
    section=st.lists(TEXT, max_size=3).map(tuple),
    section_role=st.sampled_from(["summary", "body", "recommendation", "method"]),
)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


@given(st.lists(FINDING, max_size=3).map(tuple))
def test_what_is_kept_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, found: tuple[Finding, ...]) -> None:
    space = Workspace.open(tmp_path_factory.mktemp("kept"))
    space.keep("findings", "abc", found, tuple[Finding, ...])
    assert space.kept("findings", "abc", tuple[Finding, ...]) == found


def test_dates_and_nothing_come_back_as_such(tmp_path: Path) -> None:
    review = Review("i", "f.pdf", "s", "jtai", "A", "X1", "", date(2018, 3, 9), "review", 3, 4, "ok", published=None)
    space = Workspace.open(tmp_path)
    space.keep("reviews", "r", (review, replace(review, date=None)), tuple[Review, ...])
    assert space.kept("reviews", "r", tuple[Review, ...]) == (review, replace(review, date=None))


@pytest.mark.parametrize("left", [b"", b'{"half', b'{"file": 1}', b'{"other": "shape"}'])
def test_what_another_version_kept_counts_as_nothing(tmp_path: Path, left: bytes) -> None:
    space = Workspace.open(tmp_path)
    space.keep("failures", "abc", Failure("f", "s", "r"), Failure)
    space.derived("failures", "abc.json").write_bytes(left)
    assert space.kept("failures", "abc", Failure) is None
    assert space.kept("failures", "never", Failure) is None


def test_tidying_takes_out_only_what_is_not_named(tmp_path: Path) -> None:
    space = Workspace.open(tmp_path)
    for name in ("a", "b", "c"):
        space.keep("failures", name, Failure(name, "", ""), Failure)
    space.tidy("failures", {"b"})
    space.tidy("never", {"b"})
    assert [path.stem for path in space.derived("failures", "").iterdir()] == ["b"]


def test_pdfs_are_read_from_subfolders_in_order_and_what_is_ours_is_left_alone(tmp_path: Path) -> None:
    mine = ("z.pdf", "a.PDF", "reviews/north/b.pdf", "reviews/a b.pdf")
    put(tmp_path, *mine, "notes.txt", ".hidden.pdf", "out/report.pdf", ".analyse/x.pdf", "history/x.pdf", "plans/x.pdf")
    put(tmp_path, "reviews/.git/x.pdf", "pdf")
    assert [name for name, _ in Workspace.open(tmp_path).reports()] == sorted(mine)
    assert all(path.read_bytes().decode() == name for name, path in Workspace.open(tmp_path).reports())


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    with pytest.raises(WrongUsage, match=r"nowhere does not exist\. Name a folder"):
        Workspace.open(tmp_path / "nowhere")
    with pytest.raises(WrongUsage, match=r"a\.pdf is a file, not a folder"):
        Workspace.open(tmp_path / "a.pdf")


def test_a_workspace_elsewhere_remembers_where_its_pdfs_are(tmp_path: Path) -> None:
    put(tmp_path, "pdfs/a.pdf", "work/ours/analyse.toml")
    (tmp_path / "work" / "ours" / "analyse.toml").write_text('reviews = "all"\n', encoding="utf-8")
    Workspace.open(tmp_path / "pdfs", tmp_path / "work" / "ours").remember_pdfs()
    alone = Workspace.open(tmp_path / "work" / "ours")
    assert [name for name, _ in alone.reports()] == ["a.pdf"]
    assert alone.settings == Settings(pdfs="../../pdfs", reviews="all")
    assert [path.name for path in (tmp_path / "pdfs").iterdir()] == ["a.pdf"]


def test_a_workspace_with_its_pdfs_has_nothing_to_remember(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    Workspace.open(tmp_path).remember_pdfs()
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_every_setting_has_a_default_and_can_be_set(tmp_path: Path) -> None:
    assert Workspace.open(tmp_path).settings == Settings()
    (tmp_path / "analyse.toml").write_text(
        '\ufeffworkers = 1\nseconds_a_file = 5\nreviews = "first"\n', encoding="utf-8"
    )
    assert Workspace.open(tmp_path).settings == Settings(workers=1, seconds_a_file=5, reviews="first")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 1\n", ["unknown setting “colour”", "workers"]),
        ('workers = "two"\n', ["workers should be int", "'two'"]),
        ("workers = \n", ["line 1"]),
        ("workers = true\n", ["workers should be int"]),
        ('pdfs = "nowhere"\n', ["nowhere", "pdfs"]),
    ],
)
def test_wrong_settings_are_refused_by_name(tmp_path: Path, text: str, says: list[str]) -> None:
    (tmp_path / "analyse.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AnalyseError) as refused:
        Workspace.open(tmp_path)
    assert str(refused.value).startswith("analyse.toml")
    assert [part for part in says if part not in str(refused.value)] == []


def test_the_codebook_is_written_once_and_then_theirs(tmp_path: Path) -> None:
    space = Workspace.open(tmp_path)
    assert space.codebook() == codebook.parse(codebook.default_text())
    (tmp_path / "codebook.yaml").write_text("themes:\n  - {id: a, label: A}\n", encoding="utf-8")
    assert [theme.id for theme in space.codebook().themes] == ["a"]


def test_areas_of_the_workspace_win_over_those_beside_the_pdfs(tmp_path: Path) -> None:
    put(tmp_path, "pdfs/a.pdf")
    (tmp_path / "pdfs" / "areas.csv").write_text("code,name\nX1,Beside\n", encoding="utf-8")
    space = Workspace.open(tmp_path / "pdfs", tmp_path / "ours")
    assert space.gazetteer().resolve("Beside") is not None
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "areas.csv").write_text("code,name\nX1,Ours\n", encoding="utf-8")
    assert space.gazetteer().resolve("Ours") is not None
    assert space.gazetteer().resolve("Beside") is None


def test_a_workspace_is_made_around_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text("themes: []\n", encoding="utf-8")
    made = workspace.make(tmp_path, "jtai")
    assert [path.relative_to(tmp_path).as_posix() for path in made] == ["analyse.toml", "reviews"]
    assert (tmp_path / "codebook.yaml").read_text(encoding="utf-8") == "themes: []\n"
    assert Workspace.open(tmp_path).settings.programme == "jtai"
    assert workspace.make(tmp_path) == ()
