"""tradegraph reanchor: what a changed article does to its citations."""

from __future__ import annotations

import sys

from tradegraph.cli import output, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.reanchor import Place

SUMMARY = "report which citations of an article moved in a changed text, which broke, which stand elsewhere"
EXAMPLES = (
    "tradegraph reanchor changed.txt --article wco-wto-mou-2025",
    "tradegraph reanchor changed.txt --article wco-wto-mou-2025 --articles ~/articles --format tsv",
)
ARGUMENTS = (
    Argument("file", metavar="FILE", type=str, help="the article's new text"),
    Argument("--article", metavar="SLUG", help="the article whose units are frozen in the data"),
    output.format_argument(("table", "tsv")),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the report; 0 where every unit still stands in the article, 1 where one stands elsewhere or broke."""
    from tradegraph.answer.names import Names
    from tradegraph.articles import read_article
    from tradegraph.dataset.loading import load_shipped
    from tradegraph.errors import InputError
    from tradegraph.evidence.units import read_units
    from tradegraph.read import find_slug
    from tradegraph.reanchor import STATES, FrozenUnit, reanchor

    store = load_shipped()
    units = read_units(store)
    slugs = sorted({unit.slug for unit in units})
    if not args.article:
        raise InputError(f"say whose text this is, with --article SLUG; there are {', '.join(slugs)}")
    slug = find_slug(args.article, slugs, Names(store))
    text = read_article(args.file).text
    frozen = [FrozenUnit(u.iri, u.position, u.start, u.end, u.sha256, u.slug) for u in units if u.slug == slug]
    outcomes = reanchor(frozen, text, _others(args, store, slug))
    rows = [
        (str(o.unit.order), o.state, o.place.article if o.place else "", *(_span(o.place) if o.place else ("", "")))
        for o in outcomes
    ]
    _write(("unit", "state", "article", "start", "end"), rows, output.chosen(args))
    counts = {state: sum(o.state == state for o in outcomes) for state in STATES}
    sys.stderr.write(f"{slug}: {len(outcomes)} units: {', '.join(f'{n} {state}' for state, n in counts.items())}\n")
    return 1 if counts["elsewhere"] or counts["broken"] else 0


def _span(place: Place) -> tuple[str, str]:
    return str(place.start), str(place.end)


def _others(args: Args, store: ox.Store, slug: str) -> dict[str, str]:
    """The texts of the other articles that the reader holds, by slug."""
    from tradegraph.evidence.units import read_article_digests
    from tradegraph.vocabulary import ARTICLE

    held = texts.held(args)
    known = {iri.removeprefix(ARTICLE): sha256 for iri, sha256 in read_article_digests(store).items()}
    return {other: held[sha256].text for other, sha256 in known.items() if other != slug and sha256 in held}


def _write(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], format_: str) -> None:
    if format_ == "tsv":
        sys.stdout.write("".join("\t".join(row) + "\n" for row in [columns, *rows]))
        return
    from rich import box
    from rich.table import Table

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console().print(table)
