"""How the findings were made, in the words of every output."""

from __future__ import annotations

LEAVES_OUT = (
    "The matrix counts the latest review of each area, unless told otherwise, and each point once: what a summary or "
    "a recommendation says again is listed in the findings and not counted."
)

HOW = (
    "Each report's own prose is cut into passages; running headers, footers, page numbers, contents lists and "
    "boilerplate are left out.",
    "A passage takes every theme of the codebook that its words or its meaning point to; the reason is kept with it.",
    "Whether a passage is a strength or a concern is read from its wording and the section it stands in.",
    "Emergent themes are found among all sentences by meaning and words, and kept where they recur across areas; how "
    "many of its findings stand under a theme of the codebook too is said of each.",
    "Cells count the body of a report, and its summary where the body has nothing on the theme, so that nothing said "
    "twice counts twice.",
    "A program proposed these findings. Those that a person has accepted or rejected say so under Status.",
    "Every quote was checked against the stored text of its page before this file was written.",
)
