"""The verbs of reviewing: who did what when, and whose approval the code platform asks for.

Each takes what the command line gave and returns an exit status. Raises Refused.
"""

import sys
from contextlib import suppress
from pathlib import Path

from pipeline.audit import Act, Asked, Deed, deeds
from pipeline.codeowners import BEGIN, PLACES, Form, nameless, owners_part, rules, with_part
from pipeline.environment import Refused
from pipeline.git_log import Silent
from pipeline.phrases import listing, near
from pipeline.shielding import unreadable
from pipeline.statements.rows import csv_text
from pipeline.tables import Tables, read_tables
from pipeline.troubles import reason as why
from plugins.days import is_day

AUDIT_HEAD = (
    "时间", "提交", "提交人", "提交人邮箱", "事项", "条目", "标题", "机关", "审次", "审核人", "审核人邮箱", "提交说明",
)  # fmt: skip
ACTS = {
    Act.DRAFTED: "起草",
    Act.PUBLISHED: "发布",
    Act.CHANGED: "修改",
    Act.FILES: "换附件",
    Act.WITHDRAWN: "撤回",
    Act.MOVED: "移动",
    Act.REMOVED: "删除",
    Act.SIGNED: "审核",
    Act.VOUCHED: "日期复核",
}
NO_HISTORY = "读不到提交记录：{reason}。{hint}。"


def audit(asked: Asked, out: str | None, content: str = "content", kept: str = "var/history.sqlite") -> int:
    """Deeds as CSV, on the screen or in a file; 1 when there are none."""
    from pipeline.checks.site_history import SILENCES

    tables = _tables(content)
    _must_be_days(asked)
    if asked.column and asked.column not in tables.columns:
        raise Refused(f"没有栏目“{asked.column}”{near(asked.column, tables.columns)}（写 columns.yaml 里的栏目路径）")
    if asked.authority and asked.authority not in tables.authorities:
        raise Refused(f"没有登记机关“{asked.authority}”{near(asked.authority, tables.authorities)}")
    try:
        found = deeds(Path(content), Path(kept), asked)
    except Silent as silent:
        reason, hint = SILENCES[silent.reason]
        raise Refused(NO_HISTORY.format(reason=reason, hint=hint)) from None
    text = csv_text((AUDIT_HEAD, *(_row(deed, tables) for deed in found)))
    if out:
        _write(Path(out), text.encode())
        print(f"已写入 {out}：{len(found)} 行，{len({deed.item for deed in found})} 个条目。")
    else:
        sys.stdout.write(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return int(not found)


def _row(deed: Deed, tables: Tables) -> tuple[str, ...]:
    body = tables.authorities.get(deed.authority)
    told = deed._replace(
        authority=body.name if body else deed.authority, title=unreadable(deed.title), subject=unreadable(deed.subject)
    )
    return (*told[:4], ACTS[deed.act], f"content/{deed.item}.md", *told[6:12])


def _must_be_days(asked: Asked) -> None:
    for day in (asked.since, asked.until):
        if day and not is_day(day):
            raise Refused(f"日期“{day}”不对，请写成 YYYY-MM-DD。")
    if asked.since and asked.until and asked.since > asked.until:
        raise Refused(f"起日 {asked.since} 晚于止日 {asked.until}，请对调。")


def codeowners(form: str, out: str | None, *, check: bool = False, content: str = "content") -> int:
    """Write the part of CODEOWNERS that the rule decides; with `check` only say whether it is as the rule says."""
    if form not in list(Form):
        raise Refused(f"不认识的平台“{form}”{near(form, list(Form))}。可用：{listing(Form)}。")
    tables, platform = _tables(content), Form(form)
    ruled = bool(rules(tables))
    if not ruled and not check:
        raise Refused("columns.yaml 里还没有“审核规则”，不知道谁审什么。写法见 docs/reviewing.md。")
    path = Path(out) if out else _place(platform)
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = with_part(before, owners_part(tables, platform)) if ruled or BEGIN in before else before
    for name in nameless(tables, platform):
        print(f"提示 {name}没有写账号，{form} 认不出来，没有写进去。", file=sys.stderr)
    if check:
        print(f"{path} 与审核规则{'一致' if before == after else '不一致，请运行 python3 tasks.py codeowners 更新'}。")
        return int(before != after)
    if before == after:
        print(f"{path} 与审核规则一致，没有改动。")
        return 0
    _write(path, after.encode())
    print(f"已写入 {path}。两行标记之间的由程序生成，其余原样保留。")
    return 0


def _place(form: Form) -> Path:
    """The first that is there, else where a new one belongs."""
    found = [Path(place) for place in PLACES[form] if Path(place).is_file()]
    return found[0] if found else Path(PLACES[form][0])


def _tables(content: str) -> Tables:
    if not Path(content).is_dir():
        raise Refused(f"找不到内容目录 {content}。")
    tables = read_tables(Path(content))
    if (
        not tables.columns
        or not tables.authorities
        or any(name.startswith(("reviews:", "column:")) for name in tables.refused)
    ):
        first = next(iter(tables.findings), "")
        raise Refused(f"基础表有错误，先改好再试。{first}")
    return tables


def _write(path: Path, data: bytes) -> None:
    if path.resolve().is_relative_to(Path("output").resolve()):
        raise Refused(f"不能写到 {path}：output/ 里的文件都会发布到网上。请换一个位置。")
    draft = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as fault:
        raise Refused(f"{path} 写不进去：{why(fault)}。请换一个文件名。") from None
    finally:
        with suppress(OSError):
            draft.unlink()
