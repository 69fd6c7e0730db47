"""Articles: the clean lines of one file in, its articles out. Several are told apart; one is never cut in two.

A new article begins at a short headline when what stands above it ends an article (a reporter's signature, a
mark between articles, a page's next-link) or what stands below it opens one (a dateline, an adoption line, a
source line), and never inside an annex.
"""

from __future__ import annotations

import re

from indexer.documents import Article, Cleaned, Line, Note
from indexer.folding import fold

_SENTENCE_END = re.compile(r"[。！？!?；;:：，,、][”’」』）)\"]*$")
_MARKER = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]+[编篇章节条]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[、.．)]|[①-⑳]|——|[·•●■◆])"
)
_DATELINE = re.compile(
    r"^(?:[(（]?(?:本报|本网|本台|本刊|新华社|中新社|人民网|中国新闻网)\S{0,12}?(?:讯|电|\d日讯)[ \u3000)）(（，,]?"
    r"|\S{2,16}?(?:\d{1,2}月)?\d{1,2}日(?:讯|电)|\S{2,10}讯[ \u3000(（:：])"
)
_ADOPTED = re.compile(
    r"^[(（].{0,40}\d{1,2}月\d{1,2}日.{0,60}(?:通过|批准|公布|发布|修订|修正|印发|施行|讲话|作)[^。]{0,40}[)）]$"
)
_INLINE_ADOPTED = re.compile(
    r"^(.{6,120}?(?:决议|决定|条例|办法|规定|报告|意见|公告|方案|规划|纲要|细则|法))[ \u3000]*"
    r"([(（][^()（）]{0,40}年[^()（）]{2,80}(?:通过|批准|公布|发布|修订|修正)[)）])$"
)
_SIGNATURE = re.compile(
    r"^[(（【\[]?(?:\S{0,16}(?:全媒体|融媒体中心|首席|见习|特约)?(?:记者|通讯员)[ \u3000:：/]*\S|"
    r".{0,12}(?:供稿|报道|采写|摄影报道|撰稿)"
    r"[)）】\]]?$|(?:作者|文|来源|责任编辑|编辑)[:：/ ])"
)
_INLINE_SIGNATURE = re.compile(
    r"[。！？”][ \u3000]*[(（][^()（）]{0,30}(?:记者|通讯员|供稿|报道|摄影)?[^()（）]{0,30}[)）]$"
)
_DATED = re.compile(
    r"^(?:[12]\d{3}|二[〇○0Oo零]\S\S)\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日$"
)
_ANNEX = re.compile(r"^附(?:件|表|录|图|：|:|$)")
_OFFICIAL = re.compile(
    r"(?:决议|决定|通知|意见|报告|公告|通告|公报|通报|办法|规定|条例|细则|批复|复函|函|命令|令|名单|方案|规划|纲要|要点|讲话|说明|议案|议程|辞职|任免名单|答复)(?:[(（《][^()（）]{1,16}[)）》])?$"
)
_NUMBERED = re.compile(
    r"^\S{1,12}[〔\[（(﹝［【]?(?:19|20)\d{2}[〕\]）)﹞］】]?\s*(?:第\s*)?\d{1,4}\s*号$|^(?:第\s*\d{1,4}\s*号|[(（]第\s*\S{1,6}\s*号[)）])$"
)
_SESSION = re.compile(
    r"^[-—―–─]{1,4}.{0,10}年.{0,40}(?:会议|大会)上?|^[(（].{0,30}年.{0,12}日.{0,40}(?:会议|大会)上[)）]$"
)
_ISSUES = re.compile(
    r"现予(?:以)?(?:公布|发布|印发)|现(?:将|印发)|印发(?:给|你们)|予以公布|请(?:认真)?(?:遵照|贯彻|组织)|已经?.{0,60}(?:通过|同意|批准)"
)
_ORGAN = re.compile(r"(?:政府|委员会|办公[室厅]|[市县区省州]委|大会|常委会|主席团|法院|检察院|[局厅部院])$")
_LONG = 40


def split(cleaned: Cleaned) -> list[Article]:
    """The articles of a file, in order, each with its lines (no blank ones) and the notes around it.

    A note goes to the article it stands in or directly above; one above the first article or below the last goes
    to all, because a page's own source and date hold for everything on it. A file without text has no articles.
    """
    lines = [(n, line) for n, line in enumerate(cleaned.lines) if line.text.strip()]
    if not lines:
        return []
    breaks = {note.line for note in cleaned.notes if note.key == "break"}
    sourced = {note.line for note in cleaned.notes if note.key in ("source", "published")}
    starts = _starts(lines, breaks, sourced)
    articles = []
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[begin:end]
        first = 0 if begin == 0 else block[0][0]
        last = len(cleaned.lines) + 1 if end == len(lines) else lines[end][0]
        notes = [_moved(note, block) for note in cleaned.notes if note.key != "break" and first <= note.line < last]
        if len(starts) > 1:
            notes += [_moved(n, block) for n in _page_notes(cleaned, lines) if not first <= n.line < last]
        articles.append(Article(tuple(_titled([line for _, line in block])), tuple(notes)))
    return articles


