"""The landing files as bytes: which there are, their hashes, their encodings and how many lines they have."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import re
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, NoReturn

from orchestration.lib.errors import InputError

Kind = Literal["csv", "parquet", "jsonl"]
SUFFIXES: dict[str, Kind] = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet", ".jsonl": "jsonl"}
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".filepart")
_CHUNK = 1 << 18


@dataclass(frozen=True)
class FileFacts:
    """What one pass over a file's bytes tells."""

    sha256: str
    encoding: str
    """Python codec of a text file; empty for Parquet."""
    needs_transcoding: bool
    """DuckDB cannot read the bytes as they are: another encoding, or line ends of several kinds."""
    lines: int
    """Physical lines of a text file, also blank ones."""
    is_decodable: bool = True
    """Every byte belongs to the encoding; if not, the lines in which one does not are rejected."""
    has_spaces_alone: bool = False
    """Spaces are the only blanks with which a cell can begin or end: all is ASCII, without tab and quotation mark."""


def kind_of(path: Path) -> tuple[str, Kind] | None:
    """(name without extension, kind) of a file that can be landed, else None."""
    name = path.name.lower()
    suffix = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    return None if suffix is None else (path.name[: -len(suffix)], SUFFIXES[suffix])


def is_unfinished(path: Path) -> bool:
    """A browser or a copy tool is still writing it."""
    return path.name.lower().endswith(_UNFINISHED)


def find(landing: Path) -> list[Path]:
    """Every file of the landing folder apart from hidden ones, office lock files and Markdown, by relative path."""
    if not landing.is_dir():
        raise InputError(
            "the landing folder is missing",
            file=landing,
            remedy="create it and put your exports into it, at least crm/accounts.csv, or name another with --landing",
        )
    return sorted(_walked(landing), key=lambda path: path.relative_to(landing).as_posix())


def _walked(landing: Path) -> Iterator[Path]:
    """The files of a folder, also of what it links to. Raises InputError for what cannot be looked at."""

    def refuse(error: OSError) -> NoReturn:
        rule, remedy = f"the folder cannot be read ({error.strerror})", "let it be read, or take it out"
        raise InputError(rule, file=Path(error.filename), remedy=remedy) from error

    seen: set[Path] = set()
    for place, folders, names in os.walk(landing, onerror=refuse, followlinks=True):
        folder = Path(place)
        if folder.resolve() in seen:
            rule, remedy = "the folder is there twice, by a link", "leave one of them"
            raise InputError(rule, file=folder, remedy=remedy)
        seen.add(folder.resolve())
        folders[:] = [name for name in folders if not _is_hidden(name)]
        for name in names:
            if _is_hidden(name) or name.lower().endswith(".md"):
                continue
            try:
                name.encode()
            except UnicodeEncodeError as error:
                file = folder / name.encode(errors="surrogateescape").decode("latin-1")
                raise InputError("the file's name is not UTF-8", file=file, remedy="rename it") from error
            if not (folder / name).is_file():
                rule, remedy = "this is no file (a link to nothing, or a device)", "put the file itself here"
                raise InputError(rule, file=folder / name, remedy=remedy)
            yield folder / name


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def examine(path: Path, kind: Kind) -> FileFacts:
    """One pass over the bytes. Raises InputError for a file that is empty, binary or cut off."""
    if path.stat().st_size == 0:
        raise InputError("the file is empty", file=path, remedy="export it again, or take it out of the landing folder")
    try:
        if kind == "parquet":
            return _examine_parquet(path)
        with path.open("rb") as raw:
            return _examine_text(path, hashlib.file_digest(raw, "sha256").hexdigest())
    except PermissionError:
        raise
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise InputError(f"the file cannot be read ({error})", file=path, remedy="export it again") from error


@contextmanager
def readable(path: Path, facts: FileFacts) -> Iterator[Path]:
    """The file as DuckDB reads it: itself, or a temporary UTF-8 copy with line feeds when the encoding demands one."""
    if not facts.needs_transcoding:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tiering-") as folder:
        copy = Path(folder) / "transcoded.csv"
        with (
            text_of(path, facts.encoding) as source,
            copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk)
        yield copy


@contextmanager
def text_of(path: Path, encoding: str) -> Iterator[IO[str]]:
    """The file's text with line feeds. Bytes that are no UTF-8 pass through as surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    with (
        _binary(path) as raw,
        io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None) as text,
    ):
        yield text


def _binary(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def chunks(path: Path) -> Iterator[bytes]:
    """A file's bytes, unpacked where it is compressed."""
    with _binary(path) as raw:
        while chunk := raw.read(_CHUNK):
            yield chunk


