"""What people do to emergent themes: promote, rename, merge, split, set aside. Each act is a decision, kept by id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import yaml

from analyse import (
    account,
    discovery,
    drift,
    emergent,
    hierarchy,
    known_themes,
    labels,
    promotion,
    refounding,
    run,
    trust,
)
from analyse.account import Account
from analyse.emergent import Emergent, Known
from corpus import codebook, decisions, files
from corpus.areas import key as plain
from corpus.decisions import Decision
from corpus.errors import AnalyseError, WrongUsage
from corpus.types import Results, Theme
from corpus.workspace import Workspace
from models import embed


@dataclass(frozen=True, slots=True)
class Curator:
    """One person at the emergent themes of one workspace, which are up to date."""

    space: Workspace
    who: str
    note: str = ""

    def known(self) -> Known:
        path = self.space.root / known_themes.NAME
        return known_themes.read(path.read_text(encoding="utf-8") if path.is_file() else "")

    def theme(self, name: str) -> Emergent:
        """The emergent theme called `name`: by id, the id's beginning or label. Raises WrongUsage."""
        standing = [t for t in self.known().themes if not t.retired]
        for matches in (
            [t for t in standing if t.id == name],
            [t for t in standing if plain(t.label) == plain(name)],
            [t for t in standing if t.id.startswith(name)],
        ):
            open_ones = [t for t in matches if not t.merged_into] or matches
            if len(open_ones) == 1:
                return open_ones[0]
            if open_ones:
                raise WrongUsage(f"“{name}” may be {', '.join(t.id for t in open_ones[:4])}.", "Name it by its id.")
        raise WrongUsage(f"No emergent theme is called “{name}”.", "`analyse themes --origin emergent` lists them.")

    def rename(self, name: str, label: str) -> str:
        theme = self.theme(name)
        if not label.strip():
            raise WrongUsage("A theme needs a label.", "Give one with --to.")
        return self._decide(theme, "rename", " ".join(label.split()), theme.label, f"is now called “{label}”")

    def merge(self, name: str, into: str) -> str:
        """The passages of one theme count for another; no other theme changes, and the id stays as a tombstone."""
        theme, other = self.theme(name), self.theme(into)
        other = hierarchy.Tree.of(self.known().themes).standing(other.id)
        if other.id == theme.id:
            raise WrongUsage("A theme cannot be merged into itself.", "Name another with --into.")
        if other.level != theme.level:
            raise WrongUsage(
                f"{theme.id} is of the level {theme.level}, {other.id} {other.level}.", "Merge themes of one level."
            )
        return self._decide(theme, "merge", other.id, theme.merged_into or "", f"is merged into {other.id}")

    def set_aside(self, name: str, *, aside: bool = True) -> str:
        theme = self.theme(name)
        told = "is set aside: it is shown nowhere and counted nowhere" if aside else "is back"
        return self._decide(theme, "set-aside", "yes" if aside else "no", "yes" if theme.set_aside else "no", told)

    def split(self, name: str) -> str:
        """The theme's fine themes stand in its place; where it has none, two are founded now."""
        theme = self.theme(name)
        if theme.level != "medium":
            raise WrongUsage(f"{theme.id} is of the level {theme.level}.", "Split a theme of the middle level.")
        parts = self._divided(theme)
        if not parts:
            raise AnalyseError(f"{theme.id} has too few sentences to be split.", "Merge or rename it instead.")
        return self._decide(theme, "split", "yes", "", f"is split into {', '.join(p.id for p in parts)}")

    def _divided(self, theme: Emergent) -> tuple[Emergent, ...]:
        """The fine themes of a middle one, founded now where it has none; none where it has too few sentences."""
        corpus = run.read(self.space)
        read = discovery.sentences_of(self.space, corpus.reviews, corpus.documents, corpus.keys, run.silent)
        known, namer = self.known(), labels.namer(read.segments)
        parts = emergent.divide(read.segments, read.vectors, known, theme.id, self.space.settings.embedder, namer)
        if new := tuple(p for p in parts if p not in known.themes):
            self._write(replace(known, themes=(*known.themes, *new)))
        return parts

    def promote(self, name: str, results: Results) -> str:
        """Writes the theme into the codebook, with its definition and its best quotes as examples."""
        theme = self.theme(name)
        path = self.space.root / codebook.NAME
        before = path.read_text(encoding="utf-8")
        taken = {t.id for t in codebook.parse(before).themes}
        slug = re.sub(r"[^a-z0-9]+", "-", theme.label.lower()).strip("-")[:40].strip("-")
        new = slug if slug not in taken else theme.id
        if new in taken:
            raise WrongUsage(f"{codebook.NAME} has a theme “{new}” already.", "Rename one of the two first.")
        after = appended(before, new, promotion.entry(theme, results, embed.load("static")))
        codebook.parse(after)  # raises before anything is written
        files.write(path, after)
        return self._decide(theme, "promote", new, theme.promoted or "", f"is “{new}” in {codebook.NAME}")

    def refound(self) -> str:
        """Sets the anchors of old themes to rest and founds themes afresh; what people decided goes to the new themes
        that are like those it was decided on. Gives the map of ids, what was carried over and what could not be.
        """
        before = {p: t for p, (t, _) in discovery.latest(self.space).placed.items()}
        known, said = self.known(), decisions.listed(self.space.root, hierarchy.KIND)
        old = [t for t in known.themes if not t.retired]
        self._write(replace(known, themes=tuple(replace(t, retired=True) for t in known.themes), spaces={}))
        run.update(self.space, "discover")
        after = {p: t for p, (t, _) in discovery.latest(self.space).placed.items()}
        new = [t for t in self.known().themes if not t.retired]
        carried = refounding.carried(old, new, said, _by_theme(before), _by_theme(after), self.who)
        whole = {d.subject for d in carried.decisions if d.what == "split" and not self._divided(self.theme(d.subject))}
        carried = refounding.without_splits(carried, whole)
        map_ = drift.successors(before, after)
        self._carry_over(carried, map_)
        return self._told(carried, map_)

    def _carry_over(self, carried: refounding.Carried, map_: Mapping[str, str]) -> None:
        known = self.known()
        marked = tuple(
            replace(t, merged_into=map_.get(t.id, t.merged_into)) if t.retired and t.id in map_ else t
            for t in known.themes
        )
        refounded = Decision(hierarchy.KIND, "*", "refound", "yes", who=self.who, note=self.note)
        decisions.record(self.space.root, refounded, *carried.decisions)
        self._write(replace(known, themes=hierarchy.decided(marked, carried.decisions)))
        told = discovery.latest(self.space)
        self.space.keep("emergent", discovery.ACCOUNT, replace(told, successors=map_, uncarried=carried.lost), Account)

    def _told(self, carried: refounding.Carried, map_: Mapping[str, str]) -> str:
        lines = [f"{old} -> {new}" for old, new in map_.items()] or ["There was nothing to found afresh."]
        lines += [f"carried over: {line}" for line in carried.told]
        lines += [f"not carried over: {line}" for line in carried.lost]
        if carried.lost:
            lines.append(
                "`analyse themes drift FOLDER` lists these again; decide anew on the themes that are there now."
            )
        return "\n".join(lines)

    def _decide(self, theme: Emergent, what: str, after: str, before: str, told: str) -> str:
        made = Decision(hierarchy.KIND, theme.id, what, after, before, self.who, self.note)
        known = self.known()
        decisions.record(self.space.root, made)
        self._write(replace(known, themes=hierarchy.decided(known.themes, [made])))
        return f"{theme.id} {told}."

    def _write(self, known: Known) -> None:
        files.write(self.space.root / known_themes.NAME, known_themes.text(known))


