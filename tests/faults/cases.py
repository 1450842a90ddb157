"""Bad content with the finding it must give: shared by the tests and by the table that `python -m tests.faults.table` prints."""

import os
import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tests.fixtures import HEADER, SiteFolder, document, item, source

GOOD = {"xw/yw/2026/00900.md": item("照常发布的消息")}
"""Stands in every faulty site and must be published all the same."""
YW, ZC = "xw/yw/2026/00001.md", "zcwj/2026/00001.md"

Prepare = Callable[[SiteFolder], object]


@dataclass(frozen=True)
class Expected:
    """A finding: where, which check, words of its message and of its hint."""

    path: str
    line: int
    check: str
    says: str
    hint: str
    column: int = 1
    severity: str = "错误"

    @property
    def place(self) -> str:
        return f"content/{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Fault:
    """`number` is that of the list of faults; `published` says which of the faulty files are published all the same."""

    number: int
    name: str
    files: dict[str, str | bytes]
    expected: tuple[Expected, ...]
    prepare: Prepare | None = None
    published: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.number:02d}-{self.name}"


def lines(*header: str, body: str = "正文。\n") -> str:
    return "\n".join(("---", *header, "---", body))


TITLE, WHO, WHEN = "标题: 关于学校安全的通知", "发文机关: xc-gov", "发布时间: 2026-03-02 09:00"


def without(key: str) -> str:
    return source({name: text for name, text in HEADER.items() if name != key}, "正文。\n")


