"""The name of a site or a collection standing alone above a document."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import LISTED, SENTENCE, SPACE, SiftedPage
from gongbao.indexer.cleaning.noise import Noise
from gongbao.indexer.folding import fold

_LONGEST = 40
_SLOGAN = re.compile(r"[-—–_|:·]+")
_NAMING = frozenset(["copyright", "site-registration", "site-host", "collected", "welcome"])
_POSITION = re.compile(r"位置|栏目|首页|主页")
_SEGMENTS = re.compile(r"[>»›→:]+|首页|主页")
_DOCUMENT = re.compile(
    r"(?:报告|决议|决定|通知|意见|建议|规划|纲要|计划|方案|办法|条例|规定|细则|公报|公告|通告|批复|函|讲话|致辞|令|草案|要点"
    r"|规则|章程|预案|通报|说明|公示|答复|措施|指南|清单|预算|决算|法|公开|召开|举行|开幕|闭幕)(?:\([^()]{1,40}\)|[〔\[][^〕\]]*[〕\]]\S*)*$"
)
_TELLS = re.compile(
    r"[了将把被让]|关于|同志|政府|委员会|建[成起设立]|打造|启动|推[进动出]|获|上线|亮相|落[户成地]|入[选驻围]|助力|走进|召开|举[办行]|开[展通放]"
    r"|[省市县区州旗镇乡].*(?:(?<!家)园|站|平台|专区)$"
)
_HEADLINE = 12
_NUMBER = (
    r"\(?(?:19|20)\d\d年第[\d一二三四五六七八九十]{1,3}[号期](?:\(?总第?[\d一二三四五六七八九十百]{1,5}[号期]?\)?)?\)?"
)
_GAZETTE = re.compile(rf"^\S{{0,30}}(?:人民代表大会常务委员会|人大常委会|人民政府|政府|[省市县区州])公报({_NUMBER})?$")
_ISSUE = re.compile(rf"^{_NUMBER}$")

_RED_HEAD = re.compile(r"^([\u4e00-\u9fff]{2,30}(?:政府|公署|办公[室厅]|委员会|常委会|[局厅部委院会]))文件$")
_DOCUMENT_NUMBER = re.compile(r"\d{4}.{1,4}\d+号$")


def take_mastheads(page: SiftedPage, first: int, rules: Noise) -> None:
    """Take a short line of the head that only names the site: another line must be left that can be the title."""
    named = _names(page)
    head = [n for n in range(min(first + 1, len(page.lines))) if page.open(n)]
    _take_gazette(page, head, rules)
    _take_red_head(page, head)
    head = [n for n in head if page.open(n)]
    for place, at in enumerate(head[:4]):
        compact = page.compact[at]
        if at >= first or page.lines[at].kind != "text" or not 3 <= len(compact) <= _LONGEST:
            continue
        if LISTED.match(compact) or SENTENCE.search(compact) or _DOCUMENT.search(compact):
            continue
        if not place and _is_host(page, at, head):
            page.take(at, "site-name", ("site", page.lines[at].text.strip()))
            continue
        if _TELLS.search(compact):
            continue
        below = [n for n in head[place + 1 :] if page.open(n) and _may_be_title(page.compact[n], rules)]
        if not below:
            continue
        name = _SLOGAN.split(compact)[0]
        if (
            rules.masthead.match(name)
            or (name != compact and rules.site.match(name))
            or _is_named(compact, named)
            or _above_position(page, at, below[0])
        ):
            page.take(at, "site-name", ("site", page.lines[at].text.strip()))


def _take_gazette(page: SiftedPage, head: list[int], rules: Noise) -> None:
    """Take the name of a gazette with the number of its issue, above the title of the first item."""
    for place, at in enumerate(head[:2]):
        match = _GAZETTE.match(page.compact[at])
        if match is None:
            continue
        masthead = [at, *(n for n in head[place + 1 : place + 2] if _ISSUE.match(page.compact[n]))]
        below = head[place + len(masthead) :][:3]
        if (match.group(1) or len(masthead) == 2) and any(_may_be_title(page.compact[n], rules) for n in below):
            for n in masthead:
                page.take(n, "masthead", ("site", page.lines[n].text.strip()))
        return


def _take_red_head(page: SiftedPage, head: list[int]) -> None:
    """Take 某某县人民政府文件 on top, where no number but a title that ends like a document's stands right below it."""
    if len(head) < 2 or not (match := _RED_HEAD.match(page.compact[head[0]])):
        return
    below = page.compact[head[1]]
    if _DOCUMENT.search(below) and not _DOCUMENT_NUMBER.search(below) and page.open(head[0]):
        page.take(head[0], "red-head", ("issuer", match.group(1)))


def _is_host(page: SiftedPage, at: int, head: list[int]) -> bool:
    """Whether the line above the page's menu names the office whose site it is, which a title below names again."""
    following = next((n for n in range(at + 1, len(page.lines)) if page.lines[n].text.strip()), at)
    name = page.compact[at]
    below = (page.compact[n] for n in head if n > following)
    return page.taken[following] == "menu" and any(text.startswith(name + "关于") for text in below)


def _names(page: SiftedPage) -> list[str]:
    """What the page's breadcrumbs begin with, and its lines on copyright and the like, folded, without spaces."""
    named = []
    for n, rule in enumerate(page.taken):
        if rule == "breadcrumbs":
            segments = [s for s in _SEGMENTS.split(page.compact[n]) if s and not _POSITION.search(s)]
            named += segments[:1] if len(segments) > 1 else []
        elif rule in _NAMING:
            named.append(page.compact[n] or SPACE.sub("", fold(page.lines[n].text)))
    return named


def _is_named(compact: str, named: list[str]) -> bool:
    return 4 <= len(compact) <= 20 and any(compact[:4] in name for name in named)


def _may_be_title(compact: str, rules: Noise) -> bool:
    """Whether a line may be a title: it ends like a document's, or is as long as a headline; no session line is."""
    if len(compact) < 5 or LISTED.match(compact) or re.match(r"[(\-—]", compact) or rules.site.match(compact):
        return False
    return bool(_DOCUMENT.search(compact)) or (len(compact) >= _HEADLINE and not SENTENCE.search(compact))


def _above_position(page: SiftedPage, at: int, title: int) -> bool:
    """Whether the next line but blank ones tells where on the site one is (您现在的位置：…), the title being below."""
    following = next((n for n in range(at + 1, len(page.lines)) if page.lines[n].text.strip()), at)
    return (
        len(page.compact[at]) <= 20
        and page.taken[following] == "breadcrumbs"
        and following < title
        and "位置" in page.compact[following]
    )
