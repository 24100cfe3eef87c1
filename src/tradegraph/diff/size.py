"""How large a side of a comparison may be."""

from __future__ import annotations

from tradegraph import files
from tradegraph.errors import LimitError
from tradegraph.files import shown

MAX_BYTES = 4 * files.MAX_BYTES  # of all files of a side together


def refuse_large(name: str, size: int) -> None:
    """Nothing comes back from a side of this size that may be read.

    Raises:
        LimitError: It may not.
    """
    if size > MAX_BYTES:
        raise LimitError(f"{shown(name)}: more than {MAX_BYTES} bytes of RDF, the most that is compared; name a part")