def header_faults() -> list[Fault]:
    return [
        Fault(
            1, "no-title", {YW: without("标题")}, (Expected(YW, 1, "field-missing", "缺少必填字段“标题”", "补上“标题"),)
        ),
        Fault(
            1,
            "no-date",
            {YW: without("发布时间")},
            (Expected(YW, 1, "field-missing", "缺少必填字段“发布时间”", "补上"),),
        ),
        Fault(
            1,
            "no-index-number",
            {ZC: document().replace("索引号: ", "#")},
            (Expected(ZC, 1, "field-missing", "缺少必填字段“索引号”", "补上"),),
        ),
        Fault(
            1,
            "no-column",
            {"xx/2026/00001.md": item()},
            (Expected("xx/2026/00001.md", 1, "source-no-column", "文件夹“xx/2026”不是已登记的栏目", "columns.yaml"),),
        ),
        Fault(
            1,
            "blank-title",
            {YW: lines("标题:", WHO, WHEN)},
            (Expected(YW, 2, "field-missing", "字段“标题”没有填写内容", "填写内容"),),
        ),
        Fault(
            2,
            "impossible-date",
            {YW: item(at="2026-13-45")},
            (Expected(YW, 4, "field-date", "“2026-13-45”不存在", "核对年月日", 7),),
        ),
        Fault(
            2,
            "zero-date",
            {YW: item(at="0000-00-00")},
            (Expected(YW, 4, "field-date", "“0000-00-00”不存在", "核对", 7),),
        ),
        Fault(
            2,
            "february-30",
            {YW: item(at="2026-02-30")},
            (Expected(YW, 4, "field-date", "“2026-02-30”不存在", "核对", 7),),
        ),
        Fault(
            2,
            "hour-25",
            {YW: item(at="2026-02-03 25:00")},
            (Expected(YW, 4, "field-date", "25:00”不存在", "24 小时", 7),),
        ),
        Fault(
            3,
            "chinese-date",
            {YW: item(at="2026年2月1日")},
            (Expected(YW, 4, "field-date", "写法不对", "改为“2026-02-01”", 7),),
        ),
        Fault(
            3,
            "chinese-moment",
            {YW: item(at="2026年2月1日 9时05分")},
            (Expected(YW, 4, "field-date", "写法不对", "改为“2026-02-01 09:05”", 7),),
        ),
        Fault(
            3,
            "wide-digits",
            {YW: item(at="２０２６-02-01")},
            (Expected(YW, 4, "field-date", "“２０２６-02-01”", "2026-02-01", 7),),
        ),
        Fault(
            4,
            "month-only",
            {YW: item(at="2026-02")},
            (Expected(YW, 4, "field-date", "不完整，系统不会代为补全", "写全", 7),),
        ),
        Fault(
            4, "weekday", {YW: item(at="Friday")}, (Expected(YW, 4, "field-date", "“Friday”不是日期", "YYYY-MM-DD", 7),)
        ),
        Fault(4, "clock-only", {YW: item(at="09:30")}, (Expected(YW, 4, "field-date", "不完整", "写全", 7),)),
        Fault(
            4,
            "ambiguous-order",
            {YW: item(at="03/04/2026")},
            (Expected(YW, 4, "field-date", "不是日期", "YYYY-MM-DD", 7),),
        ),
        Fault(
            6,
            "status-typo",
            {YW: item(status="已发怖")},
            (Expected(YW, 5, "field-value", "是否应为“已发布”", "可用的值", 5),),
        ),
        Fault(6, "status-english", {YW: item(status="draft")}, (Expected(YW, 5, "field-value", "“draft”", "草稿", 5),)),
        Fault(
            7,
            "unknown-key",
            {YW: lines(TITLE, WHO, WHEN, "关健词: [安全]")},
            (Expected(YW, 5, "field-unknown", "是否应为“关键词”", "可用字段", severity="警告"),),
            published=(YW,),
        ),
        *(
            Fault(
                7,
                f"unknown-key-that-decides-{n}",
                {YW: lines(TITLE, WHO, WHEN, line)},
                (Expected(YW, 5, "field-unknown", f"未知字段“{line.partition(':')[0]}”", "字段"),),
            )
            for n, line in enumerate(
                (
                    "状 态: 草稿",
                    "状太: 草稿",
                    "狀態: 草稿",
                    "发布状态: 草稿",
                    "是否公开: 不予公开",
                    "公开形式: 依申请公开",
                    "公开方试: 不予公开",
                    "草稿: 是",
                    "定时发布: 2027-01-01",
                    "撤稿: 是",
                    "可见性: 草稿",
                ),
                1,
            )
        ),
        *(
            Fault(
                7,
                f"foreign-key-{line.partition(':')[0].lower()}",
                {YW: lines(TITLE, WHO, WHEN, line)},
                (Expected(YW, 5, "field-foreign", "内容没有采用", "改用“"),),
            )
            for line in ("Status: draft", "date: 2027-01-01", "Title: x", "draft: true", "tags: a")
        ),
        Fault(
            8,
            "duplicate-key",
            {YW: lines(TITLE, WHO, WHEN, "标题: 另一个标题")},
            (Expected(YW, 5, "source-duplicate-key", "字段“标题”重复，第 2 行已有", "只保留一处"),),
        ),
        Fault(
            8,
            "duplicate-key-decomposed",
            {YW: lines(TITLE, WHO, WHEN, unicodedata.normalize("NFD", "é: 1"), "é: 2")},
            (Expected(YW, 6, "source-duplicate-key", "第 5 行已有", "只保留一处"),),
        ),
        Fault(
            9,
            "unclosed-quote",
            {YW: lines('标题: "没关的引号', WHO, WHEN)},
            (Expected(YW, 2, "source-unclosed-quote", '引号没有闭合：标题: "没关的引号', "补上另一半引号"),),
        ),
        Fault(
            9,
            "unclosed-header",
            {YW: "---\n标题: 甲\n发文机关: xc-gov\n正文接着写。\n"},
            (Expected(YW, 1, "source-unclosed-header", "页头没有结束", "写“---”"),),
        ),
        Fault(
            9,
            "tab-indent",
            {YW: lines(TITLE, "审核:", "\t责编: 甲", WHO, WHEN)},
            (Expected(YW, 4, "source-yaml", "写法有误：责编: 甲", "缩进"),),
        ),
        Fault(
            9,
            "colon-in-title",
            {YW: lines("标题: 通知: 关于安全", WHO, WHEN)},
            (Expected(YW, 2, "source-yaml", "写法有误：标题: 通知: 关于安全", "整段加引号", 7),),
        ),
        Fault(
            10,
            "alias-bomb",
            {YW: lines("a: &a [x, x]", "b: &b [*a, *a, *a, *a]", "c: &c [*b, *b, *b, *b]", "标题: *c", WHO, WHEN)},
            (Expected(YW, 2, "source-alias", "不能使用引用", "照写一遍", 4),),
        ),
        Fault(
            10,
            "anchor-only",
            {YW: lines("标题: &通知 关于安全", WHO, WHEN)},
            (Expected(YW, 2, "source-alias", "不能使用引用", "加引号", 5),),
        ),
        Fault(
            10,
            "python-tag",
            {YW: lines('标题: !!python/object/apply:os.system ["true"]', WHO, WHEN)},
            (Expected(YW, 2, "source-tag", "不能使用标记", "删去", 5),),
        ),
        Fault(
            10,
            "own-tag",
            {YW: lines("标题: !重要 关于安全", WHO, WHEN)},
            (Expected(YW, 2, "source-tag", "不能使用标记“!重要”", "加引号", 5),),
        ),
        Fault(
            10,
            "bare-tag",
            {YW: lines("标题: ! 关于安全", WHO, WHEN)},
            (Expected(YW, 2, "source-tag", "不能使用标记", "加引号", 5),),
        ),
        Fault(
            10,
            "merge-key",
            {YW: lines("<<: {状态: 草稿}", TITLE, WHO, WHEN)},
            (Expected(YW, 2, "source-alias", "不能使用引用", "照写一遍"),),
        ),
        Fault(
            11,
            "long-field",
            {YW: item("长" * 1_000_000)},
            (Expected(YW, 2, "field-value", "“标题”过长", "长文放到正文", 5),),
        ),
        Fault(
            11,
            "long-title",
            {YW: item("长" * 5000)},
            (Expected(YW, 2, "field-value", "“标题”过长，最多 2000 个字符", "缩短", 5),),
        ),
        Fault(
            11,
            "many-keys",
            {YW: lines(TITLE, WHO, WHEN, *(f"k{n}: v" for n in range(20_000)))},
            (Expected(YW, 502, "source-too-many-keys", "页头超过 500 个字段", "检查"),),
        ),
        Fault(
            11,
            "deep-nesting",
            {YW: lines("标题: " + "[" * 3000 + "]" * 3000, WHO, WHEN)},
            (Expected(YW, 2, "source-too-deep", "嵌套层次过多", "括号"),),
        ),
        Fault(12, "empty-file", {YW: ""}, (Expected(YW, 1, "source-empty", "文件是空的", "写上页头"),)),
        Fault(12, "white-space-only", {YW: " \n\n\t\n"}, (Expected(YW, 1, "source-empty", "文件是空的", "写上页头"),)),
        Fault(
            12, "no-header", {YW: "只有正文。\n"}, (Expected(YW, 1, "source-no-header", "没有页头", "第一行写“---”"),)
        ),
        Fault(
            12,
            "blank-line-first",
            {YW: "\n" + item()},
            (Expected(YW, 1, "source-no-header", "没有页头", "第一行写“---”"),),
        ),
        Fault(
            12,
            "empty-header",
            {YW: "---\n---\n正文。\n"},
            (Expected(YW, 1, "field-missing", "缺少必填字段“标题”", "补上"),),
        ),
        Fault(12, "empty-body", {YW: item(body="")}, (Expected(YW, 6, "body-empty", "正文是空的", "写上正文"),)),
        Fault(
            12,
            "list-header",
            {YW: lines("- 甲", "- 乙")},
            (Expected(YW, 2, "source-not-mapping", "页头不是", "字段: 内容"),),
        ),
    ]


