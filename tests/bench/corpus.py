"""The same items for every contestant: the shared corpus, or generated text, as content of this project."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.standards import credit_check_digit, organisation_check_digit
from pipeline.terms import SUBJECTS, Genre
from tests.bench.vocabulary import Raw, column_names, generate

ROOT = Path(__file__).resolve().parents[2]
ROOTS = ("szf", "bm", "ggfw", "jdjc", "zwgk")
"""Columns above the sixty: five sections of twelve."""
_LINK = re.compile(r"\]\(/(c\d\d)/(t(\d{4})\d{4}_\d{7})\.html\)")
_TOPICS = [f"{first}\\{second}" for first, children in SUBJECTS.items() for second in children]
_PLAIN = re.compile(r"(?![-?:,\[\]{}#&*!|>'\"%@`\s])(?!.*(?:: | #|:$|\s$))[^\n]+")
"""What YAML reads as written, without quotes."""


class Item(NamedTuple):
    """One item in neutral form. `column` is c01 to c60; links of `body` are `/<column>/<slug>.html`."""

    number: int
    title: str
    moment: str
    column: str
    slug: str
    issuer: str
    document_number: str
    keywords: tuple[str, ...]
    summary: str
    body: str

    @property
    def year(self) -> str:
        return self.moment[:4]

    @property
    def topic(self) -> str:
        return _TOPICS[self.number * 7 % len(_TOPICS)]

    @property
    def genre(self) -> str:
        """As its title ends; what checks would miss on every item is no measure of them."""
        return next((genre for genre in Genre if self.title.endswith(genre)), Genre.OTHER)

    @property
    def index_number(self) -> str:
        return f"{credit_code(self.issuer)}/{self.year}-{self.number:06d}"


@dataclass(frozen=True)
class Corpus:
    """`note` says where the text comes from. Items are read anew each time: ten thousand need not stay in memory."""

    columns: dict[str, str]
    issuers: tuple[str, ...]
    file: Path
    note: str

    def items(self) -> Iterator[Item]:
        with self.file.open(encoding="utf-8") as lines:
            yield from (_item(json.loads(line)) for line in lines)


def shared_folder() -> Path:
    return Path(os.environ.get("GONGKAI_SHARED") or ROOT.parent / "shared").resolve()


def make_corpus(count: int, folder: Path) -> Corpus:
    """`count` items below `folder`. Text of statutes from the shared folder, else of a small vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "items.jsonl"
    maker = shared_folder() / "bench/make_corpus.py"
    if maker.is_file():
        command = [sys.executable, str(maker), str(count), str(folder), "--formats", "jsonl"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, start_new_session=True)
        columns = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
        note = "text of statutes, from the shared corpus"
    else:
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(raw, ensure_ascii=False) + "\n" for raw in generate(count))
        columns, note = column_names(), f"GENERATED text: there is no {maker}"
    issuers = {json.loads(line)["issuer"] for line in file.open(encoding="utf-8")}
    return Corpus(columns, tuple(sorted(issuers)), file, note)


def _item(raw: Raw) -> Item:
    return Item(
        number=raw["id"],
        title=raw["title"],
        moment=raw["date"],
        column=raw["column"],
        slug=raw["slug"],
        issuer=raw["issuer"],
        document_number=raw["doc_number"],
        keywords=tuple(raw["tags"]),
        summary=raw["summary"],
        body=raw["body"],
    )


def credit_code(name: str) -> str:
    """A code of the right form, with right check digits, that depends on the name alone; it names nobody."""
    number = sum(ord(character) * 31**place for place, character in enumerate(name)) % 10**6
    organisation = f"MB{number:06d}"
    body = f"11990100{organisation}{organisation_check_digit(organisation)}"
    return body + credit_check_digit(body)


# content of this project ----------------------------------------------------------------------------------------------


