"""Articles: the clean lines of one file in, its articles out. Several are told apart; one is never cut in two.

An article begins at a headline when something above it ends the last one (a reporter's signature, a mark between
articles, a signature with its date) and something below it opens one (a dateline, a source line, an adoption or
session line, a document number), never inside an annex or the text that a notice issues. Patterns are matched on
folded text, so they are written simplified and half-width.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongbao.indexer.cleaning.lines import is_adoption
from gongbao.indexer.documents import Article, Cleaned, Line, Note
from gongbao.indexer.folding import fold

_STOP = re.compile(r"[。!?;]")
_ENDED = re.compile(r"[。!?;:,、…][\"')」』》]*$")
_CLOSED = re.compile(r"[。!?…][\"')」』》]*$")
_MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[编篇章节条]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|\d{1,3}[、.)]|[①-⑳]|--|[·•●■◆])"
)
_DATELINE = re.compile(
    r"\(?(?:本报|本网|本台|本刊|新华社|中新社|人民网|中国新闻网)\S{0,12}?(?:讯|电)[ )(,]?"
    r"|\S{2,16}?(?:\d{1,2}月)?\d{1,2}日(?:讯|电)|\S{1,9}(?<![资通审音简快])讯[ (:]"
)
_ACTS = "通过|批准|公布|发布|修订|修正|印发"
_ADOPTED = re.compile(rf"\(.{{0,40}}\d{{1,2}}月\d{{1,2}}日.{{0,60}}(?:{_ACTS}|施行|讲话|作)[^。]{{0,40}}\)$")
_INLINE_ADOPTED = re.compile(
    r"(.{6,120}?(?:决议|决定|条例|办法|规定|报告|意见|公告|方案|规划|纲要|细则|法)) *"
    rf"(\([^()]{{0,40}}年[^()]{{2,80}}(?:{_ACTS})\))$"
)
_SESSION = re.compile(r"-{1,4}.{0,10}年.{0,40}(?:会议|大会)上?|\(.{0,30}年.{0,12}日.{0,40}(?:会议|大会)上\)$")
_NUMBERED = re.compile(
    r"\S{1,14}[\[({]?(?:19|20)\d{2}[\])}]? *(?:第 *)?\d{1,4} *号$|第 *\S{1,6} *号$|\(第 *\S{1,6} *号\)$"
)
_DATE = r"(?:[12]\d{3}|二[〇0Oo零]\S\S) *年 *[\d一二三四五六七八九十]{1,3} *月 *[\d一二三四五六七八九十]{1,3} *日"
_DATED = re.compile(rf"{_DATE}$")
_DATE_BELOW = re.compile(rf"\({_DATE}\)$")
_DAY_ALONE = re.compile(rf"(?:{_DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})$")
_SPEECH = re.compile(r"(?:讲话|致辞|发言|主持词|演讲)(?:[(《][^()]{1,16}[)》])?$")
_AUDIENCE = re.compile(r"(?:同志们|各位|尊敬的|女士们|朋友们)[^。]{0,60}[:!]$")
_SALUTED = re.compile(r"(?:各|市|县|区|省|州|尊敬的|同志们|有关|你)[^。]{0,60}:$")
_SIGNED = re.compile(
    r"[(\[]?(?:(?:\S{0,16}(?:报|网|社|台|中心|媒体?|刊|见习|首席|实习|特约|站|驻\S{1,4})|)"
    r"(?:记者|通讯员)[ :/]*"
    r"(?!走访|调查|手记|观察|采访|提问|追问|探访|体验|了解|注意|发现|获悉|看到|从|在|问答|述评|连线|实测)"
    r"[\u4e00-\u9fff·]{2,4}(?:[ 、,:/()\[\]]|$)|(?:文|图|文图|作者|撰稿|供稿)[/:] ?\S)"
    r"|[(\[]?[^。,;]{2,16}(?:供稿|报道|采写|撰稿)[)\]]?$"
    r"|\([\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4}){0,4}\)$"
)
_SIGNED_INSIDE = re.compile(
    r"[。!?\"] *\((?:[^()]{0,24}(?:记者|通讯员|报道|供稿|摄影|采写)[^()]{0,36}"
    r"|[\u4e00-\u9fff]{2,3}(?: [\u4e00-\u9fff]{2,3}){0,3})\)$"
)
_REPORTER = re.compile("记者|通[讯訊][员員]")
_REPLY = re.compile(r"(?:建议|提案|议案|问题|事项|来信).{0,14}的?(?:答复|复函|回复)(?:意见|函)?(?:\([^()]{1,16}\))?$")
_ADDRESSEE = re.compile(r"[^,。;:!?]{2,30}(?:代表|委员|同志|先生|女士)?(?:\([^()]{1,20}\))?:$")
_BELOW_SIGNATURE = re.compile(r"\(?(?:联系|抄送|抄报|主办|承办|经办|办理|签发|领导签发|电话)[^。]{0,60}$")
_NOT_NAMES = re.compile(r"\((?:待续|全文|摘要|节选|附后|下同|试行|完)\)$")
_ANNEX = re.compile(r"附(?:件|表|录|图|:|$)")
_OFFICIAL = re.compile(
    r"(?:决议|决定|通知|意见|报告|公告|通告|公报|通报|办法|规定|条例|细则|批复|复函|函|命令|令|名单|方案|规划|纲要"
    r"|要点|讲话|说明|议案|议程|答复|致辞|发言)(?:[(《][^()]{1,16}[)》])?$"
)
_ISSUING = re.compile(r"(?:决议|决定|通知|公告|通告|批复|函|令)(?:\([^()]{1,16}\))?$")
_ISSUES = re.compile(r"现予|现印发|印发给?你们|予以(?:公布|印发)|重新公布|现将.{2,40}(?:印发|公布|公告|发布)")
_ORGAN = re.compile(r"(?:政府|委员会|办公[室厅]|[市县区省州]委|大会|常委会|主席团|法院|检察院|[局厅部院])$")
_FINISHED = re.compile(
    r"自.{2,24}起(?:施行|实施|执行|生效)(?:,有效期.{1,12}|,.{2,40}同时废止)?。$|特此(?:通知|公告|通告|批复|函复|报告|决定)。?$|^此复。?$"
)
_SIGNER = re.compile(
    r"[代副]?(?:[省市县区州盟旗镇乡局厅部院]长|主席|主任|委员长|检察长|专员|书记|总理|签发人)[ :]+\S{1,2} ?\S{1,4}$"
)
_SPOKEN = 20
_REPEATED_WITHIN = 400
_ISSUER_SIZE = 3000
_PAGE_NOTES = frozenset(["source", "published", "crumbs", "title", "index"])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line that is not blank: its number among the clean lines, and its folded text (the middle of long ones cut)."""

    number: int
    line: Line
    text: str


