"""The catalogue of disclosed items as open data: JSON and CSV by year, an index, and a dictionary of the fields.

Regulation on disclosure, art. 12: a catalogue gives each item's index, name, summary and date of generation.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, by_year, fingerprint, json_document, json_rows
from pipeline.codebase import channel_digest
from pipeline.page import Desk
from pipeline.pages.catalogue import WHOLE_MOST
from pipeline.store import IndexRow, Store
from pipeline.terms import PAGE_TITLES, SUBJECTS, DisclosureMode, Genre, Validity

NAME = "open_catalogue"
FOLDER = "open/"
INDEX, WHOLE, DICTIONARY = f"{FOLDER}catalogue.json", f"{FOLDER}catalogue.csv", f"{FOLDER}dictionary.json"
BOM = "\ufeff"
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""A cell that begins so would be run by a spreadsheet program (full-width forms too, in East Asian versions)."""


class DataField(NamedTuple):
    """One field: `key` in JSON, `name` over the CSV column; `values` when only these are used."""

    key: str
    name: str
    form: str
    about: str
    required: bool = False
    values: Sequence[str] = ()


FIELDS = (
    DataField("index_number", "索引号", "文本", "政府信息的唯一编号，形式为“机构代码/年份-流水号”。", required=True),
    DataField("title", "标题", "文本", "政府信息的名称。", required=True),
    DataField("document_number", "发文字号", "文本", "公文的发文字号；没有发文字号的为空。"),
    DataField("authority", "发文机关", "文本", "制作或者保存该信息的机关名称。", required=True),
    DataField("dated_on", "成文日期", "日期 YYYY-MM-DD", "信息生成的日期；没有标注的为空。"),
    DataField("published_at", "发布时间", "时间 YYYY-MM-DD HH:MM", "在本网站发布的时间，北京时间。", required=True),
    DataField(
        "topic",
        "主题分类",
        "文本",
        "两级主题以反斜线分隔，如“综合政务\\政务公开”；下列为一级主题。",
        values=tuple(SUBJECTS),
    ),
    DataField("genre", "体裁分类", "文本", "公文种类；非公文的为空。", values=tuple(Genre)),
    DataField("validity", "有效性", "文本", "公文当前的效力状态；不适用的为空。", values=tuple(Validity)),
    DataField(
        "disclosure_mode",
        "公开方式",
        "文本",
        "本目录只收录主动公开的信息。",
        required=True,
        values=(DisclosureMode.PROACTIVE,),
    ),
    DataField("summary", "内容概述", "文本", "编辑填写的摘要；没有填写的取正文开头。"),
    DataField("url", "网址", "网址", "信息所在网页的完整网址，长期有效。", required=True),
)
KEYS = tuple(field.key for field in FIELDS)
NOTES = (
    "收录范围：本网站已公开、有索引号的政府信息；草稿、尚未到发布时间和已撤回的信息不收录。",
    "目录按发布年份分卷，每卷有 JSON 和 CSV 两种格式，内容相同；catalogue.json 列出全部分卷和条数。",
    f"总条数不超过 {WHOLE_MOST:,} 条时，另有包含全部年份的 catalogue.csv；超过后只提供分卷，此时 catalogue.json 的 whole 为 null。",
    "编码为 UTF-8。CSV 带字节顺序标记，行末为回车换行，首行为字段中文名，可以直接用电子表格软件打开。",
    "CSV 中以 = + - @ 或制表符开头的单元格前加了一个半角单引号，以免被电子表格软件当作公式执行；JSON 中保持原样。",
    "空字符串表示该项没有内容。",
)


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    program = channel_digest(NAME)
    rows = [row for row in desk.register.shown if row.index_number]
    counts = []
    for year, own in by_year(rows).items():
        counts.append(f"{year} {len(own)}")
        items, mark = _contents(desk, own, year, program)
        for suffix in ("json", "csv"):
            yield PlannedFile(_part(year, suffix), NAME, year, items, mark)
    if len(rows) <= WHOLE_MOST:
        items, mark = _contents(desk, rows, "", program)
        yield PlannedFile(WHOLE, NAME, "", items, mark)
    facts = (desk.site.url, desk.site.name)
    yield PlannedFile(INDEX, NAME, "\n".join(counts), (), fingerprint((*facts, *counts), program))
    yield PlannedFile(DICTIONARY, NAME, "", (), fingerprint(facts, program))


def _contents(desk: Desk, rows: Sequence[IndexRow], year: str, program: bytes) -> tuple[tuple[str, ...], bytes]:
    paths = tuple(row.path for row in rows)
    return paths, fingerprint((desk.site.url, year), program, b"".join([desk.cards[path] for path in paths]))


def _part(year: str, suffix: str) -> str:
    return f"{FOLDER}catalogue-{year}.{suffix}"


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    if file.path == INDEX:
        return json_document(_index(desk, file.key))
    if file.path == DICTIONARY:
        return json_document(_dictionary(desk))
    records = [_record(desk, desk.register.rows[path]) for path in file.items]
    if file.path.endswith(".csv"):
        return _csv(records)
    items = json_rows(dict(zip(KEYS, record, strict=True)) for record in records)
    return f'{{"year":{int(file.key)},"count":{len(records)},"items":{items}}}\n'.encode()


def _record(desk: Desk, row: IndexRow) -> tuple[str, ...]:
    """Values in the order of FIELDS."""
    return (
        row.index_number,
        row.title,
        row.document_number,
        desk.tables.authorities[row.authority].name,
        row.dated_on,
        row.published_at,
        row.topic,
        row.genre,
        row.validity,
        row.disclosure_mode,
        row.summary,
        absolute(desk.site, urls.item(row.path)),
    )


def _csv(records: Sequence[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in FIELDS])
    writer.writerows([f"'{cell}" if cell[:1] in FORMULA else cell for cell in record] for record in records)
    return (BOM + text.getvalue()).encode()


def _index(desk: Desk, counts: str) -> dict[str, Any]:
    years = [(year, int(count)) for year, _, count in (line.partition(" ") for line in counts.split("\n") if line)]
    total = sum(count for _, count in years)
    return {
        "title": _title(desk),
        "total": total,
        "dictionary": absolute(desk.site, f"/{DICTIONARY}"),
        "whole": absolute(desk.site, f"/{WHOLE}") if total <= WHOLE_MOST else None,
        "parts": [
            {"year": int(year), "count": count}
            | {suffix: absolute(desk.site, f"/{_part(year, suffix)}") for suffix in ("json", "csv")}
            for year, count in years
        ],
        "fields": {field.key: field.name for field in FIELDS},
    }


def _title(desk: Desk) -> str:
    return f"{desk.site.name}{PAGE_TITLES['catalogue']}"


def _dictionary(desk: Desk) -> dict[str, Any]:
    return {
        "title": f"{_title(desk)}数据字典",
        "catalogue": absolute(desk.site, f"/{INDEX}"),
        "notes": NOTES,
        "fields": [
            {"key": field.key, "name": field.name, "form": field.form, "required": field.required, "about": field.about}
            | ({"values": [str(value) for value in field.values]} if field.values else {})
            for field in FIELDS
        ],
    }


CHANNEL = Channel(plan, make)
