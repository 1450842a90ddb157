"""The sentences that reading says to editors: one place, so that a fault sounds the same wherever it is met."""

import difflib
import itertools
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from pipeline.pattern import later
from pipeline.terms import Validity

_BETWEEN_WORDS = later(r"[、，,;；|｜]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_LOOSE_DAY = later(
    r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2})[:：时](\d{2})分?)?(?::\d{2})?\Z"
)
_KEY_PART = later(r"[^/-]*[/-]")
HALF_ALIKE, MOSTLY_ALIKE, KEYS_ALIKE = 0.5, 0.6, 0.7
"""How like two words are (difflib's ratio) for the one to be offered for the other: at least, of most, of long keys."""
SHORT_KEY = 4
_PARTIAL = later(r"\d{4}\s*[年/.\-]\s*(?:\d{1,2}\s*月?)?\Z|\d{1,2}:\d{2}\Z")


def date_fault(text: str, *, clock: bool = False) -> PydanticCustomError:
    """The error for a date that is not written as agreed; offers the right form only where nothing must be guessed."""
    form = "YYYY-MM-DD HH:MM" if clock else "YYYY-MM-DD"
    found = _LOOSE_DAY.match(text.strip())
    code, offer = "day_partial" if _PARTIAL.match(text.strip()) else "day_unknown", ""
    if found:
        year, month, day, hour, minute = (int(part or 0) for part in found.groups())
        code, offer = "day_form", f"{year:04d}-{month:02d}-{day:02d}"
        if not is_day(offer):
            code = "day_impossible"
        elif hour > 23 or minute > 59:
            code = "clock_impossible"
        elif clock and found[4]:
            offer += f" {hour:02d}:{minute:02d}"
    return PydanticCustomError(code, "{value}", {"value": text, "offer": offer, "form": form})


def is_day(text: str) -> bool:
    """Whether `YYYY-MM-DD` is a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("缺少必填字段“{field}”", "{within}补上“{leaf}: …”"),
    "missing_value": ("字段“{field}”没有填写内容", "填写内容，或删去这一行"),
    "thousands": (
        "“{leaf}”是数字里逗号后面的一截：一行里的逗号隔开各项，数字不写千分位的逗号",
        "把数字连着写，如 1864200",
    ),
    "extra_forbidden": ("未知字段“{field}”{near}", "改用规定的字段名；可用字段：{known}"),
    "day_form": ("“{field}”的日期“{value}”写法不对", "改为“{offer}”"),
    "day_partial": ("“{field}”的日期“{value}”不完整，系统不会代为补全", "按 {form} 写全年月日"),
    "day_unknown": ("“{field}”的值“{value}”不是日期", "按 {form} 填写"),
    "day_impossible": ("“{field}”的日期“{value}”不存在", "核对年月日，按 YYYY-MM-DD 填写"),
    "clock_impossible": ("“{field}”的时间“{value}”不存在", "时间按 24 小时制写 HH:MM"),
    "number_form": ("“{field}”的值“{value}”不是数字", "只写半角阿拉伯数字"),
    "enum": ("“{field}”的值“{value}”不在规定范围内{near}", "可用的值：{expected}"),
    "literal_error": ("“{field}”的值“{value}”不在规定范围内{near}", "可用的值：{expected}"),
    "string_type": ("“{field}”应为一段文字", "写成一段文字，不要写成列表或分组"),
    "tuple_type": ("“{field}”应为列表", "写成“{form}”，或每行一个，前面写“- ”"),
    "dict_type": ("“{field}”应为分组", "写成“{form}”，或在下面每行缩进两格写一个“名称: 值”"),
    "model_type": ("“{field}”应为分组", "写成“{form}”，或在下面每行缩进两格写一个“名称: 值”"),
    "string_too_short": ("字段“{field}”没有填写内容", "填写内容，或删去这一行"),
    "blank_entry": ("字段“{field}”没有填写内容", "填写内容，或删去这一行；其中的半角逗号换成全角，或给整段加引号"),
    "string_too_long": ("“{field}”过长，最多 {max_length} 个字符", "缩短内容，长文放到正文或附件"),
    "too_short": ("“{field}”至少要 {min_length} 项，现有 {actual_length} 项", "补足缺少的项"),
    "too_long": ("“{field}”最多 {max_length} 项，现有 {actual_length} 项", "删去多余的项"),
    "greater_than_equal": ("“{field}”的值“{value}”太小，不得小于 {ge}", "核对数字"),
    "less_than_equal": ("“{field}”的值“{value}”太大，不得大于 {le}", "核对数字"),
    "int_parsing": ("“{field}”的值“{value}”不是整数", "只写半角阿拉伯数字"),
    "int_type": ("“{field}”应为一个数字", "只写半角阿拉伯数字，不要写成列表或分组"),
    "int_from_float": ("“{field}”的值“{value}”不是整数", "只写半角阿拉伯数字"),
    "float_parsing": ("“{field}”的值“{value}”不是数字", "只写半角阿拉伯数字"),
    "bool_type": ("“{field}”的值“{value}”应为“是”或“否”", "写“是”或“否”"),
    "string_pattern_mismatch": ("“{field}”的值“{value}”格式不对", "应为：{help}"),
}
NOT_BUILT = "没有生成："
"""Begins the summary of a build that made nothing, for its tables."""
FRESH_TIME = "发布前改为实际发布的时间"
FRESH_REST = "以下选填：要用的，另起一行写“字段: 内容”"
FRESH_FORM = "写作 {form}"
AND = "；"
NO_BASE = "没有这个分支或提交，或内容不在 git 仓库中，或本机没有 git。先运行 git fetch，再试 origin/main。"
NO_BASE_APART = "与它没有共同的提交。只取了一部分历史的（浅克隆），先运行 git fetch --unshallow。"
ENTRY = "第 {number} 项"
WITHIN, WITHIN_HEADER = "在“{group}”中", "在页头中"
WHOLE = "整个文件"
OTHERWISE = ("“{field}”的值“{value}”不合要求（{type}）", "对照手册核对这一字段")


def no_base(base: str, told: str, apart: bool) -> str:
    """Why nothing can be compared with a commit."""
    why = NO_BASE_APART if apart else NO_BASE
    return f"不能与“{base}”比较：{why}（{told}）"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that may have been meant by `word`, or an empty string."""
    asked, plain = _plain(word), {_plain(one): one for one in known}
    if asked in plain:
        return plain[asked]
    likely = difflib.get_close_matches(asked, plain, n=20, cutoff=HALF_ALIKE)
    return next((plain[one] for one in likely if _may_be_meant(asked, one)), "")


