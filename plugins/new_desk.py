"""The verb that makes a fresh draft: what the command line gave, the rest asked for, one answer after another."""

import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.arguments import ASKED
from pipeline.environment import Refused
from pipeline.kinds import KINDS
from pipeline.new_item import SPECIAL_KIND, Made, NotMade, Words, new_item
from pipeline.phrases import listing, near, nearest
from pipeline.tables import GROUP, SPECIAL, Tables, read_tables
from pipeline.troubles import reason

WORDS = Words()
REASONS = {
    "tables": "基础表有错误，没有新建。{finding}",
    "column": "没有栏目“{column}”{near}（栏目路径是 columns.yaml 中各级代号，用 / 连接）",
    "group": "栏目“{column}”只收下级栏目，请改为其中一个：{children}。",
    "no-authority": "栏目“{column}”没有责任部门，请用 --authority 指定发文机关的代号。",
    "authority": "没有登记机关“{authority}”{near}（代号见 authorities.yaml）",
    "title": "标题不能用，没有新建。{finding}",
}
MOST_TRIES = 5
TOO_MANY = "“{question}”问了几次都没有答对，没有新建。想好以后重新运行 new；要停下按 Ctrl-C。"
Ask = Callable[[str], str]


class Choice(NamedTuple):
    value: str
    label: str


def new(
    column: str, title: str, authority: str | None, kind: str | None, *, edit: bool = False, content: str = "content"
) -> int:
    """Make the draft and say where it is. Raises Refused."""
    tables = read_tables(Path(content))
    if ASKED in (column, title):
        column, title, authority = _asked(tables, column, title, authority, kind)
    elif kind:
        _must_be_of_kind(tables, column, kind)
    try:
        made = new_item(content, column, title, authority, WORDS)
    except NotMade as fault:
        raise Refused(REASONS[fault.reason].format_map(fault.facts)) from None
    must = f"先补上：{listing(made.blanks)}；" if made.blanks else ""
    print(f"已新建草稿 {made.path}（发文机关 {made.authority}）。{must}写好正文，删去“状态: 草稿”一行，即可发布。")
    if edit:
        _open(made)
    return 0


def _open(made: Made) -> None:
    """In the editor that this person chose."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(editor)
    except ValueError:
        words = []
    if not words:
        print("没有设置编辑器：把环境变量 VISUAL 或 EDITOR 设为编辑器的命令，例如 export EDITOR=nano。草稿已经建好。")
        return
    try:
        status = subprocess.call([*words, str(made.path)])
    except OSError as fault:
        print(f"编辑器 {words[0]} 打不开：{reason(fault)}。草稿已经建好。")
        return
    if status:
        print(f"编辑器 {words[0]} 返回 {status}。草稿已经建好。")


# asking -------------------------------------------------------------------------------------------------------------


def _asked(
    tables: Tables, column: str, title: str, authority: str | None, kind: str | None
) -> tuple[str, str, str | None]:
    """Column, title and body, those that were not given asked for at the terminal."""
    if not sys.stdin.isatty():
        lacking = "栏目路径，例如 zwgk/zcwj/szfwj" if column == ASKED else "标题，有空格时加引号"
        raise Refused(f"new 还需要：{lacking}。")
    if not tables.columns or not tables.authorities:
        raise Refused(REASONS["tables"].format(finding=next(iter(tables.findings), "")))
    try:
        if column == ASKED:
            column = ask_column(tables, kind, input)
        if title == ASKED:
            title = ask_text("标题", input)
        if authority is None:
            authority = ask_authority(tables, column, input)
    except EOFError:
        print()
        raise Refused("没有回答完，没有新建。") from None
    return column, title, authority


def ask_column(tables: Tables, kind: str | None, ask: Ask) -> str:
    kinds = Counter(kind_of(tables, path) for path, node in tables.columns.items() if node.kind != GROUP)
    offered = [Choice(key, KINDS[key].name) for key, _ in kinds.most_common()]
    wanted = _kind(kind, offered) if kind else choose("写什么", offered, ask)
    columns = [
        Choice(path, f"{_titles(tables, path)}（{path}）")
        for path, node in tables.columns.items()
        if node.kind != GROUP and kind_of(tables, path) == wanted
    ]
    return choose("放在哪个栏目", columns, ask)


def ask_text(name: str, ask: Ask) -> str:
    for _ in range(MOST_TRIES):
        text = " ".join(ask(f"{name}：").split())
        if text:
            return text
        print(f"{name}不能空着。")
    raise Refused(TOO_MANY.format(question=name))


def ask_authority(tables: Tables, column: str, ask: Ask) -> str | None:
    above = [node.column.responsible for node in tables.ancestors(column.strip("/")) if node.column.responsible]
    usual = above[-1] if above and above[-1] in tables.authorities else None
    bodies = [Choice(key, f"{body.name}（{key}）") for key, body in tables.authorities.items()]
    return choose("发文机关", bodies, ask, usual)


def choose(question: str, choices: Sequence[Choice], ask: Ask, usual: str | None = None) -> str:
    """A number of the list, or some signs of a name: what several have in common narrows the list."""
    shown = list(choices)
    hint = next((f"，直接回车为 {choice.label}" for choice in choices if choice.value == usual), "")
    _show(question, shown)
    for _ in range(MOST_TRIES):
        answer = ask(f"{question}（编号，或名称的一部分{hint}）：").strip()
        if not answer and usual is not None:
            return usual
        if answer.isdecimal() and 0 < int(answer) <= len(shown):
            return shown[int(answer) - 1].value
        exact = [choice for choice in choices if answer in (choice.value, choice.label.partition("（")[0])]
        found = exact or [choice for choice in choices if answer and (answer in choice.label or answer in choice.value)]
        if len(found) == 1:
            return found[0].value
        if found:
            shown = found
            _show(f"有 {len(found)} 个符合“{answer}”", shown)
        else:
            print(f"没有“{answer}”{_like(answer, choices) or '。'}")
    raise Refused(TOO_MANY.format(question=question))


def _show(question: str, choices: Sequence[Choice]) -> None:
    print(f"{question}：")
    for number, choice in enumerate(choices, 1):
        print(f"  {number:>2}  {choice.label}")


def _like(answer: str, choices: Sequence[Choice]) -> str:
    names = {name: choice.label for choice in choices for name in (choice.label.partition("（")[0], choice.value)}
    found = nearest(answer, names) if answer else ""
    return f"，是不是“{names[found]}”？" if found else ""


def kind_of(tables: Tables, path: str) -> str:
    kind = tables.columns[path].kind
    return SPECIAL_KIND if kind == SPECIAL else kind


def _titles(tables: Tables, path: str) -> str:
    return " / ".join(node.column.title for node in tables.ancestors(path))


def _kind(wanted: str, offered: Sequence[Choice]) -> str:
    found = next((choice.value for choice in offered if wanted in choice), None)
    if found is None:
        names = [choice.label for choice in offered]
        raise Refused(f"没有形态“{wanted}”{near(wanted, names)}（可用：{listing(names)}）")
    return found


def _must_be_of_kind(tables: Tables, column: str, kind: str) -> None:
    """A kind that was told and does not fit the column is a slip of one or the other."""
    path = column.strip("/").removeprefix("content/")
    wanted = _kind(kind, [Choice(key, shape.name) for key, shape in KINDS.items()])
    if path in tables.columns and tables.columns[path].kind != GROUP and kind_of(tables, path) != wanted:
        own = KINDS[kind_of(tables, path)].name
        raise Refused(f"栏目“{path}”的形态是“{own}”，不是“{KINDS[wanted].name}”，没有新建。")
