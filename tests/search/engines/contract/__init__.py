"""What every engine must do: tests that run on any, given a place to write paragraphs and open the engine.

A package that adds an engine runs them on its own::

    from tests.search.engines.contract import Contract

    class TestMine(Contract):
        @classmethod
        def workshop(cls, folder):
            return MyWorkshop(folder)  # see tests.search.engines.workshops.Workshop

The answers expected are written out, or are those of ``tests.search.engines.memory``, the smallest engine there is.
``scores_within`` loosens how far scores may differ, ``questions`` says how many random ones are asked.
"""

from __future__ import annotations

from tests.search.engines.contract.agreeing import Agreeing
from tests.search.engines.contract.finding import Finding
from tests.search.engines.contract.living import Living
from tests.search.engines.contract.pages import Pages
from tests.search.engines.contract.reading import Reading

__all__ = ["Contract", "Written"]


class Written(Finding, Pages, Reading, Living):
    """The tests whose answers are written out."""


class Contract(Written, Agreeing):
    """Every test of an engine."""
