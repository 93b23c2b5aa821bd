"""How alike texts are spelt: cosine of TF-IDF over character n-grams and words; plain Python, deterministic."""

import math
from collections import Counter
from collections.abc import Sequence

from evaluations.graders.plain_text import folded

SIZES = (3, 4, 5)
# Longer answers are compared by their beginning; an exemplar is a few sentences.
MAX_CHARACTERS = 20_000


def grams(text: str) -> Counter[str]:
    """Character n-grams inside words with their spaces, and whole words marked as such."""
    counts: Counter[str] = Counter()
    for word in folded(text[:MAX_CHARACTERS]).split():
        padded = f" {word} "
        for size in SIZES:
            counts.update(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
        counts[f"\0{word}"] += 1
    return counts


def compared(text: str, others: Sequence[str]) -> list[float]:
    """How alike the text is to each of the others, 0 to 1. What all the others share weighs least."""
    documents = [grams(other) for other in others]
    known = Counter(gram for document in documents for gram in document)
    rarity = {gram: math.log((1 + len(documents)) / (1 + count)) + 1.0 for gram, count in known.items()}
    unseen = math.log(1 + len(documents)) + 1.0
    asked = _weights(grams(text), rarity, unseen)
    return [_cosine(asked, _weights(document, rarity, unseen)) for document in documents]


def _weights(counts: Counter[str], rarity: dict[str, float], unseen: float) -> dict[str, float]:
    return {gram: (1.0 + math.log(count)) * rarity.get(gram, unseen) for gram, count in counts.items()}


def _cosine(left: dict[str, float], right: dict[str, float]) -> float:
    shorter, longer = sorted((left, right), key=len)
    # fsum, so that the order of a dictionary cannot move the last digit.
    shared = math.fsum(weight * longer[gram] for gram, weight in shorter.items() if gram in longer)
    norms = math.sqrt(math.fsum(w * w for w in left.values()) * math.fsum(w * w for w in right.values()))
    return min(1.0, shared / norms) if norms else 0.0
