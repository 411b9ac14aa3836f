"""Archives of documents: what is read out of them, what is left out, and what is refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from extract.documents import read_document
from extract.documents.files import container
from extract.documents.files.container import list_members, read_member
from extract.errors import DocumentError

LIMIT = 1_000_000
"""Bytes of a member, in these tests."""


def packed(members: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def batch(folder: Path, members: Mapping[str, bytes | str]) -> Path:
    path = folder / "batch.zip"
    path.write_bytes(packed(members))
    return path


def listed(path: Path) -> dict[str, str | None]:
    """Return the code of each member's problem, None where it can be read."""
    found = list_members(path, max_bytes=LIMIT)
    assert all(each.problem is None or repr(str(each.path)) in each.problem.what for each in found)
    return {each.path.relative_to(path).as_posix(): each.problem and each.problem.code for each in found}


def refused(path: Path, name: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read_member(path, name, LIMIT)
    assert repr(str(path / name)) in caught.value.what
    assert caught.value.remedy
    return caught.value.code


def word() -> bytes:
    data = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Zara Quill, potter")
    document.save(data)
    return data.getvalue()


def test_member_is_read_like_a_file_in_a_folder(tmp_path: Path) -> None:
    path = batch(tmp_path, {"inner/cv.txt": "Zara Quill, potter", "cv.docx": word()})
    assert listed(path) == {"inner/cv.txt": None, "cv.docx": None}
    document = read_document(path / "inner" / "cv.txt")
    assert document.text == "Zara Quill, potter"
    assert document.path == path / "inner" / "cv.txt"
    assert read_document(path / "cv.docx").text == "Zara Quill, potter"


def test_archives_in_archives_are_read_to_a_depth_of_three(tmp_path: Path) -> None:
    third = packed({"cv.txt": "three", "fourth.zip": packed({"cv.txt": "four"})})
    path = batch(tmp_path, {"second.zip": packed({"third.ZIP": third, "cv.txt": "two"}), "cv.txt": "one"})
    assert listed(path) == {
        "second.zip/third.ZIP/cv.txt": None,
        "second.zip/third.ZIP/fourth.zip": "unsupported",
        "second.zip/cv.txt": None,
        "cv.txt": None,
    }
    assert read_member(path, "second.zip/third.ZIP/cv.txt", LIMIT) == b"three"
    assert refused(path, "second.zip/third.ZIP/fourth.zip/cv.txt") == "unreadable"


def test_what_is_left_out_of_folders_is_left_out_of_archives(tmp_path: Path) -> None:
    names = ["__MACOSX/._cv.pdf", "a/__MACOSX/x.pdf", ".DS_Store", "a/.DS_Store", "Thumbs.db", "~$cv.docx", "x.json"]
    assert listed(batch(tmp_path, dict.fromkeys([*names, "a/", "a/cv.txt"], "x"))) == {"a/cv.txt": None}


def test_documents_that_are_archives_themselves_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "cv.zip"
    path.write_bytes(word())
    assert [(each.path, each.problem) for each in list_members(path, max_bytes=LIMIT)] == [(path, None)]
    assert read_document(path).text == "Zara Quill, potter"
    outer = batch(tmp_path, {"cv.zip": word(), "cv.odt": "x"})
    assert listed(outer) == {"cv.zip": None, "cv.odt": None}
    assert read_document(outer / "cv.zip").text == "Zara Quill, potter"


ESCAPES = {
    "../../evil.txt": "evil.txt",
    "/etc/evil.txt": "etc/evil.txt",
    "C:\\evil.txt": "C:/evil.txt",
    "..\\evil.txt": "evil.txt",
    "a/../../evil.txt": "a/evil.txt",
    "\\\\server\\evil.txt": "server/evil.txt",
}


@pytest.mark.parametrize(("written", "shown"), ESCAPES.items())
def test_path_that_leads_out_is_refused_and_the_others_go_on(tmp_path: Path, written: str, shown: str) -> None:
    path = batch(tmp_path, {written: "evil", "cv.txt": "good"})
    assert listed(path) == {shown: "damaged", "cv.txt": None}
    assert refused(path, shown) == "damaged"
    assert read_member(path, "cv.txt", LIMIT) == b"good"
    assert [each.name for each in tmp_path.iterdir()] == ["batch.zip"]


def test_backslashes_of_old_windows_programs_are_folders(tmp_path: Path) -> None:
    path = batch(tmp_path, {"inner\\cv.txt": "good"})
    assert listed(path) == {"inner/cv.txt": None}
    assert read_member(path, "inner/cv.txt", LIMIT) == b"good"


def test_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("cv.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "batch.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    assert listed(path) == {"cv.txt": "unreadable"}
    assert refused(path, "cv.txt") == "unreadable"


def test_locked_member_is_one_failed_document(tmp_path: Path) -> None:
    data = bytearray(packed({"cv.txt": "secret", "other.txt": "good"}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1  # the flag that says: encrypted
    path = tmp_path / "batch.zip"
    path.write_bytes(data)
    assert listed(path) == {"cv.txt": "encrypted", "other.txt": None}
    assert refused(path, "cv.txt") == "encrypted"


def test_names_in_utf_8_are_told_without_a_flag(tmp_path: Path) -> None:
    data = packed({"caf\u00e9/\u4e2d\u6587\U0001f3fa.txt": "good", "caf\u00e8.txt": "x"})
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # take the flag away, as old programs do
        place = data.index(signature)
        while place >= 0:
            flag = struct.unpack_from("<H", data, place + flags)[0] & ~0x800
            data = data[: place + flags] + struct.pack("<H", flag) + data[place + flags + 2 :]
            place = data.find(signature, place + 1)
    data = data.replace("caf\u00e8".encode(), b"caf\x8a\x8a")  # no UTF-8: cp437 has an e with grave there
    path = tmp_path / "batch.zip"
    path.write_bytes(data)
    assert listed(path) == {"caf\u00e9/\u4e2d\u6587\U0001f3fa.txt": None, "caf\u00e8\u00e8.txt": None}
    assert read_member(path, "caf\u00e9/\u4e2d\u6587\U0001f3fa.txt", LIMIT) == b"good"


def test_members_of_one_name_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "batch.zip"
    path.write_bytes(
        packed({"cv.txt": "one", "cw.txt": "two", "cx.txt": "three"}).replace(b"cw", b"cv").replace(b"cx", b"cv")
    )
    assert listed(path) == {"cv.txt": None, "cv (2).txt": None, "cv (3).txt": None}
    assert read_member(path, "cv (3).txt", LIMIT) == b"three"


def test_folder_beside_an_archive_of_its_name_is_reported(tmp_path: Path) -> None:
    path = batch(tmp_path, {"a.zip": packed({"cv.txt": "one"}), "a.zip/cv.txt": "two"})
    assert listed(path) == {"a.zip/cv.txt": None, "a.zip/cv (2).txt": "damaged"}


def test_bombs_are_refused_by_what_they_say_and_by_what_they_hold(tmp_path: Path) -> None:
    path = batch(tmp_path, {"large.txt": b"x" * (LIMIT + 1), "cv.txt": "good"})
    assert listed(path) == {"large.txt": "too_large", "cv.txt": None}
    tight = batch(tmp_path, {"tight.txt": b"x" * 3_000_000})
    found = list_members(tight, max_bytes=10_000_000)
    assert [each.problem and each.problem.code for each in found] == ["too_large"]
    lying = bytearray(packed({"cv.txt": b"x" * 500_000}))
    place = lying.index(b"PK\x01\x02")
    struct.pack_into("<I", lying, place + 24, 10)  # says that it unpacks to ten bytes
    path.write_bytes(lying)
    assert listed(path) == {"cv.txt": None}
    assert refused(path, "cv.txt") == "damaged"


def test_archive_with_too_many_members_or_bytes_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = batch(tmp_path, {"a.zip": packed(dict.fromkeys(["1.txt", "2.txt", "3.txt"], "x" * 100)), "b.txt": "x"})
    monkeypatch.setattr(container, "MAX_MEMBERS", 4)
    with pytest.raises(DocumentError, match="holds more than 4 members") as caught:
        list_members(path, max_bytes=LIMIT)
    assert caught.value.code == "too_large"
    monkeypatch.undo()
    monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", 400)
    with pytest.raises(DocumentError, match="unpack to more than 400 bytes"):
        list_members(path, max_bytes=LIMIT)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed({"cv.txt": "x"})[:40], "damaged"),
        (b"no archive", "damaged"),
        (b"PK\x05\x06" + bytes(18), "empty"),
        (packed({"photo.json": "x", "sub/": ""}), "empty"),
    ],
    ids=["cut", "other", "empty", "no document"],
)
def test_archive_that_holds_nothing_to_read_is_one_failed_document(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "batch.zip"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        list_members(path, max_bytes=LIMIT)
    assert caught.value.code == code
    assert repr(str(path)) in caught.value.what
    path.write_bytes(packed({"inner.zip": data, "cv.txt": "good"}))
    assert listed(path) == {"inner.zip": code, "cv.txt": None}


def test_archive_that_changes_is_noticed(tmp_path: Path) -> None:
    path = batch(tmp_path, {"cv.txt": "x"})
    assert refused(path, "gone.txt") == "unreadable"
    path.unlink()
    with pytest.raises(DocumentError) as caught:
        read_document(path / "cv.txt")
    assert caught.value.code == "unreadable"
