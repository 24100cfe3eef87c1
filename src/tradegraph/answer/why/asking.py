"""A query of a user, explained: checked, and worked out in a process that can be ended."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.why import explained, explaining
from tradegraph.dataset import querying, untrusted
from tradegraph.dataset.querying import MEMORY, SECONDS


def explain_query(
    store: ox.Store, text: str, name: str = "query", seconds: float = SECONDS, memory: int = MEMORY
) -> explained.Explained:
    """What a user's query answers, each row with the statements that make it true.

    Args:
        store: A merged store.
        text: Any SPARQL 1.1 query; updates and SERVICE are refused.
        name: Where the query comes from, for messages.
        seconds: How long the answer and its explanation may take together.
        memory: How many bytes they may take beyond what the process has.

    Raises:
        InputError: The text is no SPARQL 1.1 query.
        LimitError: It is too deep, too long, too slow or takes too much memory.
    """
    untrusted.check_query(text, name)
    explaining.prepare()
    found = querying.ended(lambda: explaining.explain_bytes(store, text), text, name, seconds, memory)
    return explained.from_bytes(found)
