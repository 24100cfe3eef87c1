"""The triple patterns of a group of a query, one by one, from words in which they share subjects and predicates."""

from __future__ import annotations


class UnclearError(Exception):
    """The query may ask for anything."""


class Triples:
    """Gathers the triple patterns of a group from words, with lists of predicates and objects unfolded.

    Attributes:
        words: What has come since the last mark.
        found: Each pattern: subject (empty where unknown), the words of the path, object (likewise).
    """

    def __init__(self) -> None:
        """Begins with none."""
        self.words: list[str] = []
        self.found: list[list[str]] = []
        self._mode, self._subject = ".", ""
        self._verb: list[str] = []
        self._outer: list[tuple[str, list[str]]] = []

    def end(self, mark: str) -> None:
        """Ends a pattern with one of the marks that do."""
        words, self.words = self.words, []
        if words[:1] == ["("] or words[-1:] == [")"] or words.count("(") != words.count(")"):
            raise UnclearError  # a collection, which stands for triples of its own
        if mark == "[" and not words and self._mode == ".":
            self._subject = ""  # what follows the brackets is said of what they stand for
        elif words or (mark == "[" and self._mode == ","):
            if self._mode == ".":
                self._subject, words = words[0], words[1:]
            elif self._mode == ",":
                words = self._verb + words
            words = [*words, ""] if mark == "[" else words
            self._verb = words[:-1]
            self.found.append([self._subject, *words])
        if mark == "[":
            self._outer.append((self._subject, self._verb))
            self._subject = ""
        elif mark == "]" and self._outer:
            self._subject, self._verb = self._outer.pop()
        self._mode = mark if mark in ".," else ";"
