"""PDFs into a workspace, and what people say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyse import intake
from corpus import decisions, files
from corpus.errors import WrongUsage
from corpus.workspace import Workspace


def add(folder: Path, *pdfs: Path, **given: str) -> list[str]:
    space, found = intake.sort(pdfs, folder)
    return list(intake.add(space, found, given))


def test_a_report_is_copied_in_once_whatever_its_name(tmp_path: Path, sample: Path) -> None:
    data = (sample / "garstone.pdf").read_bytes()
    copy = tmp_path / "inbox" / "copy.pdf"
    files.write(copy, data)
    space = tmp_path / "space"
    space.mkdir()
    assert add(space, sample / "garstone.pdf") == ["reviews/garstone.pdf added."]
    assert add(space, copy) == ["reviews/garstone.pdf is here already."]
    assert [path.read_bytes() for _, path in Workspace.open(space).reports()] == [data]


def test_another_report_of_the_same_name_stands_beside_the_first(tmp_path: Path, sample: Path) -> None:
    other = tmp_path / "inbox" / "garstone.pdf"
    files.write(other, (sample / "ashmere.pdf").read_bytes())
    (tmp_path / "space").mkdir()
    assert add(tmp_path / "space", sample / "garstone.pdf", other) == [
        "reviews/garstone.pdf added.",
        "reviews/garstone-2.pdf added.",
    ]


def test_what_is_said_is_noted_by_its_author_and_said_again_only_when_it_changed(tmp_path: Path, sample: Path) -> None:
    pdf = sample / "garstone.pdf"
    sha256 = files.sha256(pdf.read_bytes())
    add(tmp_path, pdf, area="Leeds", date="2018-03-09")
    add(tmp_path, pdf, area="Leeds", date="2018-03-10")
    made = decisions.listed(tmp_path)
    assert [(d.what, d.before, d.after) for d in made] == [
        ("area", "", "Leeds"),
        ("date", "", "2018-03-09"),
        ("date", "2018-03-09", "2018-03-10"),
    ]
    assert all(d.who and d.at for d in made)
    assert decisions.given(tmp_path) == {sha256: {"area": "Leeds", "date": "2018-03-10"}}


def test_a_report_named_as_followed_makes_a_follow_up(tmp_path: Path, sample: Path) -> None:
    add(tmp_path, sample / "ashmere.pdf")
    add(tmp_path, sample / "ashmere-follow-up.pdf", follows="ashmere.pdf")
    said = decisions.given(tmp_path)[files.sha256((sample / "ashmere-follow-up.pdf").read_bytes())]
    assert said == {"follows": files.sha256((sample / "ashmere.pdf").read_bytes())[:16], "kind": "follow-up"}


def test_folders_give_their_pdfs_and_a_workspace_may_stand_first(tmp_path: Path, sample: Path) -> None:
    space, pdfs = intake.sort([tmp_path, sample], None)
    assert space.root == tmp_path
    assert {path.name for path in pdfs} == {path.name for path in sample.glob("*.pdf")}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"area": "Leedz"}, "Did you mean Leeds"),
        ({"date": "9 March"}, "YYYY-MM-DD"),
        ({"published": "2018-13-01"}, "YYYY-MM-DD"),
        ({"kind": "visit"}, "review, follow-up"),
        ({"programme": "odd"}, "jtai"),
        ({"follows": "nobody.pdf"}, "analyse status"),
    ],
)
def test_a_value_that_is_none_is_refused_before_anything_is_copied(
    tmp_path: Path, sample: Path, given: dict[str, str], says: str
) -> None:
    with pytest.raises(WrongUsage) as refused:
        add(tmp_path, sample / "garstone.pdf", **given)
    assert says in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_what_holds_for_one_report_is_refused_for_several(tmp_path: Path, sample: Path) -> None:
    with pytest.raises(WrongUsage, match=r"--area is given for 2 reports"):
        add(tmp_path, sample / "garstone.pdf", sample / "ashmere.pdf", area="Leeds")
    with pytest.raises(WrongUsage, match="does not exist"):
        add(tmp_path, sample / "nowhere.pdf")
