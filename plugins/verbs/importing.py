"""The verbs that bring in what was written elsewhere."""

from plugins.verb import verb


@verb(
    files="要导入的文件或文件夹，可以写几个：docx、xlsx、pdf、html，以及 doc、wps、xls、et 等旧格式",
    column="放到哪个栏目（必须写），写栏目路径",
    title="标题；默认从文件里认，只能用于一个文件",
    authority="发文机关的代号；默认从文件里认，认不出的留空",
    keep_original="把原文件保留为附件",
    out="把报告另存为这个文件",
)
def import_(
    *,
    files: tuple[str, ...] = (),
    column: str | None = None,
    title: str | None = None,
    authority: str | None = None,
    keep_original: bool = False,
    out: str | None = None,
) -> int:
    """导入文件：把 Word、Excel、PDF、网页变成条目草稿，逐个报告没有带过来的内容；有不能导入的返回 1。"""
    from plugins.import_desk import import_documents

    return import_documents(files, column, title, authority, keep_original=keep_original, out=out)


@verb(
    folder="存下来的旧网站所在的文件夹",
    site="旧网站的网址，例如 http://www.old.example.gov.cn",
    mapping="栏目对照表，CSV，两列：旧栏目名称（或旧网址的开头）、新栏目路径",
    authority="网页没有写明发布机构时用的机关代号；不写的，那些网页成为草稿",
    region="网页正文所在的元素，CSS 选择器，例如 #zoom；默认按常见的写法找",
    out="台账写到哪个文件",
    workers="并行进程数，0 为自动",
)
def migrate(
    *,
    folder: str,
    site: str,
    mapping: str | None = None,
    authority: str | None = None,
    region: str | None = None,
    out: str = "migration.csv",
    workers: int = 0,
) -> int:
    """迁移旧网站：把存下来的网页变成条目，附件一起带来，旧网址转到新网址，没有看懂的记入台账；中断后重新运行会接着做。"""
    from plugins.migrate_desk import migrate_site

    return migrate_site(folder, site, mapping, authority, out, workers, region)
