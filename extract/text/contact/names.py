"""A full name in parts, where its order is sure: by a comma, capitals, a mail address, or a language that gives names first.

`nameparser` knows particles, titles and what stands behind names. It takes every name to be given first, so what is not
known to be so has no parts here; docs/decisions/contact.md has what it and these rules get right.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.text.contact.folding import folded

Told = Literal["name_comma", "name_capitals", "name_script", "name_mail", "name_order"]
"""What told which part is which: see `parts_of_name`."""

_GIVEN_FIRST = frozenset({"ca", "da", "de", "en", "es", "fi", "fr", "nb", "nl", "nn", "no", "pt", "sv"})
"""Languages that write given names first also in forms; Italian, Romanian, Polish and others do both."""
_FAMILY_NAMES = (
    "an bae bai bui cai cao chan chang chen cheng cheung chin cho choi chow chu dai dang dao deng ding dinh do dong duan du duong fan fang feng "
    "fu gao gong gu guo ha hahn han he ho hong hoang hsu hu huang huynh hwang jang jeong ji jia jiang jin jung kang kim ko kong kwok kwon "
    "lai lam lau le lee leung li liang liao lim lin ling liu lo long lu luo luong ly ma mai mao meng mo moon nam ng ngo nguyen ni oh ong pan park pei "
    "peng pham phan qi qian qin qiu ren ryu seo shao shen shi shin song su sun tan tang tao teng tian to tran trinh truong tsai tseng vo vu wan wang "
    "wei wen wong woo wu xia xiao xie xu xue yan yang yao ye yeung yi yin yoo yoon you yu yuan zeng zhang zhao zheng zhong zhou zhu zou"
)
_FAMILY_FIRST = frozenset(_FAMILY_NAMES.split())
"""Frequent family names of China, Korea and Vietnam in Latin letters: a name that begins with one may be either way round."""
_TITLE = re.compile(
    r"(?i)(?:(?:dr|prof|professor|mr|mrs|ms|miss|mx|ing|dipl|med|phil|rer|nat|jur|rev|sir|dame|herr|frau|eng|engr|hon|habil|h\.?c|priv|doz|mag)"
    r"(?:\.|-(?=\w)|\b)[.\s-]*)+"
)
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff々]+")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")


@dataclass(frozen=True, slots=True)
class NameParts:
    """Parts of a name, each a piece of it; `told` is what told which is which."""

    given: str
    family: str
    prefix: str | None
    suffix: str | None
    told: Told


def parts_of_name(name: str, email: str | None, language: str | None) -> NameParts | None:
    """Return the parts of a name, or None where they are not sure: a single word, two family names, another order.

    In this order: the family name before a comma ("Halmos, Eszter"); the only one in capitals ("Jean-Luc DUPONT"); the first
    of two words in East Asian script; the one that the mail address does not shorten ("ehalmos@…"); the last, where
    the document's language gives names first, no name is left over in between, and the first is no family name that often
    comes first ("Kim Min-jun").
    """
    words = name.split()
    if len(words) == 2 and all(_EAST_ASIAN.fullmatch(word) for word in words):
        foreign = all(_KATAKANA.fullmatch(word) for word in words)
        return None if foreign else NameParts(words[1], words[0], None, None, "name_script")
    if not all(_is_latin(c) for c in name if c.isalpha()):
        return None
    title, first, middle, last, suffix = _parsed(name)
    if not first or not last or (title and not _TITLE.fullmatch(title)) or not _stand_in(name, first, last):
        return None
    if _has_comma_order(name, first, last):
        return _named(name, first, last, title, suffix, "name_comma")
    core = [*first.split(), *middle.split(), *last.split()]
    if capitals := _in_capitals(core):
        given = next(word for word in core if word not in capitals.split())
        return _named(name, given, capitals, title, suffix, "name_capitals")
    if any(not _INITIAL.fullmatch(word) for word in middle.split()) or _INITIAL.fullmatch(first):
        return None
    if mailed := _by_mail(first, last, email):
        return _named(name, *mailed, title, suffix, "name_mail")
    if language in _GIVEN_FIRST and folded(first) not in _FAMILY_FIRST:
        return _named(name, first, last, title, suffix, "name_order")
    return None


@cache
def _parsed(name: str) -> tuple[str, str, str, str, str]:
    """Return title, first, middle, last and suffix as nameparser tells them."""
    from nameparser import HumanName

    found = HumanName(name)
    return found.title, found.first, found.middle, found.last, found.suffix


def _named(name: str, given: str, family: str, title: str, suffix: str, told: Told) -> NameParts:
    """Return the parts; title and suffix only as they stand in the name."""
    return NameParts(given, family, title if title in name else None, suffix if suffix in name else None, told)


def _stand_in(name: str, *parts: str) -> bool:
    return all(part in name and re.search(r"[^\W\d_]", part) for part in parts)


def _has_comma_order(name: str, first: str, last: str) -> bool:
    before, comma, behind = name.partition(",")
    return bool(comma) and last in before and first not in before and first in behind


def _in_capitals(words: list[str]) -> str | None:
    """Return the words in capitals where they stand together at one end, the others have small letters, and no initials are meant."""
    loud = [word.isupper() and len(word) > 1 and "." not in word for word in words]
    if not any(loud) or not any(any(c.islower() for c in word) for word in words):
        return None
    at = [place for place, is_loud in enumerate(loud) if is_loud]
    together = at == list(range(at[0], at[-1] + 1))
    if not together or (at[0] != 0 and at[-1] != len(words) - 1) or (at[0] == 0 and len(words[0]) < 3):
        return None
    return " ".join(words[place] for place in at)


def _by_mail(first: str, last: str, email: str | None) -> tuple[str, str] | None:
    """Return given and family name where the mail address shortens just one of the two to its first letter."""
    local = re.sub(r"[^a-z]", "", folded((email or "").partition("@")[0]))
    one, other = (re.sub(r"[^a-z]", "", folded(part)) for part in (first, last))
    if min(len(one), len(other)) < 2:
        return None
    first_is_short = local in (one[0] + other, other + one[0])
    last_is_short = local in (other[0] + one, one + other[0])
    if first_is_short == last_is_short:
        return None
    return (first, last) if first_is_short else (last, first)


def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "")
