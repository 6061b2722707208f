"""The bundled sample: fictional areas' reports, to try everything on."""

from __future__ import annotations

from importlib.resources import files as package_files
from pathlib import Path

from corpus import files
from corpus.errors import WrongUsage

# Where each kind of sample file goes in a workspace; the key of planted findings is for the tests.
_PLACES = {".pdf": "reviews", "areas.csv": "", "indicators.csv": "indicators"}


def copy(folder: Path) -> None:
    """Copies the sample into `folder`. Raises WrongUsage when something else is there."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "areas.csv").is_file())):
        raise WrongUsage(f"{folder} holds something else.", "Name a new folder: analyse demo FOLDER.")
    for item in sorted((package_files("corpus") / "sample").iterdir(), key=lambda item: item.name):
        place = _PLACES.get(item.name, _PLACES.get(Path(item.name).suffix))
        if place is not None and item.name != "key.csv":
            target = folder / place / item.name
            data = item.read_bytes()
            if not target.is_file() or target.read_bytes() != data:
                files.write(target, data)