def _by_theme(placed: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for passage, theme in placed.items():
        found.setdefault(theme, set()).add(passage)
    return found


def appended(text: str, theme_id: str, theme: Theme) -> str:
    """The codebook with the theme at its end; what stands in it, comments and all, stays as it is."""
    entry = {
        "id": theme_id,
        "label": theme.label,
        "definition": theme.definition,
        "group": "Found in the reports",
        "phrases": list(theme.phrases),
        "examples": list(theme.examples),
    }
    body = yaml.safe_dump([{k: v for k, v in entry.items() if v}], sort_keys=False, allow_unicode=True, width=110)
    starts = re.findall(r"(?m)^( *)- +id:", text)
    indent = starts[-1] if starts else "  "
    block = "".join(f"{indent}{line}\n" for line in body.splitlines())
    return f"{text.rstrip()}\n\n{block}"


def measure(space: Workspace, progress: run.Progress = run.silent) -> Account:
    """The account with every theme's stability, measured by founding afresh on resamples of the areas."""
    corpus = run.read(space)
    read = discovery.sentences_of(space, corpus.reviews, corpus.documents, corpus.keys, progress)
    path = space.root / known_themes.NAME
    known = known_themes.read(path.read_text(encoding="utf-8"))
    _, placements = emergent.discover(read.segments, read.vectors, known, space.settings.embedder, trust.nameless)
    found = trust.stability(
        read.segments,
        read.vectors,
        placements,
        space.settings.embedder,
        lambda done, count: progress("Founding afresh on resamples", done, count),
    )
    told = discovery.latest(space)
    figures = {t: replace(f, stability=found.get(t)) for t, f in told.trust.items()}
    told = replace(told, trust=figures)
    space.keep("emergent", discovery.ACCOUNT, told, account.Account)
    return told
