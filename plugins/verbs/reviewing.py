"""The verbs of reviewing: what a branch changes, who did what when, whose approval is asked for."""

from plugins.verb import AS_OF, verb


@verb(
    base="与哪个分支或提交比较，如 main、origin/main",
    out="报告写到哪个目录，不能在输出目录里",
    as_of=AS_OF,
    no_pictures="不截图",
)
def review(*, base: str = "main", out: str = "var/review", as_of: str | None = None, no_pictures: bool = False) -> int:
    """审核改动：列出这个分支改了什么、查出什么、还缺谁审，写成网页和 Markdown，附预览和截图。"""
    from plugins.branch_desk import review as tell

    return tell(base, out, as_of, pictures=not no_pictures)


@verb(
    since="从哪一天起，格式 YYYY-MM-DD",
    until="到哪一天止，格式 YYYY-MM-DD",
    column="只看这个栏目和它的下级，写栏目路径",
    authority="只看这个机关的条目，写机关代号",
    item="只看这一个条目，写文件路径，如 content/zwgk/zcwj/2026/00012.md",
    person="只看这个人，写姓名或邮箱",
    out="写成 CSV 文件，默认显示在屏幕上；不能在输出目录里",
)
def audit(
    *,
    since: str = "",
    until: str = "",
    column: str = "",
    authority: str = "",
    item: str = "",
    person: str = "",
    out: str | None = None,
) -> int:
    """审核留痕：从提交记录列出谁在什么时候起草、修改、审核、发布、撤回了哪一条，存成 CSV。"""
    from pipeline.audit import Asked
    from plugins.review_desk import audit as tell

    path = item.strip("/").removeprefix("content/").removesuffix(".md")
    return tell(Asked(since, until, column.strip("/"), authority, path, person), out)


@verb(
    form="代码平台：github、gitlab 或 forgejo（Gitea 同 forgejo）",
    out="写到哪个文件，默认各平台规定的位置",
    check="只核对现有文件与审核规则是否一致，不一致返回 1，不改文件",
)
def codeowners(*, form: str = "github", out: str | None = None, check: bool = False) -> int:
    """生成 CODEOWNERS：按 columns.yaml 的审核规则，让代码平台请对人来审。"""
    from plugins.review_desk import codeowners as make

    return make(form, out, check=check)