def character_faults() -> list[Fault]:
    gbk = item("关于学校安全的通知").encode("gb18030")
    broken = item("关于学校安全的通知").encode()[:-8] + b"\xe6\xad\n"
    return [
        Fault(13, "gbk", {YW: gbk}, (Expected(YW, 2, "source-encoding", "文件编码是 GBK/GB18030", "fix-encoding"),)),
        Fault(
            14,
            "utf-16",
            {YW: item().encode("utf-16")},
            (Expected(YW, 1, "source-encoding", "文件编码是 UTF-16", "UTF-8"),),
        ),
        Fault(
            14,
            "broken-utf8",
            {YW: broken},
            (Expected(YW, 8, "source-broken-utf8", "字节起不是有效的 UTF-8", "重新复制"),),
        ),
        *(
            Fault(
                16,
                name,
                {YW: item(f"关于{character}安全")},
                (Expected(YW, 2, "source-character", f"U+{ord(character):04X}", "删去这个字符", 7),),
            )
            for name, character in {
                "nul": "\0",
                "escape": "\x1b",
                "delete": "\x7f",
                "c1": "\x9b",
                "noncharacter-fffe": "\ufffe",
                "noncharacter-fdd0": "\ufdd0",
                "noncharacter-1ffff": "\U0001ffff",
                "form-feed": "\f",
            }.items()
        ),
        Fault(
            16,
            "lone-surrogate",
            {YW: item("关于X安全").encode().replace(b"X", b"\xed\xa0\x80")},
            (Expected(YW, 2, "source-broken-utf8", "不是有效的 UTF-8", "重新复制"),),
        ),
        Fault(
            16,
            "control-in-body",
            {YW: item(body="第一段。\n\n第二\x08段。\n")},
            (Expected(YW, 8, "source-character", "U+0008", "删去", 3),),
        ),
        *(
            Fault(
                17,
                name,
                {YW: item(f"关于{character}安全")},
                (Expected(YW, 2, "source-character", f"U+{ord(character):04X}", "删去", 7),),
            )
            for name, character in {
                "right-to-left-override": "\u202e",
                "zero-width-space": "\u200b",
                "isolate": "\u2066",
            }.items()
        ),
        Fault(
            17,
            "private-use",
            {YW: item("关于\ue000安全")},
            (Expected(YW, 2, "source-private-character", "专用区字符 U+E000", "通用汉字", 7, "警告"),),
            published=(YW,),
        ),
        Fault(
            18,
            "mixed-script-host",
            {YW: item(body="第一段。\n\n见[国网](https://www.gоv.cn/)。\n")},
            (Expected(YW, 8, "body-confusable-host", "xn--", "核对", severity="警告"),),
            published=(YW,),
        ),
        Fault(
            31,
            "missing-file-link",
            {YW: item(body="第一段。\n\n见[表](00001/表.pdf)。\n")},
            (Expected(YW, 8, "attachment-missing", "附件“表.pdf”不存在", "文件夹“00001/”"),),
        ),
        Fault(
            32,
            "file-link",
            {YW: item(body="第一段。\n\n见[表](file:///C:/a.doc)。\n")},
            (Expected(YW, 8, "body-blocked-link", "file:///C:/a.doc", "http"),),
        ),
    ]


