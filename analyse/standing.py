"""Where a workspace stands: its reviews, what is not done yet, what failed, the last run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyse import run
from corpus.types import Failure, Review
from corpus.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """`new` are files not read yet; `last` is the record of the last run, empty before the first."""

    reviews: tuple[Review, ...]
    new: tuple[str, ...]
    failures: tuple[Failure, ...]
    duplicates: Mapping[str, str]
    last: Mapping[str, Any]


def of(space: Workspace) -> Standing:
    """Reads nothing that is not read already."""
    corpus, new = run.known(space)
    path = space.derived("", "run.json")
    last = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Standing(corpus.reviews, new, corpus.failures, corpus.duplicates, last)


def as_json(state: Standing) -> str:
    return json.dumps(
        {
            "reviews": [
                {"file": r.file, "id": r.id, "area": r.area, "programme": r.programme, "date": str(r.date or ""),
                 "kind": r.kind, "status": r.status, "warnings": list(r.warnings)}
                for r in state.reviews
            ],
            "new": list(state.new),
            "failures": [{"file": f.file, "reason": f.reason, "remedy": f.remedy} for f in state.failures],
            "duplicates": dict(state.duplicates),
            "last_run": dict(state.last),
        },
        indent=1,
        ensure_ascii=False,
    )  # fmt: skip
