"""Opening an index and asking the columnar engine imports no module of Whoosh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.indexer.store.samples import ours, paragraphs

ROOT = Path(__file__).resolve().parents[3]

ASKING = """
import sys
from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters, Request
from gongbao.search.query.ast import All, Near, Not, Regex, SameDocument, Substring, Word

engine = ColumnarEngine(sys.argv[1], Config())
trees = [
    Substring("text", "发展"), Word("title", "发展"), Regex("text", "发.经"), SameDocument(Substring("text", "经济")),
    All((Near("text", ("经济", "发展"), 30), Not(Substring("text", "数字")))),
]
for tree in trees:
    request = Request(tree, Filters({"city": ("淄博市",)}), bonuses=(Word("title", "经济"),), facets=("city",), fields=("text",))
    engine.search(request)
    engine.aggregate(request, ("year",), ("paragraphs", "characters", "tokens"))
    list(engine.scan(request, ("text", "record")))
engine.documents(["d1"], ("text",)), engine.paragraphs(["d1-0"], ("text",)), engine.complete("text", "发")
engine.refresh()
engine.close()
print([name for name in sys.modules if name.partition(".")[0] == "whoosh"])
"""


def test_opening_and_asking_import_no_whoosh(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(60, 3))
    command = [sys.executable, "-c", ASKING, str(tmp_path / "i")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "[]"), ran.stderr
