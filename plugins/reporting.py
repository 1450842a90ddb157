"""Reports of an inspection on the screen or in files, and what is left out of the trend."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.reports import FORMATS, render_report
from pipeline.trend import Past, Unused, read_past

if TYPE_CHECKING:
    from pipeline.inspection import Inspection

NAMED = 3
"""How many files left out of the trend are named for each reason."""
REASONS = {
    Unused.DAMAGED: "不是完整的 JSON 检查报告",
    Unused.PARTIAL: "只检查了一部分（--changed）",
    Unused.LATER: "晚于这次检查的日期",
    Unused.ELSEWHERE: "是另一个网站的报告",
    Unused.SAME_DAY: "与另一份是同一天的，以那一天最后的一份为准",
}


def no_report(formats: Sequence[str], output: str, content: str, out: str | None, history: str | None) -> str:
    """Why no report can be written, before any work is done; "" when it can."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        return f"不认识的报告格式 {unknown[0]}；可用：{'、'.join(FORMATS)}"
    if out and _lies_in(out, output):
        return f"报告不能写进输出目录 {output}：里面的文件都会发布到网上。请换一个位置"
    if out and _lies_in(out, content):
        return f"报告不能写进内容目录 {content}：那里只放网站的内容。请换一个位置"
    if out and Path(out).is_dir():
        return f"报告不能写到 {out}：那里是一个目录。请换一个文件名"
    if not out and "xlsx" in formats:
        return "xlsx 是二进制文件，不能显示在屏幕上，请用 --out 指定文件"
    if history and not Path(history).is_dir():
        return f"找不到存放以往报告的目录 {history}"
    return ""


def _lies_in(out: str, folder: str) -> bool:
    return Path(out).resolve().is_relative_to(Path(folder).resolve())


def put_reports(inspection: "Inspection", formats: Sequence[str], out: str | None, history: str | None) -> None:
    past = read_past(Path(history), inspection.as_of, inspection.site) if history else Past()
    for note in _left_out(past, history or ""):
        print(f"提示 {note}，没有计入趋势", file=sys.stderr)
    for name in formats:
        told = render_report(inspection, name, colour=out is None and sys.stdout.isatty(), trend=past.reports)
        if out is None:
            print(told if isinstance(told, str) else "", end="")
        else:
            _write(_place(out, name, len(formats)), told)


def _left_out(past: Past, folder: str) -> list[str]:
    told = []
    for why, text in REASONS.items():
        names = [name for name, reason in past.unused if reason is why]
        shown = "、".join(f"{folder}/{name}" for name in names[:NAMED])
        more = f" 等 {len(names)} 个文件，" if len(names) > NAMED else " "
        told += [f"{shown}{more}{text}"] if names else []
    return told


def _place(out: str, name: str, number: int) -> Path:
    """With several formats each has a suffix of its own, which replaces one that is written, and no part of a name."""
    if number == 1:
        return Path(out)
    suffixes = sorted((report.suffix for report in FORMATS.values()), key=len, reverse=True)
    written = next((suffix for suffix in suffixes if out.lower().endswith(suffix)), "")
    return Path(out[: len(out) - len(written)] + FORMATS[name].suffix)


def _write(path: Path, told: str | bytes) -> None:
    """Whole or not at all: what stood there stays until the new one is complete. What is no file is written into."""
    raw = told.encode(errors="backslashreplace") if isinstance(told, str) else told
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        path.write_bytes(raw)
        return
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(raw)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
