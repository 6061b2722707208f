"""Carries the facts on English upper-tier authorities over from `../shared/areas` into `corpus/data/areas.csv`.

Sources: mySociety uk_local_authority_names_and_codes 1.6.1 (CC BY 4.0), Department for Education codes (OGL v3).
Run: `python scripts/areas.py ../shared/areas`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

UPPER_TIER = {"CTY", "UA", "MD", "LBO", "SRA", "CC", "COI"}
COLUMNS = ["code", "name", "region", "other_names", "start", "end", "successors", "neighbours"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(source: Path, target: Path) -> None:
    present = {r["gss_code"]: r for r in rows(source / "england-utla-153.csv")}
    short = {r["ons_code"]: r for r in rows(source / "local_authorities.csv")}
    by_dfe = {r["dfe_code"]: r["ons_code"] for r in short.values()}
    mysociety = [r for r in rows(source / "mysociety_uk_local_authorities_current.csv") if r["nation"] == "England"]
    by_letters = {r["local-authority-code"]: r["gss-code"] for r in mysociety}
    # The Department's come first: mySociety has Derbyshire in the West Midlands and Lincolnshire in Yorkshire.
    regions = {r["new_la_code"]: r["region_name"] for r in rows(source / "dfe_region_la_hierarchy.csv")}
    names: dict[str, set[str]] = {}
    for entry in rows(source / "mysociety_lookup_name_to_registry.csv"):
        code = by_letters.get(entry["local-authority-code"], "")
        names.setdefault(code, set()).add(entry["la-name"].casefold())

    out = []
    for r in mysociety:
        code = r["gss-code"]
        if r["local-authority-type"] not in UPPER_TIER or not (code in present or r["end-date"]):
            continue
        official = present.get(code, {}).get("name") or r["nice-name"]
        name = short.get(code, {}).get("name") or official
        if name.casefold().replace("&", "and") == official.casefold() or name == "London Corporation":
            name = official  # the same name, in the capitals its owners use
        name = (
            name.removesuffix(" Council").removesuffix(" County")
            if name != official
            else official.removesuffix(" Council")
        )
        if r["local-authority-type"] == "CTY":
            name = name.removesuffix(" County")
        others = names.get(code, set()) | {
            official.casefold(),
            r["official-name"].casefold(),
            r["nice-name"].casefold(),
        }
        if name.startswith("St "):
            others.add(name.replace("St ", "St. ").casefold())
        neighbours = short.get(code, {}).get("statistical_neighbours_dfe_codes", "").split(";")
        out.append(
            {
                "code": code,
                "name": name,
                "region": regions.get(code) or present.get(code, {}).get("region") or r["region"],
                "other_names": ";".join(sorted(others - {name.casefold(), ""})),
                "start": r["start-date"],
                "end": r["end-date"],
                "successors": ";".join(by_letters[c] for c in r["replaced-by"].split(",") if c),
                "neighbours": ";".join(by_dfe[n] for n in neighbours if n in by_dfe),
            }
        )
    out.sort(key=lambda row: row["code"])
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parents[1] / "corpus" / "data" / "areas.csv")
