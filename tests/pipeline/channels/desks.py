"""A small site on disk, read by the real reader, and the files that channels make of it."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline.channel import PlannedFile
from pipeline.channels import CHANNELS
from pipeline.page import Desk
from pipeline.read import read_content
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables

AS_OF = "2026-11-20 12:00"
ADDRESS = "https://www.shifan.example.gov.cn"
OURS = ("feeds", "open_catalogue", "opensearch", "sitemap")
TEMPLATES = (
    "home.html",
    "authorities.html",
    "authority.html",
    "catalogue.html",
    "accounts.html",
    "feeds.html",
    "sitemap.html",
    "column.html",
    "platform.html",
)

Header = dict[str, Any]


def site(**changed: Any) -> Header:
    return {
        "网站名称": "示范市人民政府门户网站",
        "网站域名": "www.shifan.example.gov.cn",
        "网站标识码": "9901000001",
        "网址": ADDRESS,
        "地区": "示范市",
        "网站描述": "示范市的政府信息。",
        "ICP备案号": "示ICP备99000001号-1",
        "公安备案号": "示公网安备 99010102000001号",
        "主办单位": "示范市人民政府办公室",
        "承办单位": "示范市大数据局",
        "联系电话": "0380-8000111",
        "门户机关": "sf-gov",
    } | changed


def column(key: str, title: str, kind: str, *children: Header, **changed: Any) -> Header:
    made = {
        "代号": key,
        "名称": title,
        "类别": "其他",
        "形态": kind,
        "说明": f"{title}的说明。",
        "关键词": [title],
        "更新期限": "不要求",
    }
    return made | ({"子栏目": list(children)} if children else {}) | changed


AUTHORITIES = [
    {"代号": "sf-gov", "名称": "示范市人民政府", "简称": "市政府", "层级": "政府"},
    {"代号": "sf-jyj", "名称": "示范市教育局", "层级": "部门", "上级": "sf-gov", "公开平台": "否"},
]
COLUMNS = [
    column(
        "zwgk", "政务公开", "目录",
        column("zcwj", "政策文件", "公开文件"),
        column("gzzj", "工作总结", "文章"),
    ),
    column("xwzx", "新闻中心", "文章"),
    column("kong", "空栏目", "文章"),
    column("ztzl", "专题专栏", "目录", column("yshj", "优化营商环境", "专题", 收录={"关键词": ["营商环境"]})),
]  # fmt: skip


class Place:
    """A content folder under `folder`; items are added as header and body, tables may be replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.content.mkdir()
        self.write("site.yaml", site())
        self.write("authorities.yaml", AUTHORITIES)
        self.write("columns.yaml", COLUMNS)

    def write(self, name: str, value: Any) -> None:
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        (self.content / name).write_text(text, encoding="utf-8")

    def item(self, path: str, title: str, published: str, body: str = "正文一段。", **fields: Any) -> None:
        """The index number, if any, is `索引号`; the authority is the government unless named."""
        header = {"标题": title, "发文机关": "sf-gov", "发布时间": published} | fields
        text = yaml.safe_dump(header, allow_unicode=True, sort_keys=False)
        file = self.content / f"{path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{text}---\n\n{body}\n", encoding="utf-8")

    def document(self, path: str, title: str, published: str, number: str, **fields: Any) -> None:
        self.item(path, title, published, **{"索引号": number, "成文日期": published[:10]} | fields)

    def desk(self, as_of: str = AS_OF) -> tuple[Desk, Store]:
        tables = read_tables(self.content)
        assert not tables.findings, tables.findings
        store = Store(self.folder / "store.sqlite")
        read_content(self.content, store, tables, workers=1)
        assert not store.findings(), store.findings()
        register = Register(tables, {row.path: row for row in store.index()}, as_of)
        return Desk(register, dict.fromkeys(TEMPLATES, b"template"), b"program"), store

    def outputs(self, channels: Iterable[str] = OURS, as_of: str = AS_OF) -> dict[str, "Output"]:
        """Path below output/ -> (fingerprint, bytes) of every file of the channels."""
        desk, store = self.desk(as_of)
        with store:
            return {path: Output(file, CHANNELS[file.channel].make(file, desk, store)) for path, file in
                    planned(desk, store, channels).items()}  # fmt: skip

    def texts(self, *channels: str, as_of: str = AS_OF) -> dict[str, str]:
        made = self.outputs(channels or OURS, as_of)
        return {path: output.content.decode() for path, output in made.items()}


class Output:
    def __init__(self, file: PlannedFile, content: bytes) -> None:
        self.file, self.content = file, content


def planned(desk: Desk, store: Store, channels: Iterable[str] = OURS) -> dict[str, PlannedFile]:
    files = [file for name in channels for file in CHANNELS[name].plan(desk, store)]
    paths = [file.path for file in files]
    assert len(paths) == len(set(paths)), "two files at one address"
    assert all(file.channel in channels for file in files)
    return {file.path: file for file in files}


def furnish(place: Place) -> Place:
    """A site with something in every state and every list."""
    place.document(
        "zwgk/zcwj/2026/00001", "关于教育工作的通知", "2026-03-02 09:00", "11990100MB0F00012M/2026-00001",
        发文字号="示政发〔2026〕1号", 主题分类="科技、教育\\教育", 体裁分类="通知", 更新日期="2026-04-01",
    )  # fmt: skip
    place.document(
        "zwgk/zcwj/2025/00001", "关于营商环境的意见", "2025-12-31 23:59", "11990100MB0F00012M/2025-00001",
        关键词=["营商环境"], 体裁分类="意见", 主题分类="国民经济管理、国有资产监管\\宏观经济",
    )  # fmt: skip
    place.item("zwgk/gzzj/2026/00001", "教育局工作总结", "2026-01-05 08:30", 发文机关="sf-jyj", 摘要="一年的工作。")
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", 来源="示范日报")
    place.item("xwzx/2026/00002", "秘密的草稿", "2026-11-01 10:00", 状态="草稿")
    place.item("xwzx/2026/00003", "秘密的预告", "2026-11-20 12:01")
    place.item("xwzx/2026/00004", "秘密的申请件", "2026-11-01 10:00", 公开方式="依申请公开")
    place.document(
        "zwgk/zcwj/2026/00009", "秘密的撤回件", "2026-02-02 10:00", "11990100MB0F00012M/2026-00009",
        状态="已撤回", 撤回={"日期": "2026-03-01", "原因": "文件有误"}, 主题分类="国防\\国防建设",
    )  # fmt: skip
    return place


SECRETS = ("秘密的", "xwzx/2026/00002", "xwzx/2026/00003", "xwzx/2026/00004", "zcwj/2026/00009", "2026-00009")


def changed(before: Mapping[str, Output], after: Mapping[str, Output]) -> tuple[set[str], set[str]]:
    """Paths whose fingerprint differs, and paths whose bytes differ; a file that came or went counts in both."""
    paths = before.keys() | after.keys()
    gone = {path for path in paths if path not in before or path not in after}
    both = paths - gone
    marks = {path for path in both if before[path].file.fingerprint != after[path].file.fingerprint}
    return gone | marks, gone | {path for path in both if before[path].content != after[path].content}


def main() -> None:
    """Print what every file's bytes are, for a run under another time zone, locale or hash seed."""
    import hashlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = furnish(Place(Path(folder))).outputs()
    for path, output in made.items():
        mark = hashlib.sha256(output.file.fingerprint + output.content).hexdigest()
        sys.stdout.write(f"{path} {mark}\n")


if __name__ == "__main__":
    main()
