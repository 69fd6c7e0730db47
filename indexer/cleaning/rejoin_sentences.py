"""Sentences cut in two, by columns, page ends or a crawler's blank lines, become whole again.

Headings, lists, tables, signatures and verse-like short lines are whole already and stay.
"""

from __future__ import annotations

import itertools
import re

from gongbao.indexer.cleaning.lines import Placed, ends, is_marked, is_plain, starts_paragraph
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

# All but _PAIRS and _NO_START are matched on folded text.
_CLAUSE_END = re.compile(r"[,、(《「『〈\[]$|—$")
_CLAUSE = re.compile(r"[,;。!?]")
_STOP = re.compile(r"[。！？!?]")
_INNER_STOP = re.compile(r"[。!?;](?=.)")
_TOLD_STOP = re.compile(r"[。;](?=.)")  # in a headline only 。 tells that it is none: 倒计时!方案来了
_DANGLING = re.compile(
    r"(?:[的和与及在将把为对向从以是由于并或该其被让使要各等]|关于|印发|通过|进一步|深入|分别|不断|认真|切实|积极"
    r"|加快|全面|大力|着力|扎实|继续|以及|特别是|包括|其中)$"
)
_SURE_DANGLING = re.compile(r"(?:[的和与及在将把对从由]|关于|关于印发|以及|进一步|特别是)$")
_SPLIT_NUMBER = re.compile(r"\d\.?\n(?:\d|%|[年月日亿万个元])")
_SPLIT_MEASURE = re.compile(
    r"[,、].*\d\n(?:%|[亿万](?:[元亩人吨户千公平立]|多|余)|(?:元|公里|件|项|亩|辆|吨|家|户|平方米|个百分点)(?=[,、。;(\u4e00-\u9fff]))"
)
_REPORTER = re.compile(r"^[^,。;]{0,24}(?:记者|通讯员|供稿|编辑|摄影)[^,。;]{0,40}$")
_SIGNATURE = re.compile(
    rf"{_REPORTER.pattern}|[年月]\d{1, 2}日$|\[\d{4}\]|办公室$|政府$|委员会$|[局厅部]$"
    r"|(?:通过|批准|公布|发布|施行|修订|修正)\)$"
)
_ORGAN = re.compile(r"(?:政府|委员会|办公[室厅]|[市县区省州]委|人大常委会|法院|检察院|[局厅])$")
_ABOUT = re.compile(
    r"^关于\S{2,70}(?:通知|意见|决定|决议|报告|公告|通告|批复|函|办法|方案|规划|通报|请示|议案|说明|建议|规定|答复)"
    r"(?:\(\S{1,10}\))?$"
)
# 关于某某县2021年国民经济和社会发展计划 | 执行情况与2022年计划草案的报告: 关于 asks for the 的报告 that stands below.
_TITLE_BEGUN = re.compile(
    r"^[^。,;:!?]*(?:关于(?![^。]*的(?:报告|决议|决定|通知|意见|说明|公告|批复)(?:\(|$))[^。,;:!?]{4,60}"
    r"|\d{4}年[^。,;:!?]{0,30}(?:计划|预算|规划|纲要|方案|决算))$"
)
_TITLE_ENDED = re.compile(
    r"^(?:\(草案\)|草案|执行|完成|实施|落实|编制|调整|进展|推进|办理|中期|审查|贯彻)[^。,;:!?]{0,60}"
    r"的(?:报告|决议|决定|通知|意见|说明|公告|批复|公示|通报)(?:\([^()]{1,16}\))?$"
)
_HAN_TAIL = re.compile("[\u4e00-\u9fff]{1,6}$")
_HAN_HEAD = re.compile("[\u4e00-\u9fff]{1,6}")
_NO_START = frozenset("，,、。；;：:！!？?）)》”’」』〉〕】%％‰℃")
_PAIRS = {"《": "》", "“": "”", "（": "）", "(": ")", "「": "」", "『": "』", "〔": "〕", "【": "】"}


