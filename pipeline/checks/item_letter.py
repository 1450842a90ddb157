"""A published letter is answered, within the time that its column promises, and its times follow one another."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.letters import days_taken
from pipeline.model import Promise
from pipeline.pattern import later as later_pattern
from pipeline.standards import LETTER_DEDUCTIONS, LETTER_MONTHS
from pipeline.workdays import WORKDAYS, later

_OFFICES = "(?:相关|有关|职能|主管|责任|业务|承办)(?:责任|业务|职能)?(?:部门|单位|科室|处室|人员)"
_DOING = "(?:核实|调查|办理|处理|研究|答复|回复|处置|跟进|解决)[、和并]?"
_US = "(?:我们|我单位|我局|我办|我委|本单位)?"
_WHO = "(?:[您你]|来信人|当事人|诉求人|群众|投诉人|本人)"
_MATTER = "(?:[您你]的?)?所?(?:反映|咨询|提出|提交)?的?(?:来信|留言|信件|问题|情况|事项|诉求|建议)?"
_EMPTY_WORDS = (
    "(?:尊敬的)?(?:网民|市民|网友|群众|来信人|用户|先生|女士|同志)(?:朋友)?",
    "[您你]好",
    f"{_MATTER}{_US}[现均]?(?:已经?)?(?:收到|收悉|知悉|阅知?|受理|登记)",
    f"{_MATTER}{_US}(?:已经?)?将?{_MATTER}转[交办送请]?[至给由]?(?:{_OFFICES})?(?:{_DOING})*+",
    f"{_MATTER}(?:我们|我单位|我局|{_OFFICES})?(?:正在|将|会)(?:尽快|及时|抓紧|积极|进一步|予以)*+(?:[给向对][您你])?(?:{_DOING})++(?:[您你]|之?中)?",
    "请[您你]?(?:拨打|致电|咨询|联系)[^，。]{0,30}",
    "请[您你]?耐心等待[^，。]{0,10}",
    f"(?:已经?)?(?:[与向]{_WHO})?(?:通过)?(?:电话|当面|短信)(?:的?[方形]式)?(?:[与向]{_WHO})?(?:进行)?了?(?:回复|答复|联系|沟通|告知|解释)[过了]?{_WHO}?",
    "(?:再次)?(?:衷心)?(?:感谢|谢谢)[您你]?(?:对[^，。]{0,16})?的?(?:来信|留言|关注|关心|支持|理解|监督|信任)?(?:[和与、及](?:关注|关心|支持|理解|监督|信任))*+",
    "(?:特此|此)(?:回复|答复|复)|祝[您你][^，。]{0,10}",
)
_EVASIVE = later_pattern(rf"(?:(?>{'|'.join(_EMPTY_WORDS)})[\s，,。.!\uff01；;：:、]*+)++")
"""Replies that tell the writer nothing."""


@check(
    severity=Severity.ERROR,
    clause=LETTER_MONTHS.clause,
    about="留言在承诺的时限内答复，来信、答复、发布的时间先后合理",
    hint="核对来信时间、答复时间和发布时间",
    kinds=("letter",),
)
def item_letter(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    received, replied = item.details["received_at"], item.details.get("replied_at")
    promise = site.tables.promise(item.row.column)
    if received[:10] > site.day:
        yield Answer(item.at("received_at"), f"来信时间 {received} 还没有到")
    elif not replied:
        yield from _waiting(item, received, promise, site)
    elif replied < received:
        yield Answer(item.at("replied_at"), f"答复时间 {replied} 早于来信时间 {received}")
    elif promise:
        yield from _late(item, received, replied, promise)
    if replied and replied > item.row.published_at:
        yield Answer(item.at("published_at"), f"发布时间 {item.row.published_at} 早于答复时间 {replied}")
    if replied and _EVASIVE.fullmatch(item.text.strip()):
        message = f"答复只有“{item.text.strip()}”，没有回答来信的问题"
        yield Answer(item.at("body"), message, "写明办理情况和结果", Severity.REVIEW)
    if replied and not item.details.get("replied_by"):
        yield Answer(item.at("replied_at"), "没有写答复单位", "补上“答复单位”", Severity.WARNING)


def _waiting(item: CheckedItem, received: str, promise: Promise | None, site: Inspected) -> Iterator[Answer]:
    """Nothing while the time promised lasts; without a promise every letter that waits is told."""
    waited = (site.as_of - date.fromisoformat(received[:10])).days
    taken = days_taken(received[:10], site.day, promise) if promise else None
    message, hint = f"来信 {received} 至今 {waited} 天，没有写答复时间", "答复后补上“答复时间”和“答复单位”"
    if site.as_of > later(date.fromisoformat(received[:10]), LETTER_MONTHS.value, True):
        yield Answer(item.at("received_at"), message, hint)
    elif promise is None or taken is None:
        yield Answer(item.at("received_at"), message, hint, Severity.WARNING)
    elif taken > promise.number:
        message += f"，已过承诺的 {promise}"
        yield Answer(item.at("received_at"), message, hint, Severity.WARNING, LETTER_DEDUCTIONS)


def _late(item: CheckedItem, received: str, replied: str, promise: Promise) -> Iterator[Answer]:
    taken = days_taken(received[:10], replied[:10], promise)
    if taken is None and int(received[:4]) >= min(WORKDAYS.years):
        message = f"来信 {received}，答复 {replied}，超出节假日表的年份（{WORKDAYS.last_year} 年止），无法计算工作日"
        yield Answer(item.at("replied_at"), message, "按国务院办公厅放假通知人工核对", Severity.REVIEW)
    elif taken is not None and taken > promise.number:
        unit = str(promise).lstrip("0123456789")
        message = f"答复用了 {taken} {unit}，承诺 {promise}内答复"
        yield Answer(
            item.at("replied_at"), message, "今后按期答复；答复时间不得改早", Severity.WARNING, LETTER_DEDUCTIONS
        )
