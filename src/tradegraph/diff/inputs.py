"""The files of one side of a comparison: a file, a folder, standard input, or `data/` of a git revision."""

from __future__ import annotations

import os

from tradegraph import files
from tradegraph.dataset import formats
from tradegraph.diff.size import refuse_large
from tradegraph.errors import InputError
from tradegraph.files import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    # The name that messages call it, and its content.
    File = tuple[str, bytes]


def read_side(given: str, seconds: float) -> list[File]:
    """The RDF files of one side, unparsed.

    Args:
        given: A file, `-` for standard input, a folder (all RDF files below it, or below its `data` where it has one,
            as a checkout does; names that begin with a dot are passed over), else a git revision of the repository
            around the working directory, of which `data/` counts, or what is named of it (`HEAD:data/reference`).
        seconds: How long git may take.

    Raises:
        InputError: There is no such thing, it can't be read, or there is no RDF in it.
        LimitError: It is too large, or git took too long.
    """
    if given == "-":
        return [("standard input", files.read_bytes("-"))]
    if os.path.isdir(given):
        return _read_folder(given)
    if os.path.lexists(given):
        return [(given, files.read_bytes(given))]
    from tradegraph.diff import revisions  # here: it needs `subprocess`

    return revisions.read_revision(given, seconds)


def _read_folder(folder: str) -> list[File]:
    data = os.path.join(folder, "data")
    top = data if os.path.isdir(data) else folder
    found: list[File] = []
    size = 0
    for path in _walk(top):
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe would keep us waiting
            raise InputError(f"{shown(path)}: is no regular file; take it out of the folder")
        found.append((path, files.read_bytes(path)))
        size += len(found[-1][1])
        refuse_large(folder, size)
    if not found:
        raise InputError(f"{shown(top)}: no RDF file in this folder; name one that holds .trig, .ttl, .nq or the like")
    return found


def _walk(top: str) -> list[str]:
    """The RDF files below a folder, sorted; links to files are followed, links to folders are not."""
    paths: list[str] = []
    for folder, inner, names in os.walk(top, onerror=_refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        seen = (os.path.join(folder, name) for name in names if not name.startswith("."))
        paths += [path for path in seen if formats.find_by_ending(path) is not None]
    return sorted(paths)


def _refuse(error: OSError) -> NoReturn:
    raise InputError(f"{shown(str(error.filename))}: can't be read ({error.strerror}); name a readable folder")
