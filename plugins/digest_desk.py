"""The verb that writes a digest mail of some days, by audience, subject and body. Raises Refused."""

from datetime import date, timedelta
from pathlib import Path

from pipeline.audience import Audience
from pipeline.digest import Wanted, digest_mail, items_of
from pipeline.environment import Refused
from pipeline.phrases import listing, near
from pipeline.register import Register
from pipeline.terms import SUBJECTS
from plugins.days import is_day
from plugins.opened import opened
from plugins.outfile import put

WEEK = 7
FOLDER = "var/digests"


def write_digest(
    audience: str | None = None, topic: str | None = None, authority: str | None = None, since: str | None = None,
    until: str | None = None, out: str | None = None, content: str = "content", store: str = "var/store.sqlite",
) -> int:  # fmt: skip
    """A .eml file without recipients; 1 when nothing was published in those days, and then no file is written."""
    with opened(content, store) as register:
        wanted = _wanted(register, audience, topic, authority, since, until)
        rows = items_of(register, wanted)
        mail = digest_mail(register, wanted, rows)
    if not rows:
        print(f"{wanted.first} 至 {wanted.last} 没有符合条件的信息，没有生成。")
        return 1
    path = Path(out or f"{FOLDER}/{wanted.name}.eml")
    if path.suffix != ".eml":
        raise Refused(f"{path} 不是邮件文件，没有写。--out 的文件名以 .eml 结尾。")
    put(path, mail)
    print(f"已写入 {path}：{len(rows)} 条。没有收件人，交给单位的邮件系统发送；收件人名单不要放进这个仓库。")
    return 0


def _wanted(
    register: Register, audience: str | None, topic: str | None, authority: str | None, since: str | None,
    until: str | None,
) -> Wanted:  # fmt: skip
    if audience and audience not in list(Audience):
        raise Refused(f"没有“{audience}”这类人群{near(audience, Audience) or '。'}可用的有：{listing(Audience)}。")
    if topic and topic not in SUBJECTS:
        raise Refused(f"没有一级主题“{topic}”{near(topic, SUBJECTS) or '。'}可用的有：{listing(SUBJECTS)}。")
    bodies = register.tables.authorities
    if authority and authority not in bodies:
        raise Refused(f"没有登记机关“{authority}”{near(authority, bodies)}（代号见 authorities.yaml）。")
    today = date.fromisoformat(register.as_of[:10])
    if not (is_day(since) and is_day(until)):
        raise Refused("日期不对，请写成 YYYY-MM-DD。")
    last = until or today.isoformat()
    first = since or (date.fromisoformat(last) - timedelta(days=WEEK - 1)).isoformat()
    if first > last:
        raise Refused(f"开始的日期 {first} 晚于结束的日期 {last}。")
    return Wanted(first, last, Audience(audience) if audience else None, topic or "", authority or "")
