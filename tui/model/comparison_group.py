"""What is compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from gongbao.tui.model.question import Question, Value


class ComparisonGroup(NamedTuple):
    """One of the two that are compared: the paragraphs that a question finds, under a name.

    No question stands for all that the other side leaves out.
    """

    name: str
    question: Question | None = None

    @classmethod
    def of(cls, facet: str, value: Value) -> ComparisonGroup:
        """The documents with one value of a facet."""
        return cls(str(value), Question().toggled(facet, value, "include"))

    def selection(self) -> dict[str, Any]:
        """What ``Index.keyness`` takes for it; copies are chosen for both sides together."""
        if self.question is None:
            return {}
        query = self.question.query.strip()
        return {**replace(self.question, copies=False).arguments(), **({"query": query} if query else {})}
