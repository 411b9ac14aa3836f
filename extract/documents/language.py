"""Which language a text is in, without a network."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

MIN_CHARACTERS = 60
"""Below this a name and an address decide the guess, so none is made."""

_SAMPLE = 6000


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language most of a text is in; None for short or unclear text."""
    letters = sum(character.isalpha() for character in text)
    if letters < MIN_CHARACTERS:
        return None
    code, probability = _identifier().classify(text[:_SAMPLE])
    return str(code) if probability >= 0.7 else None
