"""The verbs of statutory statements: requests, statistics, the yearly statement, the circular."""

from plugins.verb import AS_OF, verb


@verb(as_of=AS_OF, out="把清单另存为 CSV 文件")
def requests_watch(*, as_of: str | None = None, out: str | None = None) -> int:
    """盯办申请：列出还没有答复的信息公开申请，最急的在前；有逾期的返回 1。"""
    from plugins.statement_desk import watch_requests

    return watch_requests(as_of, out)


@verb(authority="机关代号", year="年度", out="写成年报填报表，第三表已按台账填好")
def requests_table(*, authority: str, year: str, out: str | None = None) -> int:
    """统计申请：按申请台账算出年度报告第三表，列出与已公布报告不同的格。"""
    from plugins.statement_desk import count_requests

    return count_requests(authority, year, out)


@verb(year="年度，默认今年", out="写到哪个目录", month="更新情况表的月份 YYYY-MM，默认最近一个月", as_of=AS_OF)
def statistics(
    *, year: str | None = None, out: str = "var/statistics", month: str | None = None, as_of: str | None = None
) -> int:
    """统计发布：按月、机关、栏目统计发布、解读和时效，写成网页、CSV 和 Excel，不进网站。"""
    from plugins import statement_desk

    return statement_desk.statistics(year, out, month, as_of)


@verb(
    year="年度",
    column="在这个栏目建成草稿，默认只写 Excel",
    out="写到哪个目录",
    fix="把网站统计的数写进填报文件，以后内容增删不再改变报表",
)
def website_statement(*, year: str, column: str | None = None, out: str | None = None, fix: bool = False) -> int:
    """网站年度报表：按网站已发布的内容填政府网站工作年度报表。"""
    from plugins import statement_desk

    return statement_desk.website_statement(year, column, out, fix=fix)


@verb(
    quarter="季度，例如 2026Q3",
    reports="存放该季度 JSON 检查报告的目录",
    column="在这个栏目建成草稿，默认只写文件",
    out="写到哪个目录",
)
def circular(*, quarter: str, reports: str, column: str | None = None, out: str | None = None) -> int:
    """季度通报：按检查报告写网站与政务新媒体检查情况通报，附 Excel。"""
    from plugins import statement_desk

    return statement_desk.circular(quarter, reports, column, out)
