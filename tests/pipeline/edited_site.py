"""A small site with edits to make to it, for what must hold after any of them."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.inspection import Inspection, inspect
from tests.checks.site import BuiltSite, build_site, page

Files = dict[str, str | bytes]
Output = dict[str, str | bytes | None]
CODE = "11990000123456788L"


def document(number: int, more: str = "", body: str = "各单位要认真执行。") -> str:
    return (
        f"---\n标题: 关于第{number}项工作的通知\n索引号: {CODE}/2026-{number:05d}\n发文机关: yl-gov\n"
        f"发文字号: 样政发〔2026〕{number}号\n成文日期: 2026-11-0{number}\n发布时间: 2026-11-0{number} 09:00\n"
        f"有效性: 有效\n{more}---\n{body}\n"
    )


def article(number: int, more: str = "", body: str = "会议已经召开。") -> str:
    return f"---\n标题: 第{number}次会议\n发文机关: yl-gov\n发布时间: 2026-11-1{number} 09:00\n{more}---\n{body}\n"


START: Files = {
    "document/2026/00001.md": document(1),
    "document/2026/00002.md": document(2, f"废止: [{CODE}/2026-00001]\n", "## 一、范围\n\n全市。"),
    "document/2026/00003.md": document(3, "附件: [表.pdf]\n", "见[第二项](/document/2026/00002.html)。"),
    "document/2026/00003/表.pdf": b"%PDF-1.4 x",
    "article/2026/00001.md": article(1),
    "article/2026/00002.md": article(
        2, "", f"见[第一项](索引号:{CODE}/2026-00001)和[会议](/article/2026/00003.html#section-1)。"
    ),
    "article/2026/00003.md": article(3, "", "## 一、议程\n\n见[栏目](/document/)。"),
}


class Place:
    """A site that is edited, with the answers kept beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept = root / "checks.sqlite"
        self.asked = 0

    def build(self, files: Mapping[str, str | bytes], output: Mapping[str, str | bytes | None], day: str) -> BuiltSite:
        for folder in ("content", "output"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        return build_site(self.root, files, output, day)

    def inspect(self, site: BuiltSite, kept: bool = True, workers: int = 1) -> Inspection:
        return inspect(
            site.store,
            site.register,
            site.output,
            content=self.root / "content",
            workers=workers,
            kept=self.kept if kept else None,
        )


# edits --------------------------------------------------------------------------------------------------------------

Edit = Callable[[Files, Output], None]


def put(path: str, text: str | bytes) -> Edit:
    return lambda files, output: files.update({path: text})


def drop(path: str) -> Edit:
    def edit(files: Files, output: Output) -> None:
        files.pop(path, None)

    return edit


def lay(path: str, text: str | None) -> Edit:
    return lambda files, output: output.update({path: text})


def start_again(files: Files, output: Output) -> None:
    files.clear()
    files.update(START)
    output.clear()


EDITS: dict[str, Edit] = {
    "a title": put("article/2026/00001.md", article(1).replace("第1次", "首次")),
    "a fault": put("article/2026/00001.md", article(1, "主题分类: 没有这类\n")),
    "a fault waived": put(
        "article/2026/00001.md", article(1, "主题分类: 没有这类\n豁免: {item-topic: 正在修订目录(李四 2026-11-09)}\n")
    ),
    "a line before": put("article/2026/00001.md", article(1, "关键词: [会议]\n主题分类: 没有这类\n")),
    "a target gone": drop("document/2026/00002.md"),
    "another target gone": drop("article/2026/00003.md"),
    "a target withdrawn": put(
        "document/2026/00001.md", document(1, "状态: 已撤回\n撤回: {日期: 2026-11-10, 原因: 有误}\n")
    ),
    "a target in draft": put("document/2026/00001.md", document(1, "状态: 草稿\n")),
    "a target renumbered": put("document/2026/00001.md", document(1).replace("2026-00001", "2026-00009")),
    "a number doubled": put("document/2026/00003.md", document(3).replace("2026-00003", "2026-00001")),
    "repealed and said so": put(
        "document/2026/00001.md", document(1, "废止日期: 2026-11-09\n").replace("有效性: 有效", "有效性: 废止")
    ),
    "repeals no more": put("document/2026/00002.md", document(2)),
    "a section gone": put("article/2026/00003.md", article(3)),
    "a section back": put("article/2026/00003.md", article(3, "", "## 一、议程\n\n议程。")),
    "a new item": put("article/2026/00004.md", article(4, "", "见[会议](/article/2026/00001.html)。")),
    "a scheduled item": put("article/2026/00005.md", article(5, "").replace("2026-11-15", "2026-12-15")),
    "expires": put("document/2026/00003.md", document(3, "失效日期: 2026-11-25\n")),
    "interprets": put(
        "interpretation/2026/00001.md",
        "---\n标题: 解读\n发文机关: yl-gov\n发布时间: 2026-11-12 09:00\n"
        f"解读文件: [{CODE}/2026-00003]\n解读形式: 文字解读\n---\n文件明确了三项任务。\n",
    ),
    "a file emptied": put("document/2026/00003/表.pdf", b""),
    "a file gone": drop("document/2026/00003/表.pdf"),
    "a target with errors": put("document/2026/00001.md", document(1).replace("2026-11-01 09:00", "2026-11-01 29:00")),
    "a target without errors again": put("document/2026/00001.md", document(1)),
    "a file of another sort": put("document/2026/00003/表.pdf", b"PK\x03\x04"),
    "a page lost": lay("article/2026/00003.html", None),
    "a list lost": lay("document/index.html", None),
    "a page without its places": lay(
        "article/2026/00003.html", page("第3次会议", "/article/2026/00003.html", {}, "<p>x</p>")
    ),
    "a page with a place": lay(
        "article/2026/00003.html", page("第3次会议", "/article/2026/00003.html", {}, '<p id="section-1">x</p>')
    ),
    "a stray page": lay("article/extra.html", page("外来", "/article/extra.html", {}, '<a href="/nowhere/">x</a>')),
    "a draft's page": lay("document/2026/00001/x.html", "<p>x</p>"),
    "back to the start": start_again,
}