def split(cleaned: Cleaned, single: bool = False) -> list[Article]:
    """The articles of a file, in order, each with its lines (no blank ones) and the notes around it.

    ``single`` says that it holds only one, as a record does whose columns describe one document.

    A note goes to the article it stands in or directly above; one above the first article or below the last goes
    to all, because a page's own source and date hold for everything on it. A file without text has no articles.
    """
    pieces = [_Piece(n, line, _seen(line.text)) for n, line in enumerate(cleaned.lines) if line.text.strip()]
    if not pieces:
        return []
    starts = [0] if single else _Reader(cleaned, pieces).starts()
    top, bottom = pieces[0].number, pieces[-1].number
    articles = []
    for begin, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        block = pieces[begin:end]
        first = 0 if begin == 0 else block[0].number
        last = len(cleaned.lines) + 1 if end == len(pieces) else pieces[end].number
        if begin:
            first = pieces[begin - 1].number + 1
        if end < len(pieces):
            last = pieces[end - 1].number + 1
        notes = [n for n in cleaned.notes if first <= n.line < last]
        notes += [n for n in cleaned.notes if not first <= n.line < last and (n.line <= top or n.line > bottom)]
        articles.append(Article(tuple(_titled(block)), tuple(_moved(n, block) for n in notes if n.key != "break")))
    return articles


def _seen(text: str) -> str:
    text = text.strip()
    return fold(text if len(text) <= 300 else text[:200] + text[-100:])


def _moved(note: Note, block: Sequence[_Piece]) -> Note:
    """``note`` with its line counted within the article."""
    return Note(note.key, note.value, note.text, sum(piece.number < note.line for piece in block))


def _titled(block: Sequence[_Piece]) -> list[Line]:
    """The lines of an article; an adoption line that ran into the title gets a line of its own."""
    lines = [piece.line for piece in block]
    text = lines[0].text.strip()
    match = _INLINE_ADOPTED.match(block[0].text) if len(text) < 220 else None
    if not match:
        return lines
    return [Line(text[: match.end(1)], lines[0].heading), Line(text[match.start(2) :]), *lines[1:]]


