"""Broken copies of good documents, the same for the same seed."""

from __future__ import annotations

import io
import random
import re
import zipfile

_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_ODD_NUMBERS = (b"0", b"-1", b"1e9", b"2147483648", b"-99999999999", b"0.0000001", b"NaN")


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return a broken copy of a document's bytes; archives are sometimes broken inside a member, PDFs inside an object."""
    kinds = [_flip, _flip, _truncate, _swap, _repeat]
    if data.startswith(b"PK"):
        kinds += [_break_member] * 6
    elif data.startswith(b"%PDF"):
        kinds += [_break_object, _break_numbers, _swap_objects] * 2
    return chance.choice(kinds)(data, chance)


def _flip(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.choice((1, 4, 40, 400))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _swap(data: bytes, chance: random.Random) -> bytes:
    """Change the places of two chunks."""
    size = chance.randrange(1, max(2, len(data) // 8))
    first, second = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    one, other = data[first : first + size], data[second : second + size]
    return data[:first] + other + data[first + size : second] + one + data[second + size :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start : start + chance.randrange(1, 2000)] * chance.randrange(2, 60) + data[start:]


def _break_member(data: bytes, chance: random.Random) -> bytes:
    """Break one file inside an archive and pack the archive again, so that its checksums hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    name = chance.choice(sorted(members, key=lambda name: (not name.endswith(".xml"), name))[:8])
    kind = chance.choice((_flip, _truncate, _swap, _repeat, _drop_tags))
    if members[name]:
        members[name] = kind(members[name], chance)
    if chance.random() < 0.1:
        del members[name]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member, content in members.items():
            target.writestr(member, content)
    return packed.getvalue()


def _drop_tags(data: bytes, chance: random.Random) -> bytes:
    """Take away some attributes and put some elements where they do not belong; the XML stays well-formed."""
    data = re.sub(rb' [\w:]+="[^"]*"', lambda match: b"" if chance.random() < 0.05 else match.group(0), data)
    names = re.findall(rb"<(w:\w+|text:[\w-]+)[ />]", data)
    if not names:
        return data
    old, new = chance.choice(names), chance.choice(names)
    return re.sub(rb"(</?)" + re.escape(old) + rb"(?=[ />])", rb"\1" + new, data)


def _break_object(data: bytes, chance: random.Random) -> bytes:
    found = list(_OBJECT.finditer(data))
    if not found:
        return _flip(data, chance)
    place = chance.choice(found)
    kind = chance.choice((_flip, _truncate, _repeat))
    return data[: place.start()] + kind(place.group(0), chance) + data[place.end() :]


def _break_numbers(data: bytes, chance: random.Random) -> bytes:
    """Put odd numbers into the page tree, boxes and lengths."""
    return _NUMBER.sub(lambda match: chance.choice(_ODD_NUMBERS) if chance.random() < 0.01 else match.group(0), data)


def _swap_objects(data: bytes, chance: random.Random) -> bytes:
    """Make references lead elsewhere, also into loops."""
    count = max(2, len(_OBJECT.findall(data)))
    swapped = b"%d 0 R" % chance.randrange(1, count)
    return re.sub(rb"\d+ 0 R", lambda match: swapped if chance.random() < 0.1 else match.group(0), data)