def _examine_parquet(path: Path) -> FileFacts:
    with path.open("rb") as raw:
        begin = raw.read(4)
        raw.seek(max(raw.seek(0, io.SEEK_END) - 4, 0))
        if begin + raw.read() != b"PAR1PAR1":
            raise InputError("this is no complete Parquet file", file=path, remedy="export it again")
        raw.seek(0)
        return FileFacts(hashlib.file_digest(raw, "sha256").hexdigest(), "", False, 0)


def _examine_text(path: Path, sha256: str) -> FileFacts:
    with _binary(path) as raw:
        head = raw.read(1 << 16)
    encoding = _unicode_encoding(head)
    if encoding == "utf-8" and b"\0" in head:
        raise InputError(
            "the file is binary, not text",
            file=path,
            remedy="save it as CSV (a spreadsheet program can), as Parquet or as JSON lines",
        )
    is_decodable = True
    if encoding == "utf-8":
        encoding, is_decodable = _utf8_or_windows(path)
    if encoding not in ("utf-8", "utf-8-sig"):
        return FileFacts(sha256, encoding, True, _lines_of_text(path, encoding))
    lines, is_mixed, has_spaces_alone = _lines_of_bytes(path)
    if is_mixed:
        return FileFacts(sha256, encoding, True, _lines_of_text(path, encoding), is_decodable)
    return FileFacts(sha256, encoding, False, lines, is_decodable, has_spaces_alone)


def _unicode_encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even == 0:
        return "utf-16-le"
    if even > len(head) // 5 and odd == 0:
        return "utf-16-be"
    return "utf-8"


def _utf8_or_windows(path: Path) -> tuple[str, bool]:
    """(encoding, whether it has all the bytes): cp1252 where UTF-8's rules are broken more often than kept."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks(path):
            if decoder.getstate()[0] or not chunk.isascii():
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return "utf-8", True
    except UnicodeDecodeError:
        pass
    kept = broken = undefined = 0
    lenient = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for chunk in chunks(path):
        text = lenient.decode(chunk)
        escaped = len(re.findall("[\udc80-\udcff]", text))
        broken += escaped
        kept += len(re.findall("[^\x00-\x7f]", text)) - escaped
        undefined += len(re.findall(b"[\x00-\x08\x0e-\x1f\x81\x8d\x8f\x90\x9d]", chunk))
    if broken > kept and undefined:
        raise InputError(
            "the file is binary, or text in an encoding other than UTF-8, UTF-16 and Windows-1252",
            file=path,
            remedy="save it as UTF-8",
        )
    return ("cp1252", True) if broken > kept else ("utf-8", False)


def _lines_of_bytes(path: Path) -> tuple[int, bool, bool]:
    """(lines, whether they end in more than one way or in a carriage return alone, `has_spaces_alone`)"""
    feeds = pairs = returns = 0
    has_spaces_alone = True
    last = b"\n"
    for chunk in chunks(path):
        feeds += chunk.count(b"\n")
        pairs += last == b"\r" and chunk.startswith(b"\n")
        if b"\r" in chunk:
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n")
        has_spaces_alone = has_spaces_alone and chunk.isascii() and b"\t" not in chunk and b'"' not in chunk
        last = chunk[-1:]
    is_mixed = returns > pairs or 0 < pairs < feeds
    return feeds + (last not in (b"\n", b"\r")), is_mixed, has_spaces_alone


def blank_lines(path: Path) -> int:
    """The lines of a text file with line feeds, or carriage returns before them, that have nothing else."""
    blank = 0
    last = b"\n"
    for chunk in chunks(path):
        # A line end that follows another at once ends a blank line; the line end before the chunk counts too.
        bare = last + chunk.replace(b"\r", b"")
        if b"\n\n" in bare:
            blank += sum(len(run) - 1 for run in re.findall(rb"\n{2,}", bare))
        last = bare[-1:]
    return blank


def lines_at(path: Path, positions: Sequence[int]) -> Iterator[int]:
    """The line (from 1) in which each byte position (from 1, ascending) of a file lies."""
    start, lines, blocks = 0, 1, chunks(path)
    chunk = b""
    for position in positions:
        while position - 1 >= start + len(chunk):
            lines += chunk.count(b"\n")
            start += len(chunk)
            chunk = next(blocks, b"")
            if not chunk:
                break
        yield lines + chunk[: position - 1 - start].count(b"\n")


def _lines_of_text(path: Path, encoding: str) -> int:
    with text_of(path, encoding) as text:
        return sum(1 for _ in text)
