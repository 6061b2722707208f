"""The CSV files: findings, themes, matrix with the keys of the stable contract as columns, and what these hold."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.types import Results
from report import dictionary, records


def tables(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """File names and contents, UTF-8 without a byte order mark."""
    texts = {
        "findings.csv": records.as_csv(records.findings(results), records.FINDING_KEYS),
        "themes.csv": records.as_csv(records.themes(results), records.THEME_KEYS),
        "matrix.csv": records.as_csv(records.matrix(results), records.MATRIX_KEYS),
        dictionary.FILE: records.as_csv(dictionary.rows(), dictionary.KEYS),
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}
