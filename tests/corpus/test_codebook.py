"""The codebook: read from YAML that people edit, and its themes found by any of their names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus import codebook
from corpus.errors import AnalyseError, WrongUsage

DEFAULT = codebook.parse(codebook.default_text())
WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
ENTRY = st.fixed_dictionaries(
    {"label": LINE},
    optional={
        "definition": LINE,
        "group": LINE,
        "other_names": st.lists(LINE, max_size=3),
        "phrases": st.lists(LINE, max_size=3),
        "examples": st.lists(LINE, max_size=3),
    },
)


def book(*themes: str) -> str:
    return "themes:\n" + "".join(f"  - {{{theme}}}\n" for theme in themes)


@given(st.dictionaries(WORD, ENTRY, max_size=6))
def test_a_codebook_is_read_as_it_was_written(entries: dict[str, dict[str, object]]) -> None:
    """Whatever the words: “no”, “1.0” and “null” stay texts."""
    written = [{"id": theme, **entry} for theme, entry in entries.items()]
    text = yaml.safe_dump({"themes": written}, allow_unicode=True, default_style='"')
    for theme, entry in zip(codebook.parse(text).themes, written, strict=True):
        for key, value in entry.items():
            found = getattr(theme, key)
            assert (list(found) if isinstance(found, tuple) else found) == value
        assert theme.origin == "codebook"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (book("id: a, label: A, colour: red"), ["theme 1 (a)", "unknown key “colour”", "Known keys are: id, label"]),
        (book("id: a, label: A", "id: a, label: B"), ["the id “a” stands twice"]),
        (book("id: a, label: A, parent: b", "id: b, label: B, parent: a"), ["circle", "a -> b -> a"]),
        (book("id: a, label: A, parent: a"), ["circle", "a -> a"]),
        (book("id: a, label: A, parent: z"), ["“a” has the parent “z”, which does not exist"]),
        (book("id: a"), ["theme 1 (a) has no label"]),
        (book("label: A"), ["theme 1 (A) has no id"]),
        (book("id: a, label: A, phrases: one"), ["theme 1 (a)", "phrases is not a list of texts"]),
        (book("id: a, label: A, group: [x]"), ["theme 1 (a)", "group is not text"]),
        ("themes:\n  - just words\n", ["theme 1 is not a list of keys and values"]),
        ("- id: a\n", ["has no list “themes:”"]),
        ("", ["has no list “themes:”"]),
        ("themes: []\ncolour: red\n", ["unknown key “colour”", "title, themes"]),
        ("themes:\n  - id: a\n   label: A\n", ["mine.yaml, line 3"]),
        ('themes:\n  - id: "a\n', ["mine.yaml, line"]),
        ("themes:\n\t- id: a\n", ["mine.yaml, line 2"]),
    ],
)
def test_a_wrong_codebook_is_refused_with_place_and_remedy(text: str, says: list[str]) -> None:
    with pytest.raises(AnalyseError) as refused:
        codebook.parse(text, "mine.yaml")
    message = str(refused.value)
    assert message.startswith("mine.yaml")
    assert "\n" not in message
    assert [part for part in says if part not in message] == []
    assert refused.value.remedy


def test_a_codebook_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_bytes("themes: [é]".encode("latin-1"))
    with pytest.raises(AnalyseError, match=r"codebook.yaml is not UTF-8"):
        codebook.read(tmp_path / "codebook.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text("\ufeff" + book("id: a, label: A"), encoding="utf-8")
    assert [t.id for t in codebook.read(tmp_path / "codebook.yaml").themes] == ["a"]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("coordination", {"coordination"}),
        ("COORDINATION & multi agency working", {"coordination"}),
        ("coordination barriers", {"coordination"}),
        ("Joint Working", {"coordination"}),
        ("silo working", {"coordination"}),
        ("barriers to collaboration", {"coordination", "leadership"}),
        ("delayed discharge", {"transitions"}),
        ("DToC", {"transitions"}),
        ("fragmentation", {"fragmented-care"}),
        ("postcode lottery", {"inequity"}),
    ],
)
def test_a_theme_is_found_by_id_label_or_other_name(name: str, ids: set[str]) -> None:
    found = set(codebook.resolve(name, DEFAULT.themes))
    assert ids <= found
    assert {(DEFAULT.ancestors(theme) or (theme,))[-1] for theme in found} == ids


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(WrongUsage, match=r"“cordination”.*“coordination”"):
        codebook.resolve("cordination", DEFAULT.themes)


def test_ancestors_are_named_nearest_first() -> None:
    parsed = codebook.parse(book("id: c, label: C, parent: b", "id: b, label: B, parent: a", "id: a, label: A"))
    assert [parsed.ancestors(theme) for theme in "cba"] == [("b", "a"), ("a",), ()]


def test_the_default_book_has_the_sixteen_codes_as_they_were_agreed(shared: Path) -> None:
    table = (shared / "CODEBOOK.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|([^|]*)\| `([a-z-]+)` \| ([^|]+) \|", table, re.MULTILINE)
    roots = [theme for theme in DEFAULT.themes if theme.parent is None]
    assert len(rows) == 16
    assert [(t.id, t.label) for t in roots] == [(code, label.strip()) for _, code, label in rows]
    group = ""
    for theme, (named, *_) in zip(roots, rows, strict=True):
        group = named.strip() or group
        assert theme.group == group


def test_every_theme_of_the_default_book_is_fit_to_code_with() -> None:
    for theme in DEFAULT.themes:
        assert theme.definition, theme.id
        assert theme.phrases, theme.id
        assert theme.group, theme.id
    assert {t.parent for t in DEFAULT.themes} - {None} <= {t.id for t in DEFAULT.themes if t.parent is None}
    assert sum(t.parent is not None for t in DEFAULT.themes) >= 12


def test_the_outline_keeps_every_theme_once_in_its_group() -> None:
    groups = codebook.outline(DEFAULT.themes)
    assert sorted(t.id for members in groups.values() for t in members) == sorted(t.id for t in DEFAULT.themes)
    assert list(groups)[:3] == ["People's experience", "How the system works together", "Resources"]