def mended(placed: list[Placed], firm: bool) -> list[Placed]:
    """Lines that stop in mid-sentence joined with what goes on after them, whatever blank lines stand between.

    Two breaks that are plain to see make the file one that breaks sentences; then doubtful ones count too.
    """
    texts = [p.line for p in placed if p.line.text]
    breaks = sum(_may_go_on(a, b) and (_is_sure(a, b) or _is_likely(a, b)) for a, b in itertools.pairwise(texts))
    bold = breaks >= 2
    out: list[Placed] = []
    top = next((p for p in placed if p.line.text), None)
    previous: Placed | None = None
    spoken = titled = False
    for item in placed:
        if not item.line.text:
            out.append(item)
            continue
        if (
            previous is not None
            and _may_go_on(previous.line, item.line)
            and (
                _is_sure(previous.line, item.line)
                or ((bold or not firm) and not titled and _is_likely(previous.line, item.line, previous is top))
                or (bold and not titled and _is_possible(previous.line, item.line, spoken))
            )
        ):
            while out[-1] is not previous:
                out.pop()
            previous.take(item)
        else:
            # The line below a reporter's signature is the next article's headline, however it reads.
            titled = previous is not None and bool(_REPORTER.search(fold(previous.line.text.strip())))
            out.append(item)
            previous = item
        spoken = spoken or (len(previous.line.text) >= 25 and bool(_STOP.search(previous.line.text)))
    return out


def _may_go_on(a: Line, b: Line) -> bool:
    """Whether ``a`` stops without an end, or ``b`` starts as no line can: the quick look before the careful ones."""
    return is_plain(a) and is_plain(b) and (not ends(a.text) or b.text.lstrip()[0] in _NO_START)


def _is_sure(a: Line, b: Line) -> bool:
    """Whether ``a`` certainly goes on in ``b``: an open 《 or quote closed there, or a start that cannot be one."""
    if b.text.lstrip()[0] in _NO_START:
        return len(a.text.strip()) > 1
    if is_marked(b.text):
        return False
    first, second = fold(a.text.strip()), fold(b.text.strip())
    if len(first) <= 40 and _ORGAN.search(first) and _ABOUT.match(second):
        return True
    if len(first) <= 70 and _TITLE_ENDED.match(second) and _TITLE_BEGUN.match(first):
        return True
    if len(first) >= 16 and _SPLIT_MEASURE.search(f"{first[-30:]}\n{second[:6]}"):
        return True
    dangles = len(first) >= 8 and bool(_SURE_DANGLING.search(first)) and not _SIGNATURE.search(first)
    return dangles or _closes(a.text, b.text)


def _closes(first: str, second: str) -> bool:
    """Whether ``second`` closes a bracket or quote that ``first`` leaves open."""
    for opener, closer in _PAIRS.items():
        if opener in first and first.count(opener) > first.count(closer):
            at = second.find(closer)
            if 0 <= at <= 80 and opener not in second[:at]:
                return True
    return False


def _is_likely(a: Line, b: Line, top: bool = False) -> bool:
    """Whether ``a``, a piece of running text that stops without an end, very probably goes on in ``b``;
    the ``top`` line of a file is taken for its headline sooner."""
    first, second = fold(a.text.strip()), fold(b.text.strip())
    if len(first) >= 16 and _SPLIT_NUMBER.search(f"{first[-2:]}\n{second[:1]}"):
        return True
    if ends(a.text) or starts_paragraph(b.text):
        return False
    inner = bool((_TOLD_STOP if top else _INNER_STOP).search(first))
    if _SIGNATURE.search(first) and not inner:
        return False
    if _CLAUSE_END.search(first) or inner:
        return len(first) >= 16
    if not _goes_on(second):
        return False
    clauses = len(_CLAUSE.findall(first))
    if len(first) >= 60 and clauses:
        return True
    if clauses and not is_marked(first):
        return (clauses >= 2 and len(first) >= 25) or _cuts_word(first, second)
    return False


def _is_possible(a: Line, b: Line, spoken: bool) -> bool:
    """Whether ``a`` may go on in ``b``, in a file that is known to break sentences; ``spoken`` once text has begun."""
    if ends(a.text) or starts_paragraph(b.text):
        return False
    first, second = fold(a.text.strip()), fold(b.text.strip())
    if _CLAUSE_END.search(first):
        return True
    if _SIGNATURE.search(first) or is_marked(first) or not _goes_on(second):
        return False
    return bool((spoken and _CLAUSE.search(first)) or _DANGLING.search(first) or (spoken and _cuts_word(first, second)))


def _goes_on(text: str) -> bool:
    return len(text) >= 20 or bool(_CLAUSE.search(text))


def _cuts_word(first: str, second: str) -> bool:
    """Whether a word of the dictionary stands across the break: 评价机 | 制."""
    from gongbao.indexer.analysis import segmenter  # its dictionary is loaded only for a doubtful line end

    tail, head = _HAN_TAIL.search(first), _HAN_HEAD.match(second)
    if not (tail and head):
        return False
    at = 0
    words = segmenter()
    joined = tail.group() + head.group()
    for word in words.cut(joined):
        if at < len(tail.group()) < at + len(word):
            return words.known(word)
        at += len(word)
    return False
