"""The verbs of new-media accounts: the weekly census by question and by form, the announcement of an end."""

from plugins.verb import AS_OF, verb


@verb(as_of=AS_OF)
def census(*, as_of: str | None = None) -> int:
    """新媒体普查：逐个询问每个账号的最近更新日期、能否使用和互动，答一个存一个；还有没查的返回 1。"""
    from plugins.account_desk import ask_census

    return ask_census(as_of)


@verb(week="哪一周，写作 2026-47，默认本周", out="写到哪个文件，默认 census-年份-周次.xlsx", as_of=AS_OF)
def census_form(*, week: str | None = None, out: str | None = None, as_of: str | None = None) -> int:
    """普查填报表：生成一周的 Excel 填报表，列出还没有普查的账号。"""
    from plugins.account_desk import make_form

    return make_form(week, out, as_of)


@verb(file="填好的 Excel 填报表", replace="已有这个账号的记录时，以填报表为准", as_of=AS_OF)
def census_import(*, file: str, replace: bool = False, as_of: str | None = None) -> int:
    """导入普查：把填好的填报表存入 content/census/；有一处写错就一个也不导入。"""
    from plugins.account_desk import import_form

    return import_form(file, replace=replace, as_of=as_of)


@verb(account="账号，写作“平台 账号ID”；ID 或名称不重复的只写它也行", column="在哪个栏目建草稿", as_of=AS_OF)
def account_closing(*, account: str, column: str, as_of: str | None = None) -> int:
    """停更公告：按台账给一个要整合或关停的账号建好公告草稿，并列出台账要补的内容。"""
    from plugins.account_desk import close_account

    return close_account(account, column, as_of)
