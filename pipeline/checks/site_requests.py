"""The ledger of requests can be read, row by row, and holds nothing of persons."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.personal_words import PERSONAL_DATA
from pipeline.standards import HOUSE_RULE
from pipeline.statements.asked import ledgers_on


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="依申请公开台账（content/requests/年份.csv）能逐行读取，不含姓名、证件号码、电话等个人信息",
    hint="按手册“依申请公开台账”一节填写；台账不公开，但也不得含个人信息",
)
def site_requests(site: Inspected) -> Iterator[Answer]:
    for finding in ledgers_on(site).findings:
        personal = finding.check == "requests-personal"
        clause = PERSONAL_DATA if personal else HOUSE_RULE
        yield Answer(finding.location, finding.message, finding.hint, finding.severity, clause)
