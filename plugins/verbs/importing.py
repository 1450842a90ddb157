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