def write_site(corpus: Corpus, content: Path, channels: Iterable[str] = ()) -> None:
    """Tables and items below `content`. `channels` limits what is made beside pages; none = all."""
    content.mkdir(parents=True)
    keys = {name: f"jg-{n:02d}" for n, name in enumerate(corpus.issuers, 1)}
    _write(content / "site.yaml", _site_table(list(channels)))
    _write(content / "authorities.yaml", "".join(_authority(name, key) for name, key in keys.items()))
    _write(content / "columns.yaml", _column_table(corpus.columns))
    _write(content / "accounts.yaml", "[]\n")
    folders = {column: f"{root_of(column)}/{column}" for column in corpus.columns}
    for item in corpus.items():
        folder = content / folders[item.column] / item.year
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{item.slug}.md", f"---\n{_header(item, keys[item.issuer])}---\n{_own_links(item.body)}")


def root_of(column: str) -> str:
    return ROOTS[(int(column[1:]) - 1) // 12]


def own_path(item: Item) -> str:
    """Of the item, below content/, without suffix."""
    return f"{root_of(item.column)}/{item.column}/{item.year}/{item.slug}"


def _own_links(body: str) -> str:
    return _LINK.sub(lambda found: f"](/{root_of(found[1])}/{found[1]}/{found[3]}/{found[2]}.html)", body)


def _header(item: Item, authority: str) -> str:
    return _mapping(
        {
            "标题": item.title,
            "索引号": item.index_number,
            "发文机关": authority,
            "发文字号": item.document_number,
            "成文日期": item.moment[:10],
            "发布时间": item.moment,
            "主题分类": item.topic,
            "体裁分类": item.genre,
            "关键词": list(item.keywords),
            "摘要": item.summary,
        }
    )


def _site_table(channels: list[str]) -> str:
    facts: dict[str, Any] = {
        "网站名称": "测速市人民政府门户网站",
        "网站域名": "www.example.gov.cn",
        "网站标识码": '"9901000001"',
        "网址": "https://www.example.gov.cn",
        "网站描述": "测速市人民政府门户网站，只用于测速。",
        "ICP备案号": "测ICP备99000001号",
        "公安备案号": "测公网安备99010002000001号",
        "党政机关网站标识": "https://bszs.conac.cn/sitename?method=show&id=00000000000000000000000000000000",
        "主办单位": "测速市人民政府办公室",
        "承办单位": "测速市政务服务和数据管理局",
        "联系电话": "0000-12345",
        "门户机关": "jg-01",
    }
    return _mapping(facts | ({"渠道": channels} if channels else {}))


def _authority(name: str, key: str) -> str:
    level = "部门" if "局" in name else "政府"
    facts = {"代号": key, "名称": name, "层级": level, "统一社会信用代码": credit_code(name)}
    return "- " + _mapping(facts).rstrip("\n").replace("\n", "\n  ") + "\n"


def _column_table(columns: dict[str, str]) -> str:
    lines: list[str] = []
    for order, root in enumerate(ROOTS, 1):
        lines += _column(root, f"第{order}板块", "目录", order, "")
        lines += ["  导航: 是", "  子栏目:"]
        for key, title in columns.items():
            if root_of(key) == root:
                lines += _column(key, title, "公开文件", int(key[1:]), "    ")
    return "\n".join(lines) + "\n"


def _column(key: str, title: str, kind: str, order: int, indent: str) -> list[str]:
    facts = {
        "代号": key,
        "名称": title,
        "类别": "政策文件",
        "形态": kind,
        "说明": f"集中发布{title}。",
        "关键词": [title],
        "更新期限": "不要求",
        "排序": str(order),
    }
    lines = _mapping(facts).splitlines()
    return [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]


def _mapping(facts: dict[str, Any]) -> str:
    """YAML as an editor writes it: quotes only where they are needed."""
    return "".join(f"{key}: {_value(value)}\n" for key, value in facts.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) or text.startswith('"') else json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