def place_faults() -> list[Fault]:
    return [
        *(
            Fault(
                33,
                f"refused-key-{key}",
                {YW: lines(TITLE, WHO, WHEN, f"{key}: ../../etc/x.html")},
                (Expected(YW, 5, "field-refused", f"字段“{key}”不允许使用", "移动文件"),),
            )
            for key in ("slug", "save_as", "url", "Slug", "Save_As")
        ),
        Fault(
            34,
            "attachment-outside",
            {YW: item(attachments="[../../../site.yaml]")},
            (Expected(YW, 5, "attachment-place", "不在条目旁边", "只写文件名", 6),),
        ),
        Fault(
            34,
            "redirect-outside",
            {"redirects.yaml": "- 原地址: /../../escaped.html\n  新地址: /xw/\n"},
            (Expected("redirects.yaml", 1, "table-redirect-old", "/../../escaped.html", "以 / 开头", 3),),
        ),
        Fault(
            35,
            "upper-case-name",
            {"xw/yw/2026/A0001.md": item()},
            (Expected("xw/yw/2026/A0001.md", 1, "source-name", "文件名“A0001”不能用", "小写字母"),),
        ),
        Fault(
            35,
            "case-collision",
            {"xw/yw/2026/a0001.md": item(), "xw/yw/2026/A0001.md": item()},
            (
                Expected(
                    "xw/yw/2026/a0001.md", 1, "source-collision", "与“content/xw/yw/2026/A0001.md”只差大小写", "改名"
                ),
                Expected(
                    "xw/yw/2026/A0001.md", 1, "source-collision", "与“content/xw/yw/2026/a0001.md”只差大小写", "改名"
                ),
            ),
        ),
        Fault(
            35,
            "decomposed-collision",
            {"xw/yw/2026/é.md": item(), unicodedata.normalize("NFD", "xw/yw/2026/é.md"): item()},
            (Expected("xw/yw/2026/é.md", 1, "source-collision", "只差大小写或写法", "改名"),),
        ),
        Fault(
            35,
            "windows-name",
            {"xw/yw/2026/con.md": item()},
            (Expected("xw/yw/2026/con.md", 1, "source-name", "文件名“con”不能用", "改用"),),
        ),
        Fault(
            35,
            "trailing-dot",
            {"xw/yw/2026/0001..md": item()},
            (Expected("xw/yw/2026/0001..md", 1, "source-name", "文件名“0001.”不能用", "改用"),),
        ),
        Fault(
            38,
            "long-name",
            {f"xw/yw/2026/{'a' * 200}.md": item()},
            (Expected(f"xw/yw/2026/{'a' * 200}.md", 1, "source-name", "不能用", "改用"),),
        ),
        Fault(
            38,
            "bytes-name",
            {},
            (Expected(r"xw/yw/2026/\udcff.md", 1, "source-name", "不能用", "改用"),),
            lambda site: _bytes_name(site),
        ),
        Fault(
            39,
            "over-index",
            {"xw/yw/index.md": item()},
            (Expected("xw/yw/index.md", 1, "source-name", "文件名“index”不能用", "改用"),),
        ),
        Fault(
            39,
            "over-list-page",
            {"xw/yw/list-1.md": item()},
            (Expected("xw/yw/list-1.md", 1, "source-name", "文件名“list-1”不能用", "改用"),),
        ),
        Fault(
            39,
            "over-home",
            {"redirects.yaml": "- 原地址: /\n  新地址: /xw/\n"},
            (Expected("redirects.yaml", 1, "plan-collision", "网址相同", "改名", 3),),
        ),
        Fault(
            39,
            "over-item",
            {YW: item(), "redirects.yaml": "- 原地址: /xw/yw/2026/00001.html\n  新地址: /xw/\n"},
            (Expected("redirects.yaml", 1, "plan-collision", "content/xw/yw/2026/00001.md", "改名", 3),),
            published=(YW,),
        ),
        Fault(
            39,
            "html-attachment",
            {YW: item(attachments="[index.html]"), "xw/yw/2026/00001/index.html": "<p>x"},
            (Expected(YW, 5, "attachment-type", "“index.html”的类型不允许发布", "PDF", 6),),
        ),
        Fault(
            39,
            "stray-file",
            {"xw/yw/2026/笔记.txt": "x"},
            (Expected("xw/yw/2026/笔记.txt", 1, "source-stray", "不认识的文件", "删除"),),
        ),
    ]


