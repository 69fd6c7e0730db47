"""Pages on which a server only says that it has no document: not found, forbidden, a captcha, an old browser."""

from __future__ import annotations

import re

from gongbao.indexer.documents import RawText
from gongbao.indexer.folding import fold

_LONGEST = 240
_TELLS = re.compile(
    r"(?:页面|网页|信息|文章|内容|文件|链接|地址|资源)[^。]{0,10}(?:不存在|已?被?(?:管理员)?删除|已过期|已失效|找不到|无法(?:显示|访问|找到))"
    r"|(?:没有|无)(?:权限|权)(?:访问|浏览|查看)|浏览器版本(?:过低|太低)|(?:请输入|输入)(?:图中|下方)?(?:的)?验证码"
    r"|(?:登录|会话)(?:已)?(?:超时|过期|失效)|访问(?:过于|太)频繁|服务器(?:内部)?错误|(?:正在|系统)(?:进行)?(?:安全验证|维护)"
    r"|^(?:error)?(?:40[0134]|50[0234])(?:$|forbidden|notfound|error|badgateway|internal|service|unauthorized|错误|-)"
)
_BESIDE = re.compile(
    r"^(?:提示信息|系统提示|温馨提示|出错了|抱歉|错误提示|提示|error|nginx\S*|(?:请)?(?:返回|点击|重新登录|刷新|稍后|检查|与|联系|升级)[^。]{0,24}"
    r"|返回|首页|确定|提交|换一张|看不清[^。]{0,10}|\d{1,3}秒[^。]{0,16}|notfound|forbidden)。?$"
)

_SPEAKS = re.compile(r"关于|通报|通告|公告|通知|决定|意见|报告|办法|如下|\d年|[我全各本][省市县区州旗镇乡]|群众")


def is_notice(raw: RawText) -> bool:
    """Whether the whole text is such a notice; any line that says something else makes it a document."""
    lines = ["".join(fold(line.text).split()) for line in raw.lines if line.text.strip()]
    if not 0 < sum(map(len, lines)) <= _LONGEST or any(map(_SPEAKS.search, lines)):
        return False
    return any(map(_TELLS.search, lines)) and all(_TELLS.search(text) or _BESIDE.search(text) for text in lines)
