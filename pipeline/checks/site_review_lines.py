"""Lines of commits by which somebody meant to sign can be understood; and git is there where a rule counts on it."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.review_rules import rule_of
from pipeline.reviews import Evidence
from pipeline.standards import SITE_REVIEWS

SHOWN = 5
COUNTED = (Evidence.COMMIT, Evidence.BOTH)


@check(
    severity=Severity.REVIEW,
    clause=SITE_REVIEWS,
    about="提交说明里的审核看得懂（需人工复核）；规则要凭提交的，读得到提交记录（错误）",
    hint="写成“Reviewed-by: 姓名 <邮箱> (初审)”，另起一行；没有改动条目的提交，再写“Reviewed-item: content/….md”",
)
def site_review_lines(site: Inspected) -> Iterator[Answer]:
    ruled = [path for path, node in site.tables.columns.items() if node.column.reviews]
    if not ruled:
        return
    place = site.place(f"reviews:{ruled[0]}", "columns.yaml")
    if site.history is None or site.history.silence:
        yield from _unheard(ruled, site, place)
        return
    strange = site.history.strange
    for commit, line in strange[-SHOWN:]:
        yield Answer(place, f"提交 {commit.hash[:10]} 里的审核看不懂，没有算数：{line[:80]}")
    if len(strange) > SHOWN:
        yield Answer(place, f"另有 {len(strange) - SHOWN} 行提交里的审核看不懂，没有算数")


def _unheard(ruled: list[str], site: Inspected, place: Location) -> Iterator[Answer]:
    rules = [rule_of([node.column.reviews for node in site.tables.ancestors(path)], None) for path in ruled]
    if any(rule and rule.evidence in COUNTED for rule in rules):
        message, hint = (
            "审核规则要凭提交，这里读不到提交记录，不能发布",
            "在提交内容的仓库里检查；持续集成中把克隆深度设为 0",
        )
        yield Answer(place, message, hint, Severity.ERROR)