def _plain(word: str) -> str:
    """Without what differs by the input method alone: capitals, full width, spaces around."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def _may_be_meant(word: str, known: str) -> bool:
    """Half alike will do for Chinese words that begin alike; keys are compared without the parts that they share."""
    if not (word.isascii() and known.isascii()):
        return word[:1] == known[:1] or _ratio(word, known) >= MOSTLY_ALIKE
    parts = zip(_KEY_PART.findall(word), _KEY_PART.findall(known), strict=False)
    shared = len("".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], parts)))
    word, known = word[shared:], known[shared:]
    short = len(word) <= SHORT_KEY
    return _ratio(word, known) >= (MOSTLY_ALIKE if short else KEYS_ALIKE) or (not short and word in known)


def _ratio(word: str, known: str) -> float:
    return difflib.SequenceMatcher(None, known, word).ratio()


def near(word: str, known: Iterable[str]) -> str:
    return offer(nearest(word, known))


def offer(best: str) -> str:
    return f"，是否应为“{best}”？" if best else ""


def left_out(source: str) -> str:
    """Of what is referred to, though errors kept it from being taken."""
    return f"有错误，没有采用（{source}），先改正它"


def listing(words: Iterable[str]) -> str:
    return "、".join(words)


def words_in(text: str) -> list[str]:
    """The words that an editor may have meant by one entry of a list: those that a separator parts."""
    return [word.strip() for word in _BETWEEN_WORDS.split(text) if word.strip()]


def sentence(kind: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Message and hint for a pydantic error type with its facts."""
    message, hint = SENTENCES.get(kind, OTHERWISE)
    filled = _Facts(facts | {"type": kind})
    return message.format_map(filled), hint.format_map(filled)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


