"""A folder at an address, by fsspec: what lies there, and how a file comes from there and goes there."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import re
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from extract.errors import UserError

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://")
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "az": "azure", "abfs": "azure", "abfss": "azure"}
_WHOLE = frozenset(_EXTRAS) | {"memory"}
"""Where a file is there when all of it is: object stores. Elsewhere it is put under another name first."""
_TOKENS = ("ETag", "md5Hash", "crc32c", "etag", "mtime", "LastModified", "last_modified", "created")
"""What stores say of a file that changes when it is written to; the first one that is there counts."""
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file below a place: its path from there with forward slashes, bytes, and what changes when it is written to."""

    path: str
    size: int
    token: str
    mtime_ns: int


class RemotePlace:
    """A folder at an address, or those of its files that match `only`. Its methods block; call them in a thread."""

    def __init__(self, url: str, only: str = "") -> None:
        self.url = url.rstrip("/")
        self._only = only
        self._scheme = url.partition("://")[0]
        self._files, self._root = _open(self.url, self._scheme)

    @property
    def shown(self) -> str:
        """The address without a user, password or query, for messages."""
        return _shown(self.url)

    @property
    def digest(self) -> str:
        """A name for folders on this machine that belong to this place."""
        return hashlib.sha256(f"{self.url}/{self._only}".encode()).hexdigest()[:16]

    def is_file(self) -> bool:
        """Whether the address is that of one file.

        Raises:
            UserError: it cannot be looked at.
        """
        with self._told("looked at"):
            return bool(self._files.isfile(self._root))

    def files(self) -> list[RemoteFile]:
        """Return all files below this place, sorted by path; none where there is no such place.

        Raises:
            UserError: it cannot be listed.
        """
        with self._told("listed"):
            try:
                listed = (
                    self._files.glob(f"{self._root}/{self._only}", detail=True)
                    if self._only
                    else self._files.find(self._root, detail=True)
                )
            except FileNotFoundError:
                return []
        found = cast("dict[str, dict[str, Any]]", listed)
        files: list[RemoteFile] = []
        for full, info in found.items():
            path = full.removeprefix(self._root).lstrip("/")
            if path and info.get("type") == "file" and _is_below(path):
                files.append(RemoteFile(path, int(info.get("size") or 0), _token(info), _mtime_ns(info)))
        return sorted(files, key=lambda file: file.path)

    def fetch(self, path: str, to: Path) -> None:
        """Copy a file to this machine. Raises OSError, or whatever the library of its kind raises."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self._files.get_file(f"{self._root}/{path}", str(to))

    def put(self, local: Path, path: str) -> str:
        """Copy a file there, so that whoever reads it finds the old content or the new; returns its token.

        Raises:
            UserError: it cannot be written.
        """
        target = f"{self._root}/{path}"
        with self._told("written to"):
            if self._scheme in _WHOLE:
                self._files.put_file(str(local), target)
            else:
                unfinished = f"{self._root}/.vouchline-{uuid.uuid4().hex}.part"
                self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
                self._files.put_file(str(local), unfinished)
                self._files.mv(unfinished, target)
            self._files.invalidate_cache()
            return _token(self._files.info(target))

    @contextlib.contextmanager
    def _told(self, what: str) -> Generator[None]:
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - each library of fsspec has errors of its own
            raise _cannot_be(self.url, what, error) from None


def documents_at(url: str) -> RemotePlace:
    """Return the place of documents that an address names: a folder, one file, or a pattern such as s3://bucket/2026/*.pdf.

    Raises:
        UserError: the address cannot be looked at, or the library for it is not installed.
    """
    whole = RemotePlace(url)
    if whole.is_file():
        folder, _, name = whole.url.rpartition("/")
        return RemotePlace(folder, only=name)
    start = url.index("://") + 3
    magic = _MAGIC.search(url, start)
    if magic is None:
        return whole
    end = url.rfind("/", 0, magic.start())
    if end < start:
        raise UserError(f"{whole.shown!r} has a pattern in place of a bucket.", "Name the bucket.")
    return RemotePlace(url[:end], only=url[end + 1 :])


def is_address(text: str) -> bool:
    """Whether a path on the command line is an address, and not a place on this machine."""
    return _ADDRESS.match(text) is not None


def _open(url: str, scheme: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path of the folder in it.

    Raises:
        UserError: the library for such addresses is not installed, there is none, or it does not open this one.
    """
    try:
        fsspec = importlib.import_module("fsspec")
        if scheme not in fsspec.available_protocols():
            raise UserError(f"There is no way to read {scheme}:// addresses.", "Use s3://, gs:// or az://.")
        files, root = fsspec.url_to_fs(url, use_listings_cache=False)
    except UserError:
        raise
    except ImportError as error:
        extra = _EXTRAS.get(scheme, "remote")
        raise UserError(
            f"Addresses like {scheme}:// need a package that is not installed ({error.name or error}).",
            f"Install it with `pip install 'vouchline[{extra}]'`.",
        ) from None
    except Exception as error:  # noqa: BLE001 - as above
        raise _cannot_be(url, "opened", error) from None
    return files, str(root).rstrip("/")


def _shown(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url).partition("?")[0]


def _cannot_be(url: str, what: str, error: Exception) -> UserError:
    """Return what is told of a fault. Only the class of the error is named: its text may hold a key or a password."""
    return UserError(
        f"{_shown(url)!r} cannot be {what}: {type(error).__name__}.",
        "Check the address, and that your credentials are where its library looks for them.",
    )


def _is_below(path: str) -> bool:
    return all(part not in ("", ".", "..") for part in path.split("/"))


def _token(info: dict[str, Any]) -> str:
    said = next((str(info[name]) for name in _TOKENS if info.get(name) is not None), "")
    return f"{info.get('size')}|{said}"


def _mtime_ns(info: dict[str, Any]) -> int:
    for name in ("LastModified", "last_modified", "mtime", "created", "updated"):
        value = info.get(name)
        if isinstance(value, datetime):
            return int(value.timestamp() * 1e9)
        if isinstance(value, int | float):
            return int(value * 1e9)
    return 0
