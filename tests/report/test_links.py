from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from report import links

NAMES = [
    "plain.pdf",
    "a b#1?.pdf",
    "50% & more.pdf",
    "javascript:alert(1).pdf",
    "\u00e9\u4e2d\U0001f44d.pdf",
    "a;b=c'\"<>.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_address_leads_back_to_the_file_whatever_its_name(tmp_path: Path, name: str) -> None:
    pdf, out = tmp_path / "reviews" / name, tmp_path / "out"
    address = links.at_page(links.href(pdf, out), 7)
    opened = urlsplit(urljoin((out / "report.html").as_uri(), address))
    assert unquote(opened.path) == str(pdf)
    assert (opened.scheme, opened.query, opened.fragment) == ("file", "", "page=7")
    assert links.refuse_active(address) == address


def test_a_file_in_the_same_folder_has_no_scheme(tmp_path: Path) -> None:
    address = links.href(tmp_path / "javascript:alert(1).pdf", tmp_path)
    assert address == "javascript%3Aalert%281%29.pdf"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "https://example.org/"])
def test_an_address_that_is_not_of_a_file_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an address of a file"):
        links.refuse_active(address)
