"""The articles that the reader holds: by --articles, or by the environment."""

from __future__ import annotations

import os

from tradegraph.cli.arguments import Args, Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.articles import Article

    Held = dict[str, Article]

VARIABLE = "TRADEGRAPH_ARTICLES"


ARGUMENT = Argument(
    "--articles", metavar="DIR", type=str, help=f"folder of article texts that you hold (else ${VARIABLE})"
)


def held(args: Args) -> Held:
    """The texts that the reader holds, by the SHA-256 of their file; empty where no folder is named.

    Raises:
        InputError: The folder that is named does not exist.
    """
    folder = args.articles or os.environ.get(VARIABLE)
    if not folder:
        return {}
    from tradegraph.articles import find_articles  # only a reader who holds texts pays for it

    return find_articles(folder)
