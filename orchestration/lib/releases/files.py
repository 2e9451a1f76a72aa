"""Files that survive a crash: what these functions return from is on disk, or did not happen."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path


def fsync_path(path: Path) -> None:
    """Forces a file's bytes, or a folder's entries, to disk; shares that cannot sync a folder say so with EINVAL."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not (path.is_dir() and error.errno in {errno.EINVAL, errno.ENOTSUP}):
            raise
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Forces every file and folder under `folder`, and `folder` itself, to disk."""
    for path in folder.rglob("*"):
        fsync_path(path)
    fsync_path(folder)


def write_durably(file: Path, text: str) -> None:
    """Replaces `file` as a whole: readers see the old text or the new one."""
    scratch = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    scratch.write_text(text, encoding="utf-8")
    fsync_path(scratch)
    scratch.replace(file)
    fsync_path(file.parent)


def append_durably(file: Path, line: str) -> None:
    """Adds one line to a text file; one that a crash cut short is closed first."""
    is_torn = file.exists() and file.stat().st_size > 0 and not file.read_bytes().endswith(b"\n")
    with file.open("a", encoding="utf-8") as stream:
        stream.write(("\n" if is_torn else "") + line + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fsync_path(file.parent)


def rename_durably(source: Path, target: Path) -> None:
    """Renames within one file system; `target` must not exist."""
    source.rename(target)
    fsync_path(target.parent)


def point_durably(link: Path, name: str) -> None:
    """Makes `link` a symlink to its sibling `name` in one step: readers see the old target or the new one."""
    scratch = link.with_name(f"{link.name}.{os.getpid()}.tmp")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(name)
    scratch.replace(link)
    fsync_path(link.parent)


def remove(path: Path) -> None:
    """Removes a file, symlink or folder, if there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sha256(file: Path) -> str:
    """SHA-256 (hex) of the file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
