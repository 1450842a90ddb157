"""What a reviewer is told of a branch, and the words for it; the two reports lay the same things out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.branch_changes import STEP, Fate, FieldChange, FileChange, ItemChange
from pipeline.finding import Finding, Severity
from pipeline.phrases import listing
from pipeline.shielding import printed, unreadable
from pipeline.word_diff import counted

FATES = {
    Fate.ADDED: "新增",
    Fate.PUBLISHED: "发布",
    Fate.CHANGED: "修改",
    Fate.MOVED: "移动",
    Fate.WITHDRAWN: "撤回",
    Fate.HIDDEN: "收回为不公开",
    Fate.REMOVED: "删除",
    Fate.UNREAD: "有错，读不出",
}
NOTHING = "（没有）"
RULE = "审核规则"
FINDING_HEAD = ("位置", "级别", "问题", "改法")
FIELD_HEAD = ("字段", "原来", "现在")
FILE_HEAD = ("附件", "原来", "现在")
SIGN_HEAD = ("审次", "谁审的")
PAGE_HEAD = ("网页", "标题", "变化")
MIXED = (
    "这次改动既改了内容，又改了程序、主题或流水线。内容由编辑审，程序由技术人员审："
    "请分成两次合并；不能分开的，请两方都看过。"
)
RULES_CHANGED = (
    "这次改动改了{columns}的审核规则，下面按改了以后的规则核对。请先看规则该不该改；同时改了内容的，"
    "请分成两次合并，免得内容按自己带来的规则过关。"
)


class Sign(NamedTuple):
    """One review: whether it is signed, who signed it where, and what is wrong with that."""

    step: str
    holds: bool
    who: str
    fault: str = ""

    @property
    def told(self) -> str:
        if self.fault:
            return f"✗ {self.who}：{self.fault}"
        return ("✓ " if self.holds else "✗ 缺 ") + self.who


MOST_ITEMS, MOST_ALIKE = 30, 3
"""Items that are told without an overview of them, and findings of one message that are told one by one."""
OVERVIEW_HEAD = ("栏目", "条目")
UNCOMMITTED = (
    "有 {number} 个文件改了还没有提交，这份报告把它们也算在内，合并请求里却没有：{files}。"
    "请先提交，或放弃这些改动，再审。"
)


class PageChange(NamedTuple):
    """A file of the output; `still`: its page in the preview, "" when it is not there."""

    file: str
    title: str
    was: bool
    now: bool
    still: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Screenshots as WebP, b"" where there is none."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True)
class Told:
    """All of one review. `findings` are on what changed; `elsewhere` counts those on what speaks of it."""

    site: str
    base: str
    commit: str
    as_of: str
    items: Sequence[ItemChange]
    columns: Mapping[str, str]
    authorities: Mapping[str, str]
    signs: Mapping[str, Sequence[Sign]]
    findings: Sequence[Finding]
    elsewhere: int
    tables: Mapping[str, Sequence[FieldChange]]
    others: Sequence[str]
    code: Sequence[str]
    pages: Sequence[PageChange]
    kept_back: Sequence[str] = ()
    """Items whose page is not in the preview, for personal data was found in them."""
    pictures: Sequence[Picture] = ()
    redirected: frozenset[str] = frozenset()
    """Old addresses that lead elsewhere."""
    uncommitted: Sequence[str] = ()
    """Files that differ from the last commit of the branch."""

    @property
    def mixed(self) -> bool:
        return bool(self.code and (self.items or self.tables or self.others))

    @property
    def rules_changed(self) -> list[str]:
        """The columns whose rule of reviews the branch changes, by which its own items are then judged."""
        labels = [change.label.split(STEP) for changes in self.tables.values() for change in changes]
        return list(dict.fromkeys(STEP.join(label[: label.index(RULE)]) for label in labels if RULE in label))

    @property
    def blocks(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def unsigned(self) -> int:
        """Reviews that are asked for and missing."""
        return sum(not sign.holds for signs in self.signs.values() for sign in signs)


def alerts(told: Told) -> Iterator[str]:
    """What must be seen before anything else."""
    if told.mixed:
        yield MIXED
    if told.uncommitted:
        yield UNCOMMITTED.format(number=len(told.uncommitted), files=listing(told.uncommitted[:5]))
    if told.rules_changed:
        yield RULES_CHANGED.format(columns="、".join(f"“{name}”" for name in told.rules_changed))


def overview(told: Told) -> list[tuple[str, str]]:
    """Of many items, how many of each column became what."""
    if len(told.items) <= MOST_ITEMS:
        return []
    found: dict[str, Counter[Fate]] = {}
    for item in told.items:
        found.setdefault(told.columns.get(item.column, item.column), Counter())[item.fate] += 1
    return [
        (column, listing(f"{word} {fates[fate]} 条" for fate, word in FATES.items() if fates[fate]))
        for column, fates in found.items()
    ]


def sums(told: Told) -> str:
    """The first sentence: how much there is to look at."""
    counts = [(word, sum(item.fate is fate for item in told.items)) for fate, word in FATES.items()]
    items = "，".join(f"{word} {count} 条" for word, count in counts if count) or "没有改动条目"
    more = [f"基础表 {len(told.tables)} 张"] if told.tables else []
    more += [f"其他文件 {len(told.others)} 个"] if told.others else []
    more += [f"程序、主题、流水线文件 {len(told.code)} 个"] if told.code else []
    return "；".join((items, *more)) + "。"


def verdict(told: Told) -> str:
    errors = sum(finding.blocks for finding in told.findings)
    found = f"改动之处有错误 {errors} 个，改好才能发布" if errors else "改动之处没有错误"
    rest = len(told.findings) - errors
    found += f"，另有警告、需人工复核 {rest} 个" if rest else ""
    faulty = sum(bool(sign.fault) for signs in told.signs.values() for sign in signs)
    signed = f"；还缺审核 {told.unsigned} 处" if told.unsigned else ""
    signed += f"；有问题的审核 {faulty} 处" if faulty else ""
    signed = signed or ("；要求的审核都有" if told.signs else "")
    other = f"。相关的其他内容有问题 {told.elsewhere} 个，见 check 的报告" if told.elsewhere else ""
    return f"{found}{signed}{other}。"


def pages_line(told: Told) -> str:
    """What is made anew, by sort."""
    counts = {"网页": 0, "订阅和站点地图": 0, "搜索索引文件": 0, "其他文件": 0}
    for page in told.pages:
        counts[sort_of(page.file)] += 1
    listed = "、".join(f"{name} {count} 个" for name, count in counts.items() if count)
    return f"受影响的：{listed}。" if listed else "网站上没有任何变化。"


def sort_of(file: str) -> str:
    if file.endswith(".html"):
        return "网页"
    if file.endswith(".xml"):
        return "订阅和站点地图"
    return "搜索索引文件" if file.startswith("search/") else "其他文件"


def change_of(page: PageChange) -> str:
    return "变化" if page.was and page.now else "新增" if page.now else "删除"


def heading(item: ItemChange) -> str:
    return f"{FATES[item.fate]}：{item.title or unreadable(item.path)}"


def facts(told: Told, item: ItemChange) -> Iterator[tuple[str, str]]:
    """Where it stands and what it is."""
    yield "文件", f"content/{unreadable(item.path)}.md"
    if item.was:
        kept = (
            "已转到新位置" if f"/{item.was}.html" in told.redirected else "还没有在 redirects.yaml 登记，旧链接会打不开"
        )
        yield "原来的位置", f"content/{item.was}.md（原网址{kept}）"
    yield "栏目", told.columns.get(item.column, item.column)
    if item.kind:
        yield "形态", item.kind
        yield "机关", told.authorities.get(item.authority, item.authority)
        yield "状态", item.state + state_note(told, item)


def state_note(told: Told, item: ItemChange) -> str:
    if item.fate is not Fate.REMOVED and item.state == "已发布" and item.published_at > told.as_of:
        return f"，定时 {item.published_at} 发布；到时才有网页，加 --as-of {item.published_at[:10]} 可以先看"
    if item.fate is Fate.REMOVED and item.state == "已发布" and f"/{item.path}.html" not in told.redirected:
        return "。删除以后网址打不开：要撤下的，恢复文件，写“状态: 已撤回”；有新位置的，在 redirects.yaml 登记"
    return "，预览里没有网页" if item.state == "草稿" else ""


def words_line(item: ItemChange) -> str:
    gone, new = counted(item.words)
    return f"正文：删 {gone} 字，增 {new} 字"


def file_row(change: FileChange) -> tuple[str, str, str]:
    return (
        change.name,
        _file(change.size_before, change.hash_before),
        _file(change.size_after, change.hash_after),
    )


def _file(size: int | None, digest: str) -> str:
    return NOTHING if size is None else f"{size:,} 字节 sha256 {digest[:16]}"


def finding_row(finding: Finding) -> tuple[str, str, str, str]:
    finding = printed(finding)
    level = finding.severity.label + ("（已豁免）" if finding.waived else "")
    return (str(finding.location), level, finding.message, finding.hint)


def finding_rows(findings: Sequence[Finding]) -> list[tuple[str, str, str, str]]:
    """The worst first; what is said of many places is said once."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in worst_first(findings):
        alike.setdefault((finding.check, finding.message, finding.waived), []).append(finding)
    rows: list[tuple[str, str, str, str]] = []
    for group in alike.values():
        first = finding_row(group[0])
        many = len(group) > MOST_ALIKE
        rows += [(f"{first[0]} 等 {len(group)} 处", *first[1:])] if many else map(finding_row, group)
    return rows


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    order = list(Severity)
    return sorted(findings, key=lambda one: (bool(one.waived), order.index(one.severity), one.order))
