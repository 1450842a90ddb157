"""The look at links out that `check --external` asks for, and what it says when it is done."""

import sys
from datetime import datetime
from pathlib import Path

from pipeline.link_patrol import Round, patrol
from pipeline.outbound import FILE, accepted, read_ledger, write_ledger
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables
from pipeline.terms import OUTBOUND_STATUSES
from plugins.days import SHANGHAI, moment


def look_out(as_of: str | None, content: str, store: str, max_age: int, accept: str | None) -> str:
    """Look at the links that are due and write the ledger beside the store; the reason when that cannot be done."""
    tables, kept = read_tables(Path(content).resolve()), Path(store).with_name(FILE)
    if tables.site is None:
        return ""
    try:
        _accept(accept, kept)
        with Store(Path(store), readonly=True) as opened:
            rows = {row.path: row for row in opened.index()}
            register = Register(tables, rows, moment(as_of or "", tables.site.as_of))
            today = datetime.now(SHANGHAI).strftime("%Y-%m-%d")
            _say(patrol(register, opened, Path(content), kept, today, max_age), kept)
    except ValueError as fault:
        return f"外链台账读不出来（{fault}）。请找回完好的台账，或移走后重新建立"
    return ""


def _accept(host: str | None, kept: Path) -> None:
    ledger = read_ledger(kept) if host else None
    if host and ledger is not None:
        ledger, number = accepted(ledger, host)
        write_ledger(ledger, kept)
        print(f"已确认 {host} 的 {number} 个网址，以现在的标题为准。")


def _say(done: Round, kept: Path) -> None:
    listed = "，".join(f"{OUTBOUND_STATUSES[status.value]} {count}" for status, count in sorted(done.statuses.items()))
    print(
        f"站外链接 {done.used} 个，本次检查 {done.asked - done.unchecked} 个。{listed or '没有站外链接'}。台账：{kept}"
    )
    if not done.online:
        print("没有连上任何网站，可能是网络不通，站外链接这次未检查。", file=sys.stderr)
    elif done.unchecked:
        print(f"有 {done.unchecked} 个站外链接没有查成，下次再查。", file=sys.stderr)