class _Reader:
    """Finds where articles begin in the lines of one file."""

    def __init__(self, cleaned: Cleaned, pieces: Sequence[_Piece]) -> None:
        self.pieces = pieces
        self.texts = [piece.text for piece in pieces]
        # Sums over the pieces before each place, so that a headline costs the same in a long article as in a short one.
        self.sizes = [0, *itertools.accumulate(map(len, self.texts))]
        self.spoken = [0, *itertools.accumulate(map(_is_sentence, self.texts))]
        self.notes: dict[int, set[str]] = {}
        self.signed: set[int] = set()  # places right below a reporter's signature that cleaning took out
        numbers = [piece.number for piece in pieces]
        place = 0
        for note in cleaned.notes:
            while place < len(numbers) and numbers[place] < note.line:
                place += 1
            self.notes.setdefault(place, set()).add(note.key)
            if note.key == "author" and _REPORTER.search(note.text):
                self.signed.add(place)
        contents = {_bare(fold(text)) for rule, text in cleaned.removed if rule == "contents"}
        self.listed = {re.sub(r"\d+$", "", entry) for entry in contents}

    def starts(self) -> list[int]:
        """The places among the pieces where articles begin; always 0 first."""
        starts = [0]
        place = 1
        while place < len(self.pieces) - 1:
            if self._begins_reply(place) or self._begins(place, starts[-1]):
                starts.append(place)
                place += 1  # the line below a headline belongs to it
            place += 1
        return starts

    def _begins(self, place: int, start: int) -> bool:
        piece = self.pieces[place]
        if not self._is_headline(place):
            return False
        if self.spoken[place] == self.spoken[start] or not any(map(_is_sentence, self.texts[place + 1 : place + 15])):
            return False
        if self.sizes[place] - self.sizes[start] <= _REPEATED_WITHIN and _bare(piece.text) == _bare(self.texts[start]):
            return False  # the headline once more, below a site's own and its abstract
        article = self.texts[start:place]
        opening = self._opening(place)
        if opening is None or _in_annex(article, piece.text, opening == "official"):
            return False
        above, notes = article[-1], self.notes.get(place, set())
        signed = not _NOT_NAMES.search(above) and bool(
            (_SIGNED.match(above) and len(above) <= 60 and not _CLOSED.search(above)) or _SIGNED_INSIDE.search(above)
        )
        if signed or place in self.signed or "break" in notes or notes & _PAGE_NOTES or _FINISHED.search(above):
            return True
        dated = bool(_DATED.match(above))
        if opening in ("dateline", "source"):
            return dated or bool(_ENDED.search(above))
        if opening in ("official", "issued"):
            return dated or bool(notes) or bool(_CLOSED.search(above))
        if opening == "titled":
            return dated
        # Plain text below a headline is a story of its own where an official paper ends and a reporter signs ahead.
        return (dated or bool(_CLOSED.search(above))) and _is_paper(article) and self._signed_ahead(place)

    def _begins_reply(self, place: int) -> bool:
        """Whether a reply to a proposal opens here, below another paper's signature: its number if it has one,
        its title, the one it answers (某某委员：)."""
        above = place - 1
        while above > 0 and place - above <= 3 and _BELOW_SIGNATURE.match(self.pieces[above].text):
            above -= 1
        if not _DATED.search(self.pieces[above].text):
            return False
        below = [piece.text for piece in self.pieces[place : place + 6]]
        if _NUMBERED.match(below[0]):
            below = below[1:]
        for count in (1, 2, 3):
            title, rest = "".join(below[:count]), below[count:]
            if len(title) > 90 or _ENDED.search(title) or "。" in title:
                return False
            if _REPLY.search(title) and rest:
                return bool(
                    _ADDRESSEE.match(rest[0]) or (_NUMBERED.match(rest[0]) and any(map(_ADDRESSEE.match, rest[1:2])))
                )
        return False

    def _signed_ahead(self, place: int) -> bool:
        for ahead, piece in enumerate(self.pieces[place + 1 : place + 10], place + 1):
            if ahead in self.signed:
                return True
            if _MARKER.match(piece.text):
                return False
            if _SIGNED.match(piece.text) or _SIGNED_INSIDE.search(piece.text):
                return True
        return len(self.pieces) in self.signed and len(self.pieces) <= place + 10

    def _is_headline(self, place: int) -> bool:
        piece = self.pieces[place]
        text = piece.text
        if piece.line.kind != "text" or len(text) < 5:
            return False
        if _INLINE_ADOPTED.match(text):
            return True
        if len(text) > 70 or "。" in text or _ENDED.search(text) or _MARKER.match(text) or _is_adopted(text):
            return False
        if _DATED.match(text) or _SIGNED.match(text) or _NUMBERED.match(text) or _SESSION.match(text):
            return False
        if _SIGNER.match(text) or _ANNEX.match(text):
            return False
        # The name of an office is a signature, unless the rest of a title stands below it.
        return not (_ORGAN.search(text) and len(text) <= 25) or self.pieces[place + 1].text.startswith("关于")

    def _opening(self, place: int) -> str | None:
        """What opens an article at ``place``: dateline, source, official, issued, titled or plain."""
        text = self.pieces[place].text
        if _INLINE_ADOPTED.match(text):
            return "official"
        if _OFFICIAL.search(text) and any(_bare(text) in entry for entry in self.listed if len(entry) >= 8):
            return "official"
        below = self.pieces[place + 1 : place + 5]
        for ahead, piece in enumerate(below, 1):
            if _DATELINE.match(piece.text):
                return "dateline"
            if self.notes.get(place + ahead, set()) & {"source", "published"}:
                return "source"
            titled = "".join([text, *(p.text for p in below[: ahead - 1])])
            official = bool(_OFFICIAL.search(titled) or _OFFICIAL.search(text))
            opener = _is_adopted(piece.text) or _SESSION.match(piece.text) or _NUMBERED.match(piece.text)
            if official and (opener or _DATE_BELOW.match(piece.text)):
                return "official"
            if official and _DAY_ALONE.match(piece.text):
                return "issued"
            if _SPEECH.search(titled) and _AUDIENCE.match(piece.text):
                return "issued"
            if official and _SALUTED.match(piece.text):
                return "issued" if _ISSUING.search(titled) and "关于" in titled else "titled"
            if len(piece.text) > 60 or _ENDED.search(piece.text):
                break
        if _ISSUING.search(text) and "关于" in text:
            return "titled"
        return "plain" if any(len(p.text) >= _SPOKEN and _STOP.search(p.text) for p in below[:3]) else None


