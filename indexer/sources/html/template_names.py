"""The names that templates of Chinese government and news sites give to the parts of a page."""

from __future__ import annotations

import re

from lxml import etree

# Names that content systems of Chinese government and news sites give to the article's own element, written
# without case, hyphens, underscores and digits. Sources: TRS WCM, UCAP, Hanweb jcms/jpage, VSB (博达),
# Sudy webplus (苏迪), EasySite, Epoint (新点), Kaipu (开普), WeChat, and large news sites.
STRONG = re.compile(
    r"zoom|zoomcon|fontzoom|ozoom|jfontcontent|ucapcontent|foundercontent|enpcontent|"
    r"trs_?editor|trsueditor|trseditorview|trsweb|customunionstyle|"
    r"vsbcontent\w*|vnewscontent|vsbnewscontent|"
    r"wparticlecontent|articon(?:tent)?|"
    r"easysitenews(?:text|content)|ewb(?:article|info|details?)(?:content|text)|"
    r"jscontent|richmediacontent|"
    r"pagescontent|xlcontent|xlcon|xlnr|bt(?:content|nr)|zwcontent|zwnr|zwcon|zhengwen\w*|neirong|"
    r"(?:main)?(?:article|artical|art|arti|news|detail|details|info|xxgk|gk|wz|text|txt|cms|ue|doc)"
    r"(?:content|contents|con|cont|text|txt|body|nr)(?:box|text|txt|html)?|"
    r"(?:content|con)(?:text|txt|body|nr|html)|maintext|textcontent|wenzhang\w*|"
    r"artibody|endtext|postbody|postcontent|entrycontent|rmtxtcon|boxcon|showtext|leftzw|pdetail|cntbd|contentarea|articlearea|rwbzw|posttext|"
    r"mainaticle|printcontent|printarea|bodylabel|contentregion|newmessageid|nrcontent|gknr|contentbox|mycontent"
)
WEAK = re.compile(
    r"content\w{0,8}|main\w{0,8}|article\w{0,8}|con|cont|text|txt|details?\w{0,8}|news|newsdetail\w*|view|read|"
    r"entry|post|wz|zw|nr|center\w{0,8}|pagecontent|subcontent|rightcontent|leftcontent|box|container|info"
)

# Words in class and id names that mark furniture around or inside an article.
FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:share\w*|bdshare\w*|bshare\w*|jiathis\w*|social|toolbar|tools?|print|fontsize|font-size|"
    r"position|location|weizhi|dqwz|curpos|current|sidebar|aside|"
    r"qr-?code|ewm|erweima|wx\w*code|prev\w*|next\w*|pager|pagination|pagebar|login|search\w*|"
    r"topbar|top-?bar|header|banner|advert\w*|ads?|gotop|backtop|goback)(?:$|[-_ \d])",
    re.I,
)
# Words for parts that may hold sentences and are still not the article.
OTHER_TEXT = re.compile(
    r"(?:^|[-_ ])(?:foot|footer\w*|bottom|copyright|friendlinks?|links?|nav\w*|menu\w*|breadcrumbs?|crumbs?|"
    r"related\w*|relat\w*|xgxx|xgyd|xgwd|xgwj|recommend\w*|hot\w*|rank\w*|comments?|pinglun|disclaimer)(?:$|[-_ \d])",
    re.I,
)

# Names of headlines.
TITLE = re.compile(r"title|headline|biaoti|(?:^|[-_ ])(?:bt|tit|h1)(?:$|[-_ ])", re.I)

_NAME_NOISE = re.compile(r"[-_\d]+")


def names_of(element: etree._Element) -> str:
    """The class and id of ``element``, by which templates say what it is for, and its tag if that is a name too."""
    tag = element.tag if "-" in element.tag or "content" in element.tag else ""
    return f"{element.get('class', '')} {element.get('id', '')} {tag}".strip()


def is_named(element: etree._Element, names: re.Pattern[str]) -> bool:
    """Whether one of the element's names, without case, hyphens, underscores and digits, is among ``names``."""
    return any(names.fullmatch(_NAME_NOISE.sub("", token).lower()) for token in names_of(element).split())
