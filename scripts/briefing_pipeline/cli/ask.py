"""Asks an officer at the terminal what a new briefing needs, until the answer is clear."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.prompt import Prompt

from ..choices import LISTED_AT_MOST, Choice, chosen, close_to, fitting
from ..findings import as_shown
from .shared import out, print_lines


def type_in(question: str) -> str:
    """One line from the terminal."""
    return str(Prompt.ask(question, console=out, default="", show_default=False)).strip()


class Questions:
    """The questions of `new` and `import`; `ask` gets one line from the officer, `say` shows some."""

    def __init__(self, ask: Callable[[str], str] = type_in, say: Callable[..., None] = print_lines) -> None:
        self.ask, self.say = ask, say

    def text(self, question: str, faults: Callable[[str], Sequence[str]], suggested: str = "") -> str:
        """A line in which `faults` finds nothing; Enter alone takes what is suggested."""
        while True:
            answer = self.ask(question) or suggested
            wrong = faults(answer)
            if not wrong:
                return answer
            self.say(*(f"  {as_shown(text)}" for text in wrong))

    def one(self, what: str, choices: Sequence[Choice], suggested: str = "") -> Choice:
        """One of a short list, all of which is shown."""
        self.say(*_numbered(choices))
        while True:
            answer = (
                self.ask(f"{what.capitalize()} (number or name{f', Enter for {suggested}' if suggested else ''})") or suggested
            )
            found, why = self._meant(answer, what, choices, choices)
            if found:
                return found
            self.say(f"  {why}" if answer else "  choose one")

    def several(self, what: str, choices: Sequence[Choice], none: str = "") -> list[Choice]:
        """Some of a long list: words narrow it, numbers choose from what is shown, Enter ends. `none` says what none means."""
        taken: list[Choice] = []
        shown: Sequence[Choice] = choices if len(choices) <= LISTED_AT_MOST else ()
        which = False
        self.say(*_numbered(shown))
        while True:
            answer = self.ask(_question(what, taken, none, shown, which))
            if not answer and not which and (taken or none):
                return taken
            if answer == "?" or not (answer or which):
                shown = choices
                self.say(*_numbered(shown))
                if not answer:
                    self.say(f"  at least one {what} is needed: type its number or part of its name")
            which = False
            for part in filter(None, (part.strip() for part in answer.replace("?", "").split(","))):
                found, why = self._meant(part, what, choices, shown)
                if found:
                    taken += [] if found in taken else [found]
                elif not _is_number(part) and (narrowed := fitting(part, choices)):
                    shown, which = narrowed, True
                    self.say(*_numbered(shown))
                elif len(choices) > LISTED_AT_MOST and not _is_number(part) and not close_to(part, choices):
                    self.say(f'  there is no {what} "{as_shown(part)}": type another word for it, or ? for all')
                else:
                    self.say(f"  {as_shown(why)}")
            if taken:
                self.say(f"  Chosen: {', '.join(choice.title for choice in taken)}")

    def _meant(self, answer: str, what: str, choices: Sequence[Choice], shown: Sequence[Choice]) -> tuple[Choice | None, str]:
        if _is_number(answer):
            number = int(answer[:6])
            if 1 <= number <= len(shown):
                return shown[number - 1], ""
            return (
                None,
                f"there is no number {answer[:6]} in the list above" if shown else "type part of a name first, or ? for all",
            )
        return chosen(answer, what, choices)


def _is_number(answer: str) -> bool:
    return answer.isascii() and answer.isdigit()


def _question(what: str, taken: Sequence[Choice], none: str, shown: Sequence[Choice], which: bool) -> str:
    if which:
        return "Which of these (number; Enter: none of them)"
    if taken:
        return f"Another {what} (Enter: that is all)"
    how = "numbers or part of a name" if shown else "part of a name; ? shows all"
    return f"{what.capitalize()}s ({how}{f'; Enter: {none}' if none else ''})"


def _numbered(choices: Sequence[Choice]) -> list[str]:
    return [
        f"  {number:2}  {choice.title}{f': {choice.meaning}' if choice.meaning else ''}"
        for number, choice in enumerate(choices, 1)
    ]