def _is_paper(article: Sequence[str]) -> bool:
    """Whether an article is an official paper: its title's last word says so, and its opening is one's."""
    openers = (_SALUTED.match, _SESSION.match, _is_adopted, _NUMBERED.match)
    return bool(_OFFICIAL.search(article[0])) and any(opens(text) for text in article[1:5] for opens in openers)


def _is_adopted(text: str) -> bool:
    """Whether a line tells when a paper was adopted or issued, in brackets or, of a session, without."""
    return bool(_ADOPTED.match(text)) or is_adoption(text)


def _is_sentence(text: str) -> bool:
    """Whether a line holds a full sentence."""
    return len(text) >= _SPOKEN and _STOP.search(text) is not None


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _in_annex(article: Sequence[str], headline: str, official: bool) -> bool:
    """Whether ``headline`` belongs to what stands above: an annex, or the text that a notice issues.

    An ``official`` one, with an adoption line or a number of its own, belongs only where it is named in 《》.
    """
    if any(_ANNEX.match(text) for text in article[-2:]):
        return True
    bare = _bare(headline)
    if len(bare) < 6 or sum(map(len, article)) > _ISSUER_SIZE:
        return False
    annexes = [n for n, text in enumerate(article) if _ANNEX.match(text)]
    if any(bare in _bare("".join(article[n : n + 6])) for n in annexes):
        return True
    head, opening = "".join(article[:2]), "".join(article[:12])
    if not (re.search(r"通知|公告|令|批复|函|通告|关于批准《", head) or _ISSUES.search(opening)):
        return False
    names = [_bare(name) for name in re.findall(r"《([^《》]{4,80})》", opening)]
    issuing = bool(_ISSUING.search(headline))
    if any(bare in name or (name in bare and not issuing) for name in names):
        return True
    return not official and not issuing and _shared(bare, _bare(head) + "".join(names)) >= 0.75


def _shared(text: str, other: str) -> float:
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs)
