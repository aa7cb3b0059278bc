"""What is watched for: all of each withheld briefing, however its file is written, and nothing that readers may see."""

from __future__ import annotations

import io
from collections.abc import Collection

import pytest
from PIL import Image

from briefing_pipeline.load import load
from briefing_pipeline.load.pictures import read_picture
from briefing_pipeline.verify import Watch, search, watch
from conftest import NOW, House, briefing_text
from planting import drawing, saved, svg


def watched_in(house: House, public: Collection[str] = ()) -> Watch:
    catalogue, _ = load(house.root)
    return watch(catalogue, public, NOW)


def kinds(house: House, text: str, public: Collection[str] = ()) -> set[str]:
    return {what for what, _ in search(text, watched_in(house, public))}


def draft(body: str | None = None, **front: str) -> str:
    return briefing_text(body=body, **({"status": "draft", "title": "Three doors and a lantern"} | front))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{case_reference: NSCP-2021-04}", "ref nscp 2021 04"), ("{case_reference: 44718}", "44718"), ("{names: [Ada Quill]}", "ADA  QUILL"),
        ("{names: [Quill]}", "Mrs Quill said"), ("{notes: {mother: Ada Quill}}", "ada-quill"), ("{names: [{first: Ada, known: Quillon}]}", "quillon"),
        ("{names: {Ada Quill: mother}}", "Ada Quill"), ("{case: {seen: 2021-03-04}}", "on 4 March 2021"), ("{case: 2021-03-04}", "2021-03-04"),
        ("{case: {children: 3}}", "children: 3"), ("{notes: [[[deep harbour]]]}", "deep harbour"), ("{cost: 1204.75}", "1204.75"),
        ("Ada Quill", "Ada Quill"), ("[Ada Quill]", "Ada Quill"), ("{notes: 'one two three four five six seven eight nine'}", "two three four five six seven eight nine"),
    ],
)  # fmt: skip
def test_private_values_of_any_shape(house: House, value: str, text: str) -> None:
    house.add("a-draft", draft(private=value))
    assert kinds(house, text) == {"a private value"}


@pytest.mark.parametrize("key", ["Private", "PRIVATE", "privat", "privates", "names", "notes"])
def test_private_values_under_a_key_that_is_written_wrong(house: House, key: str) -> None:
    house.add("a-draft", draft() if key == "private" else draft(**{key: "[Ada Quill]"}))
    assert kinds(house, "Ada Quill") == {"a private value"}


def test_what_says_nothing_alone_is_no_alarm(house: House) -> None:
    house.add("a-draft", draft(private="{shared: true, children: 3, rank: B, empty: null, mark: '-'}"))
    assert kinds(house, "true false null 3 b - shared children rank") == set()


def test_private_values_of_published_briefings_too(house: House) -> None:
    house.add("a-briefing", briefing_text(private="{names: [Ada Quill], rests_on: [young-carers]}"))
    assert kinds(house, "Ada Quill", {"a-briefing"}) == {"a private value"}
    assert kinds(house, "/young-carers/", {"a-briefing"}) == {"a private value"}
    assert kinds(house, "young carers", {"a-briefing"}) == set()


def test_names(house: House) -> None:
    files = {"Lamp at the gate.docx": b"x", "front-door.xlsx": b"y", "plan.txt": b"z"}
    house.add("quiet-harbour", draft(aliases="[old-harbour, pier]"), **files)
    for text in ("/quiet-harbour/", "old_harbour.html", 'href="/pier/"'):
        assert kinds(house, text) == {"a withheld address"}, text
    for text in ("lamp at the gate", "Lamp%20at".replace("%20", " ") + " the gate.docx", "/front-door.pdf", "plan.txt"):
        assert kinds(house, text) == {"a withheld file's name"}, text
    for text in ("a quiet harbour", "the front door", "a plan", "lamp"):
        assert kinds(house, text) == set(), text


def test_a_folder_that_cannot_be_read_as_a_briefing(house: House) -> None:
    (house.root / "briefings" / "quiet-harbour").mkdir()
    stray = "Ada went to the harbour with her aunt on the second of May."
    (house.root / "briefings" / "the-other-lamp.md").write_text(stray, encoding="utf-8")
    (house.root / "briefings" / "quay-wall").symlink_to(house.root / "themes")
    assert kinds(house, "/quiet-harbour/") == {"a withheld address"}
    assert kinds(house, "/the-other-lamp/") == {"a withheld address"}
    assert kinds(house, "/quay-wall/") == {"a withheld address"}
    assert kinds(house, stray) == {"withheld text"}


@pytest.mark.parametrize(
    "broken",
    ["title: Ada: and the lamp", "title: 'Ada: and the lamp", "\ttitle: Ada: and the lamp", "a: [\ntitle: Ada: and the lamp"],
)
def test_front_matter_that_cannot_be_parsed(house: House, broken: str) -> None:
    private = "private:\n  case_reference: NSCP-2021-04\n  names: [Ada Quill, Ben Harbour]\n  notes:\n    - deep water: told\n"
    body = "## What it is\n\nHer aunt saw that the boat had gone before the lamp was lit.\n"
    house.add("a-draft", f"---\n{broken}\naliases: [old-harbour]\n{private}---\n{body}")
    assert kinds(house, "Ada and the lamp") == {"a withheld title"}
    for text in ("nscp 2021 04", "Ada Quill", "ben harbour"):
        assert kinds(house, text) == {"a private value"}, text
    assert kinds(house, "/old-harbour/") == {"a withheld address"}
    assert kinds(house, body) == {"withheld text"}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_briefing_in_another_encoding(house: House, encoding: str) -> None:
    body = "## What it is\n\nHer aunt saw that the café had shut before the lamp was lit at dusk.\n"
    text = draft(body, title="Zoë at the café", private="{names: [Chloé Quill]}")
    house.add("a-draft", text.encode(encoding))
    assert kinds(house, "Zoë at the café") == {"a withheld title"}
    assert kinds(house, "Chloé Quill") == {"a private value"}
    assert kinds(house, "saw that the café had shut before the lamp") == {"withheld text"}


