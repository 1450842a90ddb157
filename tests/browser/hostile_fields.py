"""The demonstration with harm in every free text of an item of each kind and of the tables: a text a field."""

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from pipeline.finding import Severity
from tests.browser.hostile import VECTORS, filled
from tests.browser.hostile_shapes import SHAPES
from tests.fixtures import ROOT, Built, SiteFolder

TEXTS = [filled(shape, 2000 + number) for number, shape in enumerate(SHAPES)]
FREE = frozenset(
    [
        "标题",
        "关键词",
        "摘要",
        "图片说明",
        "来源",
        "作者",
        "征集方式",
        "说明",
        "数据来源",
        "统计期",
        "图名",
        "单位",
        "字段说明",
        "服务对象",
        "解读人",
        "来信内容",
        "答复单位",
        "嘉宾",
        "地点",
        "直播链接",
        "职务",
        "分工",
        "办公地址",
        "办公时间",
        "联系电话",
        "传真",
        "电子邮箱",
        "负责人",
        "内设机构",
        "事项名称",
        "设定依据",
        "申请条件",
        "名称",
        "形式",
        "份数",
        "办理地点",
        "办理机构",
        "收费标准",
        "办理时间",
        "办理流程",
        "法定时限",
        "承诺时限",
        "办理结果",
        "网上办理",
        "监督投诉",
        "发文字号",
        "责编",
        "初审",
        "复审",
        "终审",
        "原因",
        "短标题",
        "横幅说明",
        "简称",
        "主要职责",
        "公开工作机构",
        "邮政编码",
        "申请渠道",
        "姓名",
        "账号名称",
        "主管单位",
        "承办单位",
        "认证主体",
        "功能定位",
        "链接",
        "备案编号",
        "网站描述",
        "主办单位",
        "联系地址",
        "分组",
        "热搜词",
        "俗称",
        "规范用语",
    ]
)
TABLES = ("site", "authorities", "columns", "accounts", "synonyms")
TRIES = 8


def build(root: Path) -> tuple[SiteFolder, Built]:
    """What a field does not take, as a number or an address, is put back as it was; the rest is built."""
    folder = SiteFolder(root, as_of="")
    shutil.copytree(ROOT / "content", folder.content)
    texts = cycle([" ".join(text.split("\n")) for text in (*TEXTS, *VECTORS)])
    before = {file: _spoilt(file, texts) for file in _chosen(folder.content)}
    for _ in range(TRIES):
        built = folder.build(workers=2)
        wrong = {(f.location.path, f.location.line) for f in built.findings if f.severity is Severity.ERROR}
        changed = [_put_back(root / path, line, before) for path, line in wrong if root / path in before]
        if not any(changed):
            return folder, built
    raise AssertionError(f"still refused: {built.messages[:5]}")


def _chosen(content: Path) -> Iterator[Path]:
    """The tables, and of every column with items the longest, the others left out."""
    yield from (content / f"{name}.yaml" for name in TABLES)
    for column in {file.parent.parent for file in content.rglob("*.md")}:
        *others, longest = sorted(column.rglob("*.md"), key=lambda file: file.stat().st_size)
        if len(others) > 3:
            yield from others[-2:]
        yield longest


def _spoilt(file: Path, texts: Iterator[str]) -> list[str]:
    """Write harm into a file, each scalar on a line of its own; the lines as they would be without it."""
    head, rest = ("", file.read_text("utf-8"))
    if file.suffix == ".md":
        _, header, body = rest.split("---\n", 2)
        head, rest, tail = "---\n", header, f"---\n{body}"
    else:
        tail = ""
    sound = _plain(yaml.compose(rest, yaml.SafeLoader))
    file.write_text(head + _dump(_with_harm(sound, "", texts)) + tail, "utf-8")
    return (head + _dump(sound)).split("\n")


def _plain(node: Any) -> Any:
    """Every scalar of a composed document as the text that it is."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(value) for value in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _with_harm(node: Any, key: str, texts: Iterator[str]) -> Any:
    if isinstance(node, dict):
        return {k: _with_harm(v, key if key == "字段说明" else k, texts) for k, v in node.items()}
    if isinstance(node, list):
        return [_with_harm(value, key, texts) for value in node]
    text = next(texts) if key in FREE else ""
    return f"{text} {node}" if text[:1] in "=+-@" else f"{node} {text}".strip()


def _dump(node: Any) -> str:
    return yaml.safe_dump(node, default_style='"', allow_unicode=True, width=10**9, sort_keys=False)


def _put_back(file: Path, line: int, before: dict[Path, list[str]]) -> bool:
    lines, sound = file.read_text("utf-8").split("\n"), before[file]
    if line > len(sound) - 1 or lines[line - 1] == sound[line - 1]:
        return False
    lines[line - 1] = sound[line - 1]
    file.write_text("\n".join(lines), "utf-8")
    return True
