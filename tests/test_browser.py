"""The shipped pictures as a browser sets them: measured in headless Chromium and audited once more."""

import html
import json
import re
import shutil
import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest
import shapely

from tradegraph.diagrams.audit import audit_seen
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.harvest import Seen

FOLDER = Path(__file__).parent.parent / "docs" / "gallery"
PICTURES = sorted(path.name for path in FOLDER.glob("*.svg"))
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-blink-features=ComputedAccessibilityInfo",
)
# Letters reach from 0.76 of their size above the baseline to 0.24 below it, in DejaVu Sans; the browser's own box of a
# text reaches further up than any letter does. The width is what the browser sets.
MEASURE = """
const found = {};
for (const svg of document.querySelectorAll("svg")) {
  const page = svg.getBoundingClientRect();
  const place = (element, x, y) => {
    const p = new DOMPoint(x, y).matrixTransform(element.getScreenCTM());
    return [(p.x - page.left) * 0.75, (page.bottom - p.y) * 0.75];
  };
  const things = [];
  for (const group of svg.querySelectorAll("g[id*=':']")) {
    const text = group.querySelector("text"), path = group.querySelector("path");
    if (text) {
      const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize);
      const base = text.getStartPositionOfChar(0).y, top = base - 0.76 * size, bottom = base + 0.24 * size;
      const corners = [[box.x, bottom], [box.x + box.width, bottom], [box.x + box.width, top], [box.x, top]];
      const scale = Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b) * 0.75;
      things.push({id: group.id, size: size * scale, corners: corners.map(([x, y]) => place(text, x, y))});
    } else if (path) {
      const parts = [];
      for (const [, letter, x, y] of path.getAttribute("d").matchAll(/([MLCQz]) ?(?:(-?[\\d.]+) (-?[\\d.]+))?/g)) {
        if (letter === "C" || letter === "Q") throw new Error("a curve in " + group.id);
        if (letter === "M") parts.push([]);
        if (letter !== "z") parts[parts.length - 1].push(place(path, parseFloat(x), parseFloat(y)));
      }
      things.push({id: group.id, parts: parts, filled: getComputedStyle(path).fill !== "none"});
    }
  }
  const heard = [...svg.querySelectorAll("a")].filter(link => !link.closest("[aria-hidden=true]"));
  const links = heard.map(link => [link.computedRole, link.computedName]);
  const read = {role: svg.computedRole, links: links.filter(([role]) => role === "link").map(([, name]) => name)};
  found[svg.dataset.name] = {page: [page.width * 0.75, page.height * 0.75], things: things, read: read};
}
document.getElementById("found").textContent = JSON.stringify(found);
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Chromium measured of every shipped picture, by its file name; a skip where there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on PATH, so pictures are not measured in a browser; on Debian: apt install chromium")
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "pictures.html"
    parts = []
    for name in PICTURES:
        svg = (FOLDER / name).read_text(encoding="utf-8")
        parts.append(svg[svg.index("<svg ") :].replace("<svg ", f'<svg data-name="{name}" style="display:block" ', 1))
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8">{"".join(parts)}<pre id="found"></pre><script>{MEASURE}</script>',
        encoding="utf-8",
    )
    done = subprocess.run(
        [browser, *QUIET, f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True,
        timeout=300,
        check=False,
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout.decode("utf-8"), re.DOTALL)
    assert found is not None, done.stderr.decode("utf-8", "replace")[-2000:]
    assert found.group(1), "the page's script did not end"
    result: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return result


def as_seen(measured: dict[str, Any]) -> Seen:
    """What the audit asks of a picture, from what the browser measured."""
    seen = Seen(tuple(measured["page"]))
    for thing in measured["things"]:
        role, _, name = thing["id"].partition(":")
        if "corners" in thing:
            seen.sizes.append(thing["size"])
            table = {"label": seen.labels, "elabel": seen.edge_labels, "extra": seen.extras}[role]
            whole = name if role == "extra" else name.rpartition(".")[0]
            box = shapely.Polygon(thing["corners"])
            table[whole] = shapely.union(table[whole], box) if whole in table else box
        elif role == "edge":
            seen.edges[name] = shapely.MultiLineString([part for part in thing["parts"] if len(part) > 1])
        elif role == "arrow":
            seen.arrows[name] = shapely.get_coordinates(shapely.LineString(thing["parts"][0]))
        elif role == "node":
            seen.nodes[name] = shapely.Polygon(thing["parts"][0])
        else:
            shape = shapely.Polygon if thing["filled"] else shapely.LineString
            seen.extras[name] = shape(thing["parts"][0])
    return seen


@pytest.fixture(scope="module")
def drawings() -> dict[str, Drawing]:
    """What each shipped picture shows, by its file name, as scripts/gallery draws it."""
    loader = SourceFileLoader("gallery", str(FOLDER.parent.parent / "scripts" / "gallery"))
    gallery = module_from_spec(spec_from_loader("gallery", loader))  # type: ignore[arg-type]
    loader.exec_module(gallery)
    return {f"{name}.svg": picture.drawing for name, (_, picture) in gallery.pictures().items()}


def test_there_are_pictures_to_measure() -> None:
    assert len(PICTURES) >= 11


@pytest.mark.parametrize("name", PICTURES)
def test_in_a_browser_every_counter_is_zero(measured: dict[str, Any], drawings: dict[str, Drawing], name: str) -> None:
    audit = audit_seen(as_seen(measured[name]), drawings[name])
    assert {counter: count for counter, count in audit.counts.items() if count} == {}
    said = sum(1 for edge in drawings[name].edges if edge.words)
    assert audit.drawn == (len(drawings[name].nodes), len(drawings[name].edges), said)
    assert audit.crossings <= (100 if name == "full.svg" else 2)
    assert audit.gap >= 2.9
    assert audit.type_a3 >= 5.4


@pytest.mark.parametrize("name", PICTURES)
def test_a_browser_sets_as_much_as_was_drawn(measured: dict[str, Any], name: str) -> None:
    svg = (FOLDER / name).read_text(encoding="utf-8")
    assert len(measured[name]["things"]) == len(re.findall(r'<g id="\w+:', svg))


@pytest.mark.parametrize("name", PICTURES)
def test_each_entity_is_read_aloud_as_one_link_by_its_name(
    measured: dict[str, Any], drawings: dict[str, Drawing], name: str
) -> None:
    assert measured[name]["read"]["role"] == "graphics-document"
    linked = [node.note or node.label for node in drawings[name].nodes if node.href]
    assert sorted(measured[name]["read"]["links"]) == sorted(linked)


def test_the_browser_would_see_a_label_on_a_label(measured: dict[str, Any], drawings: dict[str, Drawing]) -> None:
    seen = as_seen(measured["people.svg"])
    one, other = list(seen.labels)[:2]
    seen.labels[one] = seen.labels[other]
    counts = audit_seen(seen, drawings["people.svg"]).counts
    assert {counter: count for counter, count in counts.items() if count} == {"LL": 1, "LN": 1, "LO": 1}