def test_pictures(house: House) -> None:
    note = "Her aunt saw that the boat had gone before the lamp was lit."
    pictures = {"lamp.png": saved("PNG"), "map.svg": svg(f"<title>{note}</title><rect width='1' height='1'/>")}
    house.add("a-draft", draft(), **pictures)
    watched = watched_in(house)
    _catalogue, _ = load(house.root)
    again = io.BytesIO()
    drawing().save(again, "WEBP", lossless=True)
    from briefing_pipeline.verify.read import Mark, pieces

    for name, data in (
        ("a.png", pictures["lamp.png"]),
        ("b.png", encoded_anew(pictures["lamp.png"])),
        ("c.webp", again.getvalue()),
    ):
        assert any(piece.digest in watched.hashes for piece in pieces(name, data) if isinstance(piece, Mark)), name
    assert kinds(house, note) == {"withheld text"}


def encoded_anew(data: bytes) -> bytes:
    picture, _ = read_picture("lamp.png", data)
    assert picture
    return picture.data


def test_a_picture_that_is_published_too_is_not_withheld(house: House) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(plain, "PNG")
    house.add("a-briefing", **{"lamp.png": saved("PNG")})
    house.add("a-draft", draft(), **{"lamp.png": saved("PNG", compress_level=1), "white.png": plain.getvalue()})
    catalogue, _ = load(house.root)
    watched = watch(catalogue, {"a-briefing"}, NOW)
    from briefing_pipeline.verify.read import Mark, pieces

    for data in (encoded_anew(saved("PNG")), saved("PNG")):
        assert not any(piece.digest in watched.hashes for piece in pieces("a.png", data) if isinstance(piece, Mark))
    blank = io.BytesIO()
    Image.new("RGBA", (40, 30), "white").save(blank, "PNG")
    assert not any(piece.digest in watched.hashes for piece in pieces("a.png", blank.getvalue()) if isinstance(piece, Mark))


def test_what_readers_may_see_is_no_alarm(house: House) -> None:
    """A withheld title that is a theme's, an address that is one, and an address within a published one."""
    house.add("knife-crime-in-schools")
    house.add("knife-crime", draft())
    house.add("neglect", draft(title="Neglect"))
    public = {"knife-crime-in-schools"}
    for text in ("/knife-crime-in-schools/", "/themes/neglect/", "neglect", "Neglect is a theme"):
        assert kinds(house, text, public) == set(), text
    assert kinds(house, "/knife-crime/", public) == {"a withheld address"}


def test_withdrawn_bodies_are_watched(house: House) -> None:
    body = briefing_text(status="withdrawn").replace(
        "Words about signs", "Her aunt saw that the boat had gone before the lamp was lit"
    )
    house.add("a-briefing", body)
    assert kinds(house, "aunt saw that the boat had gone before the lamp") == {"withheld text"}


def test_the_same_lists_are_no_alarm(house: House) -> None:
    """Themes, roles and ages in the same order, as a page prints them; words beside them are still withheld."""
    house.add(
        "a-draft", draft(themes="[neglect]", audience="[schools, police, gps, midwifery, housing, probation]", ages="[1-4, 5-10]")
    )
    text = "themes: neglect audience: schools police gps midwifery housing probation ages 1 4 5 10"
    assert kinds(house, text) == set()
    house.add("b-draft", draft(title="Lanterns", summary="Her aunt saw that the boat had gone before the lamp was lit."))
    assert kinds(house, "aunt saw that the boat had gone before the lamp") == {"withheld text"}


def test_what_published_text_says_with_its_words_parted_otherwise_is_no_alarm(house: House) -> None:
    house.add(
        "a-briefing",
        briefing_text().replace("Words about signs", "Care givers saw that the caf\u00e9 had shut before dusk that day"),
    )
    house.add("a-draft", draft("## What it is\n\nCaregivers saw that the cafe had shut before dusk. Her aunt was not there.\n"))
    assert kinds(house, "Care givers saw that the caf\u00e9 had shut before dusk", {"a-briefing"}) == set()
    assert kinds(house, "cafe had shut before dusk. Her aunt was", {"a-briefing"}) == {"withheld text"}


def test_short_summaries_and_what_pictures_show_are_watched_whole(house: House) -> None:
    house.add("a-briefing", briefing_text(summary="A lamp stood in the hall."))
    picture = "\n![Her aunt waits below the stair](lamp.png)\n"
    house.add("a-draft", draft(f"## What it is\n{picture}", summary="She was seen in Mill Lane"), **{"lamp.png": saved("PNG")})
    house.add("b-draft", draft(title="Lanterns", summary="A lamp stood in the hall"))
    house.add("c-draft", "---\ntitle: Pier: and quay\nsummary: Nobody asked who lit it\n---\n")
    house.add("d-draft", draft(title="Quays", summary="Words about signs"))
    for text in ("she was seen in Mill Lane!", "her aunt waits below the stair", "nobody asked who lit it"):
        assert kinds(house, text, {"a-briefing"}) == {"withheld text"}, text
    for text in ("a lamp stood in the hall", "words about signs", "she was seen in Mill"):
        assert kinds(house, text, {"a-briefing"}) == set(), text
