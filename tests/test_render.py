"""The commands that draw: what they write, that it is the same every time, and what they say where they can't."""

import dataclasses
import importlib
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph.answer.names import Names
from tradegraph.dataset.loading import load_shipped
from tradegraph.diagrams import catalogue
from tradegraph.diagrams.catalogue import VIEWS
from tradegraph.diagrams.picture import Picture, save

Run = Callable[..., tuple[int, str, str]]
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
BEGINS = {"svg": b"<?xml", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}


@pytest.fixture(scope="module")
def people(process: Callable[..., "subprocess.CompletedProcess[bytes]"]) -> ET.Element:
    """The people of the shipped graph as SVG, parsed."""
    done = process("render", "people", "--sources", "articles")
    assert (done.returncode, done.stderr) == (0, b"")
    return ET.fromstring(done.stdout)  # noqa: S314 - our own


# What is written


@pytest.mark.parametrize("form", BEGINS)
def test_a_picture_is_written_in_the_form_that_the_name_ends_in(run: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"timeline.{form}"
    code, out, err = run("render", "timeline", "-o", str(target))
    assert (code, out) == (0, "")
    assert target.read_bytes().startswith(BEGINS[form])
    assert f"{target.stat().st_size} bytes of {form}; 6 shapes, 0 lines, 0 crossings" in err


def test_an_option_says_the_form_where_the_name_does_not(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("render", "timeline", "--format", "pdf", "-o", str(tmp_path / "timeline"))
    assert code == 0
    assert (tmp_path / "timeline").read_bytes().startswith(BEGINS["pdf"])


@pytest.mark.parametrize("call", ["topics", "people", "around MoU --notes"])
@pytest.mark.parametrize("form", BEGINS)
def test_two_processes_write_the_same_bytes(
    program: str, environment: dict[str, str], tmp_path: Path, call: str, form: str
) -> None:
    written = []
    for seed, threads in (("1", "1"), ("424242", "2")):
        target = tmp_path / f"{seed}.{form}"
        settings = {"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        subprocess.run(
            [program, "render", *call.split(), "-o", str(target)], env=environment | settings, check=True, timeout=120
        )
        written.append(target.read_bytes())
    assert written[0] == written[1]


def test_the_command_writes_what_python_saves(process: Callable[..., "subprocess.CompletedProcess[bytes]"]) -> None:
    store = load_shipped()
    picture = catalogue.draw("signatories", store, Names(store))
    assert process("render", "signatories").stdout == save(picture, "svg")


def test_what_matplotlib_does_without_can_still_be_loaded() -> None:
    steps = (
        "from tradegraph.diagrams import unused; unused.leave_out()",
        "import matplotlib.figure as f; assert f.Figure.set is f.Artist.set",
        "from mpl_toolkits.mplot3d import Axes3D; Axes3D.plot_surface",
    )
    subprocess.run([sys.executable, "-W", "error", "-c", "; ".join(steps)], check=True, timeout=60)


def test_the_fonts_of_a_pdf_hold_letters_and_no_rules_for_shaping_them() -> None:
    store = load_shipped()
    written = save(catalogue.draw("timeline", store, Names(store)), "pdf")
    streams = [
        zlib.decompress(part) for part in re.findall(rb"/Length1.*?stream\n(.*?)\nendstream", written, re.DOTALL)
    ]
    assert len(streams) > 1
    for font in streams:
        tables = {font[at : at + 4] for at in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16)}
        assert {b"glyf", b"hmtx"} <= tables
        assert tables.isdisjoint({b"GDEF", b"GPOS", b"GSUB"})


def test_notes_number_what_is_drawn_and_list_the_units_below(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "people.svg"
    assert run("render", "people", "Lungu", "--notes", "-o", str(target))[0] == 0
    texts = ["".join(text.itertext()) for text in ET.parse(target).iter(f"{SVG}text")]  # noqa: S314
    assert "Data governance [1]" in texts
    assert "[1] wto-public-forum-2022#u32" in texts


def test_too_many_notes_stand_in_a_file_beside_the_picture(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradegraph.diagrams.compose._ROWS_BELOW", 3)
    assert run("render", "signatories", "--notes", "-o", str(tmp_path / "signed.svg"))[0] == 0
    head, *rows = (tmp_path / "signed.notes.tsv").read_text(encoding="utf-8").splitlines()
    assert head == "number\tsaid\tunits"
    assert [row.split("\t")[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert all("#u" in row.split("\t")[2] for row in rows)


# What is in an SVG


def test_an_svg_is_well_formed_and_says_what_it_shows(people: ET.Element) -> None:
    assert people.tag == f"{SVG}svg"
    assert people.get("role") == "graphics-document document"  # as an image it would hide the links inside it
    (title,), (description,) = people.findall(f"{SVG}title"), people.findall(f"{SVG}desc")
    assert (people.get("aria-labelledby"), people.get("aria-describedby")) == (title.get("id"), description.get("id"))
    assert title.text
    assert "Patricia Lungu: holds Deputy Commissioner of the Zambia Revenue Authority" in (description.text or "")


def test_in_an_svg_text_is_text_and_entities_are_links(people: ET.Element) -> None:
    texts = {"".join(text.itertext()) for text in people.iter(f"{SVG}text")}
    assert {"Ian Saunders", "Zambia Revenue Authority", "panellist at"} <= texts
    links = {link.get(f"{XLINK}href") for link in people.iter(f"{SVG}a")}
    assert "https://w3id.org/tradegraph/id/patricia-lungu" in links
    assert all(str(link).startswith("https://w3id.org/tradegraph/") for link in links)


def test_every_text_of_an_svg_keeps_its_width_in_another_font(people: ET.Element) -> None:
    texts = list(people.iter(f"{SVG}text"))
    assert len(texts) > 60
    assert [text for text in texts if not float(text.get("textLength", "0")) > 0] == []


def test_an_svg_may_have_outlines_in_place_of_letters(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "timeline.svg"
    assert run("render", "timeline", "--outlines", "-o", str(target))[0] == 0
    assert list(ET.parse(target).iter(f"{SVG}text")) == []  # noqa: S314


# What can't be done


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tiemline",), "'tiemline': no such view; did you mean timeline?"),
        (("zeppelin",), "zeppelin: no such view"),
        (("around",), "view 'around' takes one entity, and 0 came"),
        (("around", "WTO", "WCO"), "view 'around' takes one entity, and 2 came"),
        (("overview", "WTO"), "view 'overview' takes none, and 1 came"),
        (("around", "Guild of Cloud Weighers"), "nothing is called 'Guild of Cloud Weighers'"),
        (("topics", "SMEs", "--most", "1"), "fewer than two topics, so nothing is named together"),
        (("topics", "WTO"), "tg:wto is no topic that a sentence names"),
        (("timeline", "Expeditors International"), "has to do with none"),
        (("timeline", "WTO Public Forums"), "no event of this selection has a day, so there is no timeline to draw"),
        (("people", "Blockchain"), "is no person and no person is tied to it"),
        (("people", "--most", "0"), "--most 0: a picture holds at least 1 entity"),
        (("overview", "--notes"), "the view overview takes no --notes; leave it out"),
        (("evidence", "WTO", "--notes"), "the view evidence takes no --notes; leave it out"),
        (
            ("timeline", "--depth", "1"),
            "the view timeline takes no --depth; leave it out; it is for around",
        ),
        (("full", "--most", "9"), "the view full takes no --most; leave it out"),
        (("people", "-o", "people.docx"), "people.docx: its name doesn't end in .svg, .png or .pdf"),
        (("people", "-o", "people.png", "--outlines"), "--outlines is for SVG"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_drawn_is_told_in_one_clear_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("render", *words)
    assert (code, out) == (2, "")
    assert told.replace("'tiemline'", "tiemline") in err
    assert err.count("\n") == 1
    assert os.listdir(tmp_path) == []


@pytest.fixture
def collision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture is found to have two labels on labels."""
    drawn = catalogue.draw

    def draw(*given: object, **named: object) -> Picture:
        picture = drawn(*given, **named)  # type: ignore[arg-type]
        counts = {**picture.audit.counts, "LL": 2}
        return dataclasses.replace(picture, audit=dataclasses.replace(picture.audit, counts=counts))

    monkeypatch.setattr(catalogue, "draw", draw)


@pytest.mark.usefixtures("collision")
def test_a_picture_in_which_something_collides_is_not_saved(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "timeline.svg"
    code, out, err = run("render", "timeline", "-o", str(target))
    assert (code, out) == (1, "")
    assert err.startswith("timeline: 2 labels on labels (LL)\nnot saved; ")
    assert not target.exists()


@pytest.mark.usefixtures("collision")
def test_a_picture_in_which_something_collides_is_saved_if_one_insists(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "timeline.svg"
    code, _, err = run("render", "timeline", "--anyway", "-o", str(target))
    assert code == 0
    assert "2 labels on labels (LL)" in err
    assert target.exists()


# What is left out

LEFT_OUT = "reference is left out; --sources all draws what it has on this too\n"


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (("timeline",), True),
        (("around", "Zambia"), True),
        (("around", "Protectionism"), False),
        (("around", "Protectionism", "--depth", "2"), True),
        (("people", "Brenda Smith", "Ian Saunders"), True),
    ],
)
def test_a_picture_is_of_the_articles_and_says_where_reference_has_more(
    run: Run, words: tuple[str, ...], *, is_told: bool
) -> None:
    code, out, err = run("render", *words)
    assert (code, err) == (0, LEFT_OUT if is_told else "")
    assert run("render", *words, "--sources", "articles") == (0, out, "")


@pytest.mark.parametrize("chosen", ["articles", "reference", "all"])
def test_a_choice_of_sources_leaves_nothing_unsaid(run: Run, chosen: str) -> None:
    code, _, err = run("render", "around", "WCO", "--most", "8", "--sources", chosen)
    assert (code, err) == (0, "")


@pytest.mark.usefixtures("no_reference")
@pytest.mark.parametrize("words", [("timeline",), ("around", "Zambia")])
def test_without_reference_a_picture_leaves_nothing_out(run: Run, words: tuple[str, ...]) -> None:
    assert run("render", *words)[::2] == (0, "")


@pytest.mark.usefixtures("collision")
def test_a_picture_that_is_not_saved_leaves_nothing_out(run: Run) -> None:
    assert LEFT_OUT not in run("render", "timeline")[2]


# Which views there are


def test_the_views_are_listed_with_what_they_answer_and_take(run: Run) -> None:
    code, out, err = run("views", "--format", "json")
    assert (code, err) == (0, "")
    assert [row["name"] for row in json.loads(out)] == list(VIEWS)
    code, out, _ = run("views")
    assert code == 0
    assert out.splitlines()[0] == "name\tquestion\ttakes"
    assert "timeline\tWhat happened when?\tentities to keep to (default: all)" in out.splitlines()
    assert "Who spoke on what?" in run("views", "--format", "table")[1]


@pytest.mark.parametrize("name", VIEWS)
def test_the_list_says_what_the_view_itself_says(name: str) -> None:
    module = importlib.import_module(VIEWS[name].module)
    assert (VIEWS[name].question, VIEWS[name].takes) == (module.QUESTION, module.TAKES)


def test_more_entities_than_a_sheet_can_hold_are_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    code, _, err = run("render", "full", "--sources", "all", "-o", str(tmp_path / "full.svg"))
    assert (code, err.count("\n"), list(tmp_path.iterdir())) == (2, 1, [])
    assert "entities are more than one sheet can hold (120); draw a part" in err


def test_no_other_source_is_offered_for_a_view_that_is_none(run: Run) -> None:
    _, _, err = run("render", "zeppelin")
    assert "--sources" not in err