def special_file_faults() -> list[Fault]:
    def fault(name: str, make: Prepare, what: str, path: str = YW, check: str = "source-not-regular") -> Fault:
        return Fault(40, name, {}, (Expected(path, 1, check, what, "普通文件"),), make)

    return [
        fault("symlink", lambda site: os.symlink("/etc/hostname", site.content / YW), "链接"),
        fault("dangling", lambda site: os.symlink("nowhere", site.content / YW), "链接"),
        fault("loop", lambda site: os.symlink("00001.md", site.content / YW), "链接"),
        fault("fifo", lambda site: os.mkfifo(site.content / YW), "管道"),
        fault("socket", lambda site: _socket(site.content / YW), "套接字"),
        fault("device", lambda site: os.mknod(site.content / YW, 0o020666, os.makedev(1, 5)), "设备"),
        fault("folder", lambda site: os.mkdir(site.content / YW), "文件夹"),
        fault("folder-link", lambda site: os.symlink("/etc", site.content / "xw/yw/2025"), "链接", "xw/yw/2025"),
        fault("folder-loop", lambda site: os.symlink("..", site.content / "xw/yw/2025"), "链接", "xw/yw/2025"),
    ]


def _socket(path: os.PathLike[str]) -> None:
    """The name of a socket is short, so it is bound by its folder."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(os.path.dirname(path))
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.basename(path))
    finally:
        os.chdir(here)
        os.close(here)


def _bytes_name(site: SiteFolder) -> None:
    (site.content / "xw/yw/2026").mkdir(parents=True, exist_ok=True)
    name = os.fsencode(site.content / "xw/yw/2026") + b"/\xff.md"
    with open(name, "w", encoding="utf-8") as file:
        file.write(item())


FAULTS = [*header_faults(), *character_faults(), *place_faults(), *special_file_faults()]
