"""微信公众号图文：内联样式的 HTML，图片在本地，外链变成编号的参考链接，附 900×383 的封面。

限制出自 developers.weixin.qq.com 的“新增草稿”（draft_add）和“上传图文消息图片”（uploadimg）两页。摘要的文档写 128 字，
用户和其他程序报告超过 120 字就答复 45004，取较小的；正文计字含标签，是官方社区的答复。
"""

import re
from html import escape

import nh3
from selectolax.lexbor import LexborNode

from pipeline.media.blocks import address_of, body_of, first_number, is_footnote_link, is_way_back, picture_name
from pipeline.media.channel import Fault, Made, MadeImage, MediaChannel, Most, Shot, Subject
from pipeline.media.cover import cover_of
from pipeline.media.limits import Limit
from pipeline.media.titles import author_of, nothing_to_say, summary_of, title_of
from pipeline.media.wording import (
    ATTACHMENT_HINT,
    ATTACHMENTS,
    FAULT_PICTURE,
    HINT_PICTURE,
    NOTES,
    PUBLISHED,
    SOURCE,
)
from pipeline.standards import Clause, Doubt
from pipeline.terms import Relation

DRAFTS = Clause("《微信公众平台开发文档》", "“新增草稿”")
UPLOADS = Clause("《微信公众平台开发文档》", "“上传图文消息图片”")
REPORTED = Clause("《微信公众平台开发文档》", "“新增草稿”写 128 字，多处报告实为 120 字", Doubt.SECOND_HAND)
PLATFORM = "微信"
TITLE = Limit("标题", 32, "字", DRAFTS)
AUTHOR = Limit("作者", 16, "字", DRAFTS)
SUMMARY = Limit("摘要", 120, "字", REPORTED)
CHARACTERS = Limit("正文（含格式代码）", 19_999, "字符", DRAFTS)
BYTES = Limit("正文（含格式代码）", 1024 * 1024 - 1, "字节", DRAFTS)
ADDRESS = Limit("阅读原文的网址", 1024, "字节", DRAFTS)
PICTURE = Limit("每张图片", 1024 * 1024, "字节", UPLOADS)
MOST = Most(PICTURE.most)
IMAGE_ADDRESS = 160
"""Characters kept free for the address that the platform gives a picture when it is uploaded."""
OPEN_HOST = "https://mp.weixin.qq.com/"
"""Links to it open in an article; others do not."""
KEPT = frozenset(
    {"p", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "u", "s", "del", "ins", "sub", "sup", "br", "hr"}
    | {"ul", "ol", "li", "blockquote", "pre", "code", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"}
    | {"span", "small", "mark", "q", "ruby", "rt", "rp", "dl", "dt", "dd", "figure", "figcaption", "section"}
    | {"a", "img"}
)
SPANS = ("colspan", "rowspan")
RENAMED = {"h1": "h2", "details": "section", "kbd": "code", "var": "em", "div": "section"}
BLOCKS = frozenset({"summary"})
_CLEANER = nh3.Cleaner(
    tags=set(KEPT),
    attributes={
        "*": {"style"}, "a": {"href"}, "img": {"src", "alt"}, "td": set(SPANS), "th": set(SPANS), "section": {"style"},
    },
    filter_style_properties={
        "background-color", "border", "border-bottom", "border-collapse", "border-left", "color", "display",
        "font-size", "font-weight", "line-height", "margin", "max-width", "overflow-x", "padding", "text-align",
        "width", "word-break",
    },
    clean_content_tags={"script", "style"},
    url_schemes={"https"},
    link_rel=None,
    strip_comments=True,
)  # fmt: skip
WRAP = ".w{font-size:16px;line-height:1.75;color:#222;word-break:break-word}"
_COMMON = ".w img{max-width:100%}.t{overflow-x:auto}table{border-collapse:collapse;word-break:normal}"
"""In a table no number is parted: what is too wide is moved aside."""
FULL = (
    f"{WRAP}{_COMMON}p,ul,ol{{margin:0 0 16px}}h2{{font-size:19px;margin:28px 0 12px;padding:0 0 0 10px;"
    "border-left:4px solid BRAND;color:BRAND}h3,h4,h5,h6{font-size:17px;margin:20px 0 10px;color:BRAND}"
    ".t{margin:0 0 16px}table{width:100%;font-size:14px;line-height:1.5}"
    "th{border:1px solid #ccc;padding:6px 8px;background-color:TINT}td{border:1px solid #ccc;padding:6px 8px}"
    "blockquote{margin:0 0 16px;padding:8px 12px;border-left:3px solid #ccc;color:#555}"
    ".g{font-size:14px;color:#777}.n{font-size:13px;color:#777}"
)
LEAN = (
    f"{WRAP}{_COMMON}p{{margin:0 0 1em}}h2,h3{{color:BRAND}}table{{font-size:14px}}"
    "th,td{border:1px solid #ccc}.n{font-size:13px;color:#777}"
)
BARE = f"{WRAP}{_COMMON}"
STYLES = (FULL, LEAN, BARE)
"""From the fairest to the shortest: repeated styles alone can break the limit."""
_SECTION = re.compile(r"<h[2-6][ >].*?</h[2-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def make(subject: Subject) -> Made:
    title, faults = title_of(subject, TITLE, PLATFORM)
    summary, long_summary = summary_of(subject, SUMMARY, PLATFORM)
    author, long_author = author_of(subject, AUTHOR, PLATFORM)
    writer = _Writer(subject)
    html = _styled(writer.article(), subject)
    characters = _characters(html, len(writer.images))
    counts = {"characters": characters, "bytes": len(html.encode()), "images": len(writer.images)}
    faults += [
        *long_summary,
        *long_author,
        *nothing_to_say(subject),
        *writer.faults,
        *_too_long(html, counts),
        *_long_address(subject),
    ]
    return Made(
        title, summary, author, ("content.html", html.encode()), cover_of(subject),
        tuple(writer.images), (), counts, tuple(faults),
    )  # fmt: skip


def _styled(html: str, subject: Subject) -> str:
    """With the fairest style that fits; the sanitiser has the last word."""
    from css_inline import CSSInliner

    from pipeline.media.palette import palette

    colours, images = palette(subject.site.colours), html.count("<img ")
    inliner, clean = CSSInliner(load_remote_stylesheets=False), ""
    for style in STYLES:
        css = style.replace("BRAND", colours.brand).replace("TINT", colours.tint)
        clean = _CLEANER.clean(inliner.inline_fragment(html, css))
        if _characters(clean, images) <= CHARACTERS.most:
            break
    return clean


def _characters(html: str, images: int) -> int:
    return len(html) + IMAGE_ADDRESS * images


def _too_long(html: str, counts: dict[str, int]) -> list[Fault]:
    found = []
    for limit, count in ((CHARACTERS, counts["characters"]), (BYTES, counts["bytes"])):
        if count > limit.most:
            where, size = _longest(html)
            told = f"{limit.what}有 {count:,} {limit.unit}，微信最多 {limit.most:,} {limit.unit}"
            hint = f"最长的部分是“{where}”，约 {size:,} 字符：精简它，或把文章分成几篇，或在页头“渠道”中去掉微信"
            found.append(Fault("body", told, hint, limit.clause))
    return found[:1]


def _longest(html: str) -> tuple[str, int]:
    """The part between two headings that has most characters, by its heading."""
    starts = [(0, "开头"), *((found.start(), _plain(found[0])) for found in _SECTION.finditer(html))]
    ends = [*(start for start, _ in starts[1:]), len(html)]
    sizes = [(end - start, name) for (start, name), end in zip(starts, ends, strict=True)]
    size, name = max(sizes, key=lambda pair: pair[0])
    return name[:30], size


def _plain(html: str) -> str:
    from html import unescape

    return unescape(_TAG.sub("", html)).strip()


def _long_address(subject: Subject) -> list[Fault]:
    length = len(subject.url.encode())
    if length <= ADDRESS.most:
        return []
    return [Fault("title", f"{ADDRESS.what}有 {length} 字节，微信最多 {ADDRESS.most} 字节", "缩短栏目代号", DRAFTS)]


class _Writer:
    """Writes the body anew, element by element: only what is known is written at all."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.images: list[MadeImage] = []
        self.files: dict[str, str] = {}
        self.notes: dict[str, int] = {}
        self.faults: list[Fault] = []

    def article(self) -> str:
        body = body_of(self.subject.html)
        about = self._explained()
        inner = self._inside(body) if body is not None else ""
        facts = f"{SOURCE.format(source=self.subject.source)}　{PUBLISHED.format(day=self.subject.row.day)}"
        parts = (f'<p class="g">{escape(facts)}</p>', about, inner, self._attachments(), self._references())
        return f'<section class="w">{"".join(parts)}</section>'

    def _explained(self) -> str:
        """The documents that the article interprets; their pages are the first notes."""
        told = [f"{escape(one.title)}<sup>[{self._note(one.url)}]</sup>" for one in self.subject.explains]
        return f'<p class="g">{Relation.INTERPRETS}：{"；".join(told)}</p>' if told else ""

    def _note(self, address: str) -> int:
        return self.notes.setdefault(address, len(self.notes) + 1)

    def _attachments(self) -> str:
        listed = [file.name for file in self.subject.attachments if file.listed]
        if not listed:
            return ""
        entries = "".join(f"<li>{escape(name)}</li>" for name in listed)
        return f'<p class="g">{ATTACHMENTS}{ATTACHMENT_HINT}</p><ul>{entries}</ul>'

    def _references(self) -> str:
        if not self.notes:
            return ""
        lines = "<br>".join(f"[{number}] {escape(address)}" for address, number in self.notes.items())
        return f'<p class="n"><strong>{NOTES}</strong><br>{lines}</p>'

    def _inside(self, node: LexborNode) -> str:
        return "".join(self._one(child) for child in node.iter(include_text=True))

    def _one(self, node: LexborNode) -> str:
        tag = RENAMED.get(node.tag or "", node.tag or "")
        if tag == "-text":
            return escape(node.text_content or "", quote=False)
        if tag in _SPECIAL:
            return str(_SPECIAL[tag](self, node))
        if tag in BLOCKS:
            return f"<p><strong>{self._inside(node)}</strong></p>"
        if tag not in KEPT:
            return self._inside(node)
        spans = "".join(f' {name}="{value}"' for name in SPANS if (value := _number(node, name)))
        marked = ' class="t"' if tag == "section" and node.css_first("table") is not None else ""
        return (
            f"<{tag}{spans}{marked}>" if tag in ("br", "hr") else f"<{tag}{spans}{marked}>{self._inside(node)}</{tag}>"
        )

    def _link(self, node: LexborNode) -> str:
        if is_way_back(node):
            return ""
        inner, href = self._inside(node), node.attributes.get("href") or ""
        if is_footnote_link(node):
            return f"注{inner}"
        if not inner.strip() or href.startswith("#"):
            return inner
        address = address_of(href, self.subject.site.url)
        if address.startswith(OPEN_HOST):
            return f'<a href="{escape(address)}">{inner}</a>'
        if address in _plain(inner):
            return inner
        return f"{inner}<sup>[{self._note(address)}]</sup>"

    def _image(self, node: LexborNode) -> str:
        name, text = picture_name(node.attributes.get("src") or ""), node.attributes.get("alt") or ""
        if name not in self.files:
            shot = self.subject.gallery.shot(name, MOST)
            if shot is None:
                told = FAULT_PICTURE.format(name=name[:60], size="1 MB")
                self.faults.append(Fault("body", told, HINT_PICTURE, UPLOADS))
                return ""
            self.files[name] = f"images/{len(self.images) + 1:02}.{shot.type}"
            self.images.append(MadeImage(self.files[name], Shot(*shot[:4], text)))
        return f'<img src="{self.files[name]}" alt="{escape(text)}">'

    def _list(self, node: LexborNode) -> str:
        """A list that does not count from one keeps its numbers, as text."""
        entries = list(node.iter())
        plain = first_number(node) == 1 and "reversed" not in node.attributes
        if plain and not any(entry.attributes.get("value") for entry in entries):
            return f"<ol>{''.join(map(self._one, entries))}</ol>"
        numbers = range(first_number(node), first_number(node) + len(entries))
        return "".join(
            f"<p>{_number(entry, 'value') or number}. {self._entry(entry)}</p>"
            for entry, number in zip(entries, numbers, strict=True)
        )

    def _entry(self, node: LexborNode) -> str:
        """Of an entry in a paragraph: its own paragraphs become lines."""
        inner = self._inside(node).strip()
        return re.sub(r"</p>\s*<p>", "<br>", inner).removeprefix("<p>").removesuffix("</p>")


def _number(node: LexborNode, name: str) -> str:
    value = node.attributes.get(name) or ""
    return value if re.fullmatch(r"\d{1,4}", value) else ""


_SPECIAL = {"a": _Writer._link, "img": _Writer._image, "ol": _Writer._list}
CHANNEL = MediaChannel(
    "微信",
    "公众号图文：内联样式的 HTML、封面、摘要、阅读原文的网址",
    (TITLE, AUTHOR, SUMMARY, CHARACTERS, BYTES, ADDRESS, PICTURE),
    make,
    10,
)
