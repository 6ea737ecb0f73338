"""ZIP archives: what may be opened, and their members one by one, never written to disk."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath, PureWindowsPath

from django.utils.translation import gettext as _

MOST_BYTES = 200_000_000
MOST_MEMBERS = 10_000
MOST_RATIO = 200
LONGEST_NAME = 1000
ENCRYPTED = 0x1
BLOCK = 1 << 20


class Bomb(ValueError):
    """An archive that would unpack to more than it should."""


def check(archive: zipfile.ZipFile) -> None:
    """Raise Bomb before anything is unpacked: too many members, too many bytes, or bytes out of all proportion."""
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise Bomb(_("the archive holds %(files)d files: expected at most %(most)d") % {"files": len(members), "most": MOST_MEMBERS})
    if size > MOST_BYTES:
        raise Bomb(_("the archive unpacks to %(size)d bytes: expected at most %(most)d") % {"size": size, "most": MOST_BYTES})
    if size > 10_000_000 and size > MOST_RATIO * max(packed, 1):
        ratio = {"ratio": size // max(packed, 1), "most": MOST_RATIO}
        raise Bomb(_("the archive unpacks to %(ratio)d times its size: expected at most %(most)d") % ratio)


def refusal(member: zipfile.ZipInfo) -> str | None:
    """Why a member is not read, None where it is."""
    name = member.orig_filename  # what stands behind a NUL included
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if "\0" in name:
        return _("its name holds NUL")
    if len(name) > LONGEST_NAME:
        return _("its name has %(length)d characters: expected at most %(most)d") % {"length": len(name), "most": LONGEST_NAME}
    if name.startswith(("/", "\\")) or ".." in parts or PureWindowsPath(name).drive:
        return _("its name leads out of the archive")
    if stat.S_ISLNK(member.external_attr >> 16):
        return _("it is a link, not a file")
    if member.flag_bits & ENCRYPTED:
        return _("it needs a password")
    return None


def members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str | None]]:
    """Files in the archive's order with the reason why one is not read; folders and the litter of file managers are passed over."""
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir() or name.parts[:1] == ("__MACOSX",) or name.name in (".DS_Store", "Thumbs.db"):
            continue
        yield member, refusal(member)


def bundle(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Files (their names and blocks) packed into one archive, block by block."""
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for number, (name, blocks) in enumerate(files, start=1):
                twin = name in archive.NameToInfo
                with archive.open(f"{number}/{name}" if twin else name, "w", force_zip64=True) as member:
                    for block in blocks:
                        member.write(block)
        packed.seek(0)
        while block := packed.read(BLOCK):
            yield block


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member's bytes; Bomb where it holds more than it said."""
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise Bomb(_("it holds more than it says"))
    return data
