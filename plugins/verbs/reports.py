"""The verbs of annual reports: template, import, sums."""

from plugins.verb import verb


@verb(
    authority="机关代号，见 authorities.yaml", year="报告年度，例如 2026", out="写到哪个文件，默认 机关代号-年度.xlsx"
)
def report_template(*, authority: str, year: str, out: str | None = None) -> int:
    """年报模板：生成一个机关的年度报告 Excel 填报表，合计用公式，已知的数字先填好。"""
    from plugins.report_desk import make_template

    return make_template(authority, year, out)


@verb(
    file="填好的 Excel 填报表",
    column="放到哪个栏目，默认为该机关已有年报的栏目",
    year="应是哪一年度，与表中不同即拒绝",
    replace="已有这一年度的报告时，改写其中的表",
    blanks_are_zero="没有填的格按 0 计",
)
def report_import(
    *,
    file: str,
    column: str | None = None,
    year: str | None = None,
    replace: bool = False,
    blanks_are_zero: bool = False,
) -> int:
    """导入年报：把填好的填报表变成年度报告草稿；数字有一处不平就一个也不导入。"""
    from plugins.report_desk import import_report

    return import_report(file, column, year, replace=replace, blanks_are_zero=blanks_are_zero)


@verb(authority="政府的机关代号", year="报告年度", out="汇总表写到哪个文件，默认只显示差异")
def report_sums(*, authority: str, year: str, out: str | None = None) -> int:
    """汇总年报：把所属部门的年度报告加起来，列出与政府报告不同的格。"""
    from plugins.report_desk import sum_reports

    return sum_reports(authority, year, out)
