"""Default BERTopic on given texts and vectors, run inside an environment of its own: `python themes_rivals.py IN OUT`.

Nothing of ours is imported here: the environment holds BERTopic, UMAP and HDBSCAN, and what they need.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np


def main(given: Path, out: Path) -> None:
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder

    data = json.loads(given.read_text(encoding="utf-8"))
    vectors = np.load(given.with_suffix(".npy"))
    runs = []
    for chosen in data["samples"]:
        started = time.process_time()
        model = BERTopic(embedding_model=BaseEmbedder())
        topics, _ = model.fit_transform([data["texts"][i] for i in chosen], embeddings=vectors[chosen])
        seconds = time.process_time() - started
        words = {str(t): [w for w, _ in model.get_topic(t)] for t in sorted(set(topics)) if t >= 0}
        runs.append({"labels": [int(t) for t in topics], "words": words, "seconds": seconds})
    out.write_text(json.dumps(runs), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
