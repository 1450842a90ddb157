"""The look at links out that `check --external` asks for, and what it says when it is done."""

import sys
from datetime import datetime
from pathlib import Path

from pipeline.china_time import SHANGHAI
from pipeline.finding import Finding, Location, Severity
from pipeline.link_patrol import Round, patrol
from pipeline.outbound import FILE, Damaged, Ledger, accepted, host_of, read_ledger, write_ledger
from pipeline.outbound_words import OUTBOUND_STATUSES, ledger_fault
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables
from plugins.days import moment


def look_out(as_of: str | None, content: str, store: str, max_age: int, accept: str | None) -> str:
    """Look at the links that are due and write the ledger beside the store; the reason when that cannot be done."""
    tables, kept = read_tables(Path(content).resolve()), Path(store).with_name(FILE)
    if tables.site is None:
        return ""
    try:
        if accept and (reason := _accept(accept, kept)):
            return reason
        with Store(Path(store), readonly=True) as opened:
            rows = {row.path: row for row in opened.index()}
            register = Register(tables, rows, moment(as_of or "", tables.site.as_of))
            today = datetime.now(SHANGHAI).strftime("%Y-%m-%d")
            _say(patrol(register, opened, Path(content), kept, today, max_age), kept)
    except Damaged as fault:
        place = Location(str(fault.path), fault.line, fault.column)
        print(Finding(place, "site-outbound", Severity.ERROR, ledger_fault(fault)), file=sys.stderr)
        return "外链台账读不出来。请改正这一处，或找回完好的台账，或移走后重新建立"
    return ""


def _accept(named: str, kept: Path) -> str:
    """Why not, if not."""
    host = host_of(named if "://" in named else f"http://{named}")
    ledger, number = accepted(read_ledger(kept) or Ledger(), host)
    if not number:
        return f"外链台账里，{named} 没有“标题变了”的网址。请照检查报告里写的域名填"
    write_ledger(ledger, kept)
    print(f"已确认 {host} 的 {number} 个网址，以现在的标题为准。")
    return ""


def _say(done: Round, kept: Path) -> None:
    listed = "，".join(f"{OUTBOUND_STATUSES[status.value]} {count}" for status, count in sorted(done.statuses.items()))
    print(
        f"站外链接 {done.used} 个，本次检查 {done.asked - done.unchecked} 个。{listed or '没有站外链接'}。台账：{kept}"
    )
    if not done.online:
        print("没有连上任何网站，可能是网络不通，站外链接这次未检查。", file=sys.stderr)
    elif done.unchecked:
        print(f"有 {done.unchecked} 个站外链接没有查成，下次再查。", file=sys.stderr)
