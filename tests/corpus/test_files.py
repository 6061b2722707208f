"""Files are written whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import files
from corpus.errors import AnalyseError


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kept.json"
    states = {bytes([letter]) * 400_000 for letter in b"ab"}
    files.write(path, b"a" * 400_000)
    seen: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(30):
        for state in sorted(states):
            files.write(path, state)
    done.set()
    reader.join()
    assert seen
    assert seen <= states
    assert [p.name for p in path.parent.iterdir()] == ["kept.json"]


def test_text_is_written_as_utf_8_with_line_feeds(tmp_path: Path) -> None:
    files.write(tmp_path / "a.txt", "é\nb\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa9\nb\n"


def test_what_cannot_be_written_leaves_the_old_file_and_no_scrap(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "in").write_text("here", encoding="utf-8")
    with pytest.raises(AnalyseError, match=r"taken cannot be written: .* --workspace DIR"):
        files.write(tmp_path / "taken", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]
    assert (tmp_path / "taken" / "in").read_text(encoding="utf-8") == "here"


def test_a_folder_whose_parent_is_a_file_is_one_readable_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AnalyseError) as refused:
        files.write(tmp_path / "file" / "in" / "a.txt", "new")
    assert str(tmp_path / "file") in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.lists(st.text(st.characters(exclude_characters="\x1f", codec="utf-8"), max_size=8), max_size=4))
def test_a_key_tells_apart_the_same_letters_split_otherwise(parts: list[str]) -> None:
    assert files.key(*parts) == files.key(*parts)
    assert len(files.key(*parts)) == 16
    assert files.key(*parts, "") != files.key(*parts) or not parts
    if any(parts):
        assert files.key("".join(parts), "more") != files.key(*parts, "m", "ore")