def _moved(note: Note, block: list[tuple[int, Line]]) -> Note:
    """``note`` with its line counted within the article."""
    return Note(note.key, note.value, note.text, sum(n < note.line for n, _ in block))


def _page_notes(cleaned: Cleaned, lines: list[tuple[int, Line]]) -> list[Note]:
    """Notes above all text and below it, which hold for the whole page."""
    return [n for n in cleaned.notes if n.key != "break" and (n.line <= lines[0][0] or n.line > lines[-1][0])]


def _titled(lines: list[Line]) -> list[Line]:
    """An adoption line that ran into the title above it on a line of its own."""
    match = _INLINE_ADOPTED.match(lines[0].text) if len(lines[0].text) < 220 else None
    if not match:
        return lines
    return [Line(match.group(1).rstrip(), lines[0].heading), Line(match.group(2)), *lines[1:]]


def _starts(lines: list[tuple[int, Line]], breaks: set[int], sourced: set[int]) -> list[int]:
    """The places in ``lines`` where articles begin; always 0 first."""
    starts = [0]
    place = 1
    while place < len(lines):
        if _begins(lines, place, starts[-1], breaks, sourced):
            starts.append(place)
            place += 2
        else:
            place += 1
    return starts


def _begins(lines: list[tuple[int, Line]], place: int, start: int, breaks: set[int], sourced: set[int]) -> bool:
    text = lines[place][1].text.strip()
    if not _is_headline(lines[place][1]) or place + 1 >= len(lines):
        return False
    if _ORGAN.search(text) and _DATED.match(lines[place + 1][1].text.strip()):
        return False  # a signature with its date
    article = [line.text.strip() for _, line in lines[start:place]]
    if not any(len(t) >= _LONG for t in article) or _in_annex(article, text):
        return False
    opening = _opening(lines, place, sourced)
    if opening is None:
        return False
    above = article[-1]
    broken = any(lines[place - 1][0] < n <= lines[place][0] for n in breaks)
    signed = bool(_SIGNATURE.match(above) and len(above) <= 60) or bool(_INLINE_SIGNATURE.search(above))
    closed = bool(_DATED.match(above))
    if broken or signed:
        return True
    if opening in ("dateline", "source"):
        return bool(_SENTENCE_END.search(above)) or closed
    return opening == "official" and (closed or bool(re.search(r"[。！？!]$", above)))


def _is_headline(line: Line) -> bool:
    text = line.text.strip()
    if line.kind != "text" or len(text) < 5:
        return False
    if _INLINE_ADOPTED.match(text):
        return True
    return (
        len(text) <= 70
        and not _SENTENCE_END.search(text)
        and not _MARKER.match(text)
        and not _SIGNATURE.match(text)
        and not _DATED.match(text)
        and not _ADOPTED.match(text)
    )


def _opening(lines: list[tuple[int, Line]], place: int, sourced: set[int]) -> str | None:
    """What opens an article at ``place``: a dateline, a source line, an official title, or plain text; else None."""
    text = lines[place][1].text.strip()
    if _INLINE_ADOPTED.match(text):
        return "official"
    below = [line.text.strip() for _, line in lines[place + 1 : place + 5]]
    for ahead, line in enumerate(below):
        if _DATELINE.match(line):
            return "dateline"
        if any(lines[place + ahead][0] < n <= lines[place + ahead + 1][0] for n in sourced):
            return "source"
        if _ADOPTED.match(line) or _SESSION.match(line) or _NUMBERED.match(line):
            titled = "".join([text, *below[:ahead]])
            return "official" if _OFFICIAL.search(titled) or _OFFICIAL.search(text) else None
        if len(line) > 60 or _SENTENCE_END.search(line):
            break
    if any(len(line) >= _LONG for line in below[:3]):
        return "plain"
    return None


def _in_annex(article: list[str], headline: str) -> bool:
    """Whether ``headline`` belongs to what stands above: an annex, or the text that a notice issues."""
    if _ANNEX.match(article[-1]) or (len(article) > 1 and _ANNEX.match(article[-2])):
        return True
    opening = fold("".join(article[:12]))
    bare = re.sub(r"\W+", "", fold(headline))
    names = {re.sub(r"\W+", "", name) for name in re.findall(r"《([^《》]{4,80})》", opening)}
    head = fold("".join(article[:2]))
    issues = bool(re.search(r"通知|公告|令|批复|函|通告", head)) or bool(_ISSUES.search(opening))
    if not issues or sum(map(len, article)) > 3000 or len(bare) < 6:
        return False
    named = any(bare in name or name in bare for name in names)
    return named or (bool(_OFFICIAL.search(headline)) and bare in re.sub(r"\W+", "", head))