NOT_TEXT = {b"PK\3\4": "Word、Excel 或压缩文件", b"\xd0\xcf\x11\xe0": "旧版 Word、Excel 文件", b"%PDF": "PDF 文件"}
OTHER_SIGNS = {";": "分号", "\t": "制表符", "\uff0c": "全角逗号", "\uff1b": "全角分号"}
"""What some programs put between cells in place of commas."""
SOURCE_FAULTS: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的", "写上页头和正文，或删除这个文件"),
    "empty-table": ("表是空的", "按手册补上内容"),
    "no-header": ("没有页头", "第一行写“---”，接着写各字段，再用一行“---”结束"),
    "unclosed-header": ("页头没有结束", "在页头最后一个字段的下一行写“---”"),
    "not-mapping": ("页头不是“字段: 内容”的形式", "每行写一个“字段: 内容”"),
    "not-text": (
        "不是文字文件，像是 {what}，只是扩展名写成了文字文件的",
        "用表格软件另存为“CSV UTF-8（逗号分隔）”，或用文本编辑器重新写，存为 UTF-8",
    ),
    "too-large": ("文件超过 {megabytes} MB", "拆分内容，大段资料作为附件"),
    "header-too-large": ("页头超过 {limit} KB", "页头只放字段，长文放到正文"),
    "too-many-keys": ("页头超过 {limit} 个字段", "检查是否把正文写进了页头"),
    "too-deep": ("嵌套层次过多", "检查这一行的括号和缩进"),
    "encoding": (
        "文件编码是 {encoding}，不是 UTF-8",
        "运行 python3 tasks.py fix-encoding 文件名，或用编辑器另存为 UTF-8",
    ),
    "broken-utf8": ("第 {offset} 字节起不是有效的 UTF-8 文字", "从原稿重新复制这一行，另存为 UTF-8"),
    "character": ("有不可见或控制字符 {codepoint}（{name}）", "删去这个字符；常因从网页或 Word 复制而来"),
    "private-character": ("有专用区字符 {codepoint}，读者的设备上可能显示不出", "改用通用汉字，或确认后保留"),
    "yaml": (
        "这一行写法有误：{excerpt}",
        "检查冒号后的空格、引号和缩进；内容里有冒号，或以 @、`、%、-、?、方括号等符号开头的，整段加引号",
    ),
    "wide-colon": ("冒号是全角的，不能当作“{key}”的内容", "改为半角冒号加一个空格：“{key}: {value}”"),
    "colon": ("冒号后面没有空格，不能当作“{key}”的内容", "改为“{key}: {value}”"),
    "unclosed-quote": ("引号没有闭合：{excerpt}", "补上另一半引号"),
    "tag": ("这里不能使用标记“!{written}”", "删去以 ! 开头的标记；“!”若是文字的一部分，给整段加引号"),
    "alias": ("这里不能使用引用（& 和 *）", "把内容照写一遍；以 * 或 & 开头的文字加引号"),
    "comment": ("“{excerpt}”按注释处理，没有采用", "要保留就给整段内容加引号；确是注释就另起一行写"),
    "duplicate-key": ("字段“{key}”重复，第 {first} 行已有", "两处只保留一处"),
    "not-regular": ("不是普通文件（是{what}），没有读取", "换成普通文件；不要使用链接和特殊文件"),
    "unreadable": ("文件读不出来：{reason}", "检查文件权限"),
    "name": ("文件名“{name}”不能用：{reason}", "改用小写字母、数字和连字符命名"),
    "collision": ("与“{other}”只差大小写或写法，部分系统会当成同一个文件", "改名，使两者明显不同"),
    "no-column": ("文件夹“{folder}”不是已登记的栏目{near}", "移到已有栏目的文件夹，或在 columns.yaml 登记"),
    "refused-column": ("栏目“{column}”在 columns.yaml 中的写法有误，条目没有发布", "先改好 columns.yaml 里的这个栏目"),
    "group-column": ("栏目“{column}”只收下级栏目，不能直接放条目", "移到它的某个子栏目"),
    "no-picture": ("图片 {file} 不存在", "横幅放在栏目的文件夹里，网站的徽标放在 content/ 里；不用就删去这一行"),
    "stray": ("不认识的文件，没有条目引用它", "在条目的“附件”里写上它的名字，或删除"),
    "stray-table": (
        "不认识的文件，没有读{near}",
        "基础表在 content/ 里，词表在 content/terms/ 里，都是 .yaml；普查、申请台账是 .csv；扩展名小写；不用就删除",
    ),
    "changed": ("读取时文件正在变化", "等保存完成后再生成一次"),
}
SOURCE_FAULTS["not-list"] = ("这张表应为列表", "每一行（组）以“- ”开头")
TABLE_FAULTS: dict[str, tuple[str, str]] = {
    "no-table": ("缺少 {name}", "按手册建立这张表"),
    "duplicate-row": ("“{key}”重复，{first} 已有", "两处只保留一处，或换一个代号"),
    "reserved-column": ("栏目代号“{key}”为系统保留，不能使用", "换一个代号"),
    "parent-circle": ("机关“{key}”的上级绕了一圈：“{way}”", "改正其中一个机关的“上级”，最上一级不写"),
    "unknown-kind": ("栏目形态“{value}”不在规定范围内{near}", "可用的值：{known}"),
    "unreadable": ("{name} 读不出来：{reason}", "检查文件权限"),
    "year-column": ("栏目代号“{key}”是年份，会与存放条目的年份文件夹混淆", "换一个代号"),
    "picture-type": ("“{value}”不是图片", "改用 JPG、PNG、GIF 或 WebP 图片"),
    "redirect-old": (
        "原地址“{value}”不能用",
        "以 / 开头，以 / 或 .html、.htm、.shtml 结尾；不含 ..、?、#、%、空格，文件夹名不含点",
    ),
    "redirect-new": ("新地址“{value}”不是本站地址", "以 / 开头，写本站的路径"),
    "link": ("链接“{value}”不是网址", "写 https:// 开头的完整网址，或以 / 开头的本站地址"),
    "period": ("更新期限“{value}”写法不对", "写成 14天、6个月 或 不要求"),
    "answer": ("答复时限“{value}”写法不对", "写成 1个工作日、5个工作日 或 15天"),
    "answer-kind": ("栏目“{value}”不收留言，写了答复时限", "答复时限写在形态为“留言答复”或“目录”的栏目"),
    "unknown-authority": ("机关代号“{value}”未登记{near}", "改用 authorities.yaml 中的代号，或先登记"),
    "unknown-column": ("栏目“{value}”未登记{near}", "改用 columns.yaml 中的栏目路径，或先登记"),
    "review-steps": ("审次“{value}”重复或次序颠倒", "按责编、一校、二校、三校、初审、复审、终审的次序写，每项一次"),
    "review-person": ("审核人“{value}”重复", "同一个人写成一项，审次、机关都写在这一项里"),
    "review-nobody": ("栏目“{column}”要求{step}，但没有人可以做", "在“审核人”里写上可以做{step}的人，或去掉这一审"),
    "review-few": (
        "栏目“{column}”要求{steps}，可以做的只有{names}，人手不够：每一审要由不同的人做",
        "在“审核人”里添上另外的人",
    ),
    "word-empty": ("“{value}”里没有可以搜索的文字", "写上词语，或删去这一项"),
    "word-long": ("“{value}”超过 {limit} 个字，搜索时会被截断", "改用其中最要紧的几个字"),
    "word-repeated": ("“{value}”重复，{first} 已有", "两处只保留一处；一个俗称有几种规范用语，写在同一项的方括号里"),
    "word-same": ("“{value}”既是俗称又是规范用语", "两边写不同的词，或删去这一项"),
    "word-circle": ("同义词绕了一圈：{circle}", "删去其中一项；两个词要互相找到，只写一项并加“双向: 是”"),
    "word-many": ("“{value}”的规范用语太多或太长，排在后面的不会搜索", "总共不超过 {limit} 个字左右，把最常用的留下"),
    "filler-swallows": (
        "问句用语“{value}”与“{word}”有重叠，搜索时会把它略去",
        "删去这个问句用语，或换成不含“{shared}”的说法",
    ),
}
CENSUS_FAULTS: dict[str, tuple[str, str]] = {
    "name": ("普查文件名“{name}”不对", "写作“年份-周次.csv”，如 2026-47.csv；周次按 ISO 8601,01 到 53"),
    "blank": ("普查文件没有数据", "首行写列名，从第二行起每个账号一行"),
    "separator": (
        "普查文件的各列用{sign}隔开，读不出各列",
        "用表格软件另存为“CSV UTF-8（逗号分隔）”，或把{sign}换成半角逗号",
    ),
    "headless": ("普查文件的首行不是列名", "在最前面加一行：{known}"),
    "missing-column": ("普查文件缺少“{title}”一列", "首行写：{known}；用半角逗号分隔"),
    "unknown-column": ("普查文件的列“{title}”不认识，内容没有采用{near}", "可用的列：{known}"),
    "same-column": ("普查文件的列“{title}”重复", "只保留一列"),
    "width": ("这一行有 {width} 格，首行有 {expected} 格", "每行的格数与首行相同；内容含逗号时加引号"),
    "quote": ("引号不成对", "内容含引号时写两个引号，整格加引号；一格的内容不要换行"),
    "long": ("这一行超过 {limit} 个字符", "每个账号一行；备注写短一些"),
    "unknown-account": ("普查的账号“{account}”没有登记{near}", "改正平台和账号ID，或先在 accounts.yaml 登记"),
    "duplicate": ("账号“{account}”在第 {first} 行已有", "每个账号每周只写一行"),
    "later": ("最近更新日期 {day} 晚于这次普查的那一周（{sunday} 止）", "核对日期和文件名中的周次"),
    "another-week": ("普查日期 {day} 不在这一周（{monday} 至 {sunday}）", "核对日期和文件名中的周次"),
    "after-look": ("最近更新日期 {day} 晚于普查日期 {on}", "核对两个日期"),
    "unreadable": ("普查文件读不出来：{reason}", "检查文件权限"),
}
ATTACHMENT_FAULTS: dict[str, tuple[str, str]] = {
    "missing": (
        "附件“{name}”不存在",
        "把文件放到条目旁边的文件夹“{folder}/”，或改正文件名；几个附件写成列表：附件: [甲.pdf, 乙.pdf]",
    ),
    "place": ("附件“{name}”不在条目旁边", "附件只写文件名，文件放到条目旁边的文件夹“{folder}/”"),
    "type": ("附件“{name}”的类型不允许发布", "转换为 PDF、OFD、Word、Excel、CSV、图片、音视频或 ZIP"),
    "not-regular": ("附件“{name}”不是普通文件，没有读取", "换成普通文件；不要使用链接"),
    "unreadable": ("附件“{name}”读不出来", "检查文件权限"),
    "csv-size": ("数据文件“{name}”过大（最多 2 MB、5000 行）", "拆分数据，或作为附件提供完整文件"),
    "csv-encoding": ("数据文件“{name}”的编码不是 UTF-8", "用“另存为 CSV UTF-8”保存"),
    "csv-form": ("数据文件“{name}”不是有效的 CSV", "检查引号是否成对"),
    "csv-empty": ("数据文件“{name}”没有数据行", "首行写列名，从第二行起写数据"),
    "csv-width": ("数据文件“{name}”各行的列数不一致", "每行的列数与首行相同；内容含逗号时加引号"),
}
KEY_FAULTS: dict[str, tuple[str, str]] = {
    "refused": (
        "字段“{key}”不允许使用：网址由文件位置决定",
        "删去这一行；要改网址就移动文件，并在 redirects.yaml 登记",
    ),
    "foreign": ("未知字段“{key}”，内容没有采用", "改用“{offer}”"),
    "unknown": ("未知字段“{key}”，内容没有采用{near}", "改用规定的字段名；可用字段：{known}"),
}
REFUSED_KEYS = frozenset({"url", "save_as", "slug", "template", "lang"})
FOREIGN_KEYS = {
    "title": "标题", "date": "发布时间", "status": "状态", "author": "作者", "authors": "作者", "summary": "摘要",
    "category": "文件夹（栏目由它决定）", "tags": "关键词", "keywords": "关键词", "modified": "更新日期", "draft": "状态: 草稿",
    "publishdate": "发布时间", "index_number": "索引号",
}  # fmt: skip
DECISIVE_KEYS = frozenset({"状态", "公开方式", "发布时间", "撤回", "有效性", "失效日期", "废止日期", "豁免"})
"""Fields that decide whether and how an item is published: a misspelt one must stop it, not pass with a warning."""
DECISIVE_WORDS = ("状态", "草稿", "撤", "公开", "发布", "定时", "保密", "涉密", "可见", "隐藏", "下线", "豁免")
"""Words in an unknown field that tell of a decision on publishing, whatever known field is nearest."""
ITEM_FAULTS: dict[str, tuple[str, str]] = {
    "no-body": ("正文是空的", "在页头下面写上正文"),
    "withdrawal": ("状态为“已撤回”，但没有写撤回的日期和原因", "补上“撤回: {{日期: YYYY-MM-DD, 原因: …}}”"),
    "joined-words": (
        "“{field}”中的“{value}”像是 {count} 个，现在当成一个",
        "写成列表：{field}: [{offer}]；确实是一个的不用改",
    ),
    "duplicate-attachment": ("附件“{name}”列了两次", "只保留一处"),
}
BODY_FAULTS: dict[str, tuple[str, str]] = {
    "blocked-link": (
        "链接或图片地址“{value}”不允许使用，已去掉",
        "只用 http(s)、邮箱、电话、站内路径或索引号；图片放在条目旁边的文件夹",
    ),
    "outside-link": ("链接“{value}”指到了 content/ 之外", "改为站内路径、索引号或完整网址"),
    "intranet-link": ("链接“{value}”指向内网地址，公众打不开且泄露内部信息", "删去，或改为公开网址"),
    "too-complex": ("内容过于复杂或过长，没有生成", "减少嵌套、拆分成几个条目，或把大段表格放到附件"),
    "html-unclosed": ("标签 <{value}> 没有结束，其后的内容会丢失", "补上 </{value}>，或删去这个标签"),
    "html-unfinished": (
        "“{value}”这里的网页代码没有写完，其后的内容会丢失",
        "补上右边的“>”、引号或结束标签；是小于号就写成 &lt;",
    ),
    "duplicate-reference": ("链接定义“[{value}]”写了两次而网址不同，前一处不起作用", "改用不同的名称，或只保留一处"),
    "duplicate-footnote": ("脚注“{value}”重复定义，前一处会丢失", "改用不同的脚注名"),
    "hidden-character": ("“{value}”是看不见的字符或没有这个字符", "删去；要空格就直接打空格"),
    "html-removed": ("网页代码“{value}”不允许使用，已去掉", "用 Markdown 书写"),
    "confusable-host": ("网址的域名含有易混淆的字符，实际为 {value}", "核对网址是否为官方网站"),
    "unused-reference": ("“[{value}]: …”被当作链接定义，没有显示", "是正文就用全角冒号；是定义就在文中引用"),
}
BODY_OTHERWISE = ("正文“{value}”已去掉（{code}）", "对照手册改写")
PICTURE_FAULTS: dict[str, tuple[str, str]] = {
    "pixels": (
        "图片“{name}”有 {width}×{height} 个像素，解开后太大，没有采用",
        "缩小到 {most} 万像素以内再上传，网页上看不出差别",
    ),
    "metadata": (
        "图片“{name}”的文件结构不规范，拍摄地点、作者等附带信息没能去掉",
        "用图片软件打开后另存一份，再上传",
    ),
    "unreadable": ("图片“{name}”读不出来，网页上照原样放，不能保证看得到", "用图片软件打开后另存一份，再上传"),
}
PLAN_FAULTS: dict[str, tuple[str, str]] = {
    "channel": ("渠道“{name}”不在规定范围内{near}", "可用的渠道：{known}"),
    "collision": ("{second} 与 {first} 的网址相同（/{path}）", "给其中一个改名或换文件夹"),
    "refused-orphan": (
        "发文机关“{value}”在 authorities.yaml 中的写法有误，条目没有发布",
        "先改好 authorities.yaml 里的这个机关",
    ),
    "orphan": ("发文机关“{value}”未登记，条目没有发布{near}", "改用 authorities.yaml 中的代号，或先登记"),
}
PAPER_FAULTS: dict[str, tuple[str, str]] = {
    "no-fonts": (
        "本机没有中文字体，年度报告没有生成 PDF",
        "安装 Noto CJK 字体（Debian: apt-get install fonts-noto-cjk），或用环境变量 GONGKAI_FONTS 指出放字体的文件夹；"
        "不要 PDF 的，在 site.yaml 写“年报PDF: 不生成”",
    ),
    "too-many": (
        "年度报告有 {number} 份，没有自动生成 PDF",
        "都要生成的，在 site.yaml 写“年报PDF: 全部”，首次构建每百份约多用几秒，以后只重做改过的；不要的写“年报PDF: 不生成”",
    ),
}
VALIDITY_NOTICES = {
    Validity.IN_FORCE.value: "",
    Validity.AMENDED.value: "已被修改",
    Validity.EXPIRED.value: "已失效",
    Validity.REPEALED.value: "已废止",
}
"""What a page, and a paper, says of a document before anything else."""
CHANGE_FAULTS: dict[str, tuple[str, str]] = {
    "mixed": (
        "这次改动既改了内容（{content} 个文件）又改了程序或主题（{code} 个文件）",
        "分成两次提交审核：内容由编辑审，程序由技术人员审；不能分开的，请两方都看过",
    ),
}


def long_day(moment: str) -> str:
    """`2026-11-02 09:00` -> `2026年11月2日`."""
    year, month, number = moment[:10].split("-")
    return f"{year}年{int(month)}月{int(number)}日"


SIMPLIFIED = "简体版"
TRADITIONAL_NOTICE = ("本頁由簡體中文網頁自動轉換而成，僅供閱讀；內容以", "簡體版", "為準。")
"""What a machine conversion says of itself: before the link to its original, on it, and after."""
