"""A whole comparison in a process of its own, since what is compared may be anybody's."""

from __future__ import annotations

import codecs
import json
import unicodedata as _unicodedata  # noqa: F401 - before the fork: the child can open no file

import pyoxigraph as ox

from tradegraph import sandbox
from tradegraph.answer.names import Names
from tradegraph.dataset import loading, untrusted
from tradegraph.dataset import screening as _screening  # noqa: F401 - before the fork
from tradegraph.dataset.settling import settle
from tradegraph.diff.comparing import Change, compare

codecs.lookup("unicode_escape")  # before the fork too: it makes odd characters visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.diff.inputs import File


def diff(old: list[File], new: list[File], seconds: float, memory: int) -> list[Change]:
    """The facts in which two sides differ, by kind; none where they are equal up to the labels of blank nodes.

    Args:
        old: Names and content of the older side's files, as `inputs.read_side` gives them.
        new: Those of the newer side.
        seconds: Time that it may take.
        memory: Bytes that it may take.

    Raises:
        InputError: A file is not the RDF that it should be.
        LimitError: A file is too deep, or it took too long or too much memory.
    """
    labels = Names(loading.load_shipped()).labels

    def work() -> bytes:
        changes = compare(_parse(old), _parse(new), labels)
        return json.dumps([change.as_list() for change in changes]).encode()

    return [Change(*row) for row in json.loads(sandbox.run(work, seconds, memory))]


def _parse(side: list[File]) -> set[ox.Quad]:
    return settle(quad for name, raw in side for quad in untrusted.parse_rdf(raw, name))
