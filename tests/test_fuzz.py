"""Briefings put together from nasty pieces: none raises, none takes long, and none lets a withheld word through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import briefing_text, examples
from nasty import CANARY, KEYS, LINES, TEXTS, VALUES, Den, den

SOUND = briefing_text(private=f"{{notes: {CANARY}, names: [{CANARY}]}}").split("\n")
END = SOUND.index("---", 1)
SECRET = briefing_text(status="awaiting-publication", title=CANARY, summary=f"About {CANARY}.").replace(
    "Words about", f"{CANARY} says, in"
)

change = st.one_of(
    st.tuples(st.just("value"), st.integers(1, END - 1), st.sampled_from(VALUES)),
    st.tuples(st.just("key"), st.sampled_from(KEYS), st.sampled_from(VALUES)),
    st.tuples(st.just("line"), st.integers(0, END), st.sampled_from(LINES) | st.text(max_size=20)),
    st.tuples(
        st.just("text"),
        st.integers(END + 1, len(SOUND) - 1),
        st.lists(st.sampled_from(TEXTS) | st.text(max_size=8), min_size=1, max_size=12),
    ),
    st.tuples(st.just("cut"), st.integers(0, len(SOUND) - 1), st.just("")),
)


def changed(lines: list[str], changes: list[tuple[str, int | str, str | list[str]]], joint: str) -> str:
    """The lines of a briefing with some of them replaced or added."""
    lines = list(lines)
    for what, where, new in changes:
        at = min(where, len(lines) - 1) if isinstance(where, int) else END
        if what == "value" and isinstance(new, str):
            lines[at] = f"{lines[at].split(':')[0]}: {new}"
        elif what == "key":
            lines[at - 1] += f"\n{where}: {new}"
        elif what == "cut":
            lines[at] = ""
        else:
            lines[at] += "\n" + (new if isinstance(new, str) else joint.join(new))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def house() -> Iterator[Den]:
    made = den()
    yield made
    shutil.rmtree(made.root)


@examples(300)
@given(st.lists(change, max_size=4), st.lists(change, max_size=2), st.sampled_from(["\n", "", " ", "\n\n"]))
def test_no_briefing_raises_hangs_or_leaks(
    house: Den,
    ours: list[tuple[str, int | str, str | list[str]]],
    theirs: list[tuple[str, int | str, str | list[str]]],
    joint: str,
) -> None:
    published, secret = changed(SOUND, ours, joint), changed(SECRET.split("\n"), theirs, joint)
    assert house.leaks(published.encode("utf-8", "surrogatepass"), secret.encode("utf-8", "surrogatepass")) == []


@examples(50)
@given(st.binary(max_size=400), st.integers(0, len("\n".join(SOUND))), st.integers(0, 40))
def test_no_bytes_in_a_briefing_raise_hang_or_leak(house: Den, data: bytes, at: int, cut: int) -> None:
    whole = "\n".join(SOUND).encode()
    assert house.leaks(whole[:at] + data + whole[at + cut :], data + SECRET.encode()) == []


def test_the_sound_one_is_let_through(house: Den) -> None:
    """The search above would find nothing if nothing were let through."""
    assert house.leaks("\n".join(SOUND).encode(), SECRET.encode()) == []
    # A name in the text is a fault already; what stands in the notes, only the second fence knows.
    told = "\n".join(SOUND).replace("Words about what it is.", f"Words of {CANARY}.").replace(f", names: [{CANARY}]", "")
    assert len(house.leaks(told.encode(), SECRET.replace(CANARY, "heron").encode())) == 1
