"""A saved site as crawlers leave it: articles with the mandated labels, tables of labels, lists, pictures, files."""

from pathlib import Path

from tests.importing.documents import picture

SITE = "http://www.old.example.gov.cn"


def page(
    title: str = "",
    day: str = "",
    column: str = "",
    source: str = "小城人民政府",
    body: str = "<p>正文一段，说明有关情况。</p>",
    table: str = "",
) -> str:
    labels = {
        "ArticleTitle": title,
        "PubDate": day,
        "ColumnName": column,
        "ContentSource": source,
        "SiteName": "旧网站",
    }
    metas = "".join(f'<meta name="{name}" content="{value}">' for name, value in labels.items())
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{metas}</head><body><div class="nav"><a href="/">首页</a></div>{table}'
        f'<h1>{title}</h1><div class="TRS_Editor">{body}</div><div class="foot">版权所有</div></body></html>'
    )


TABLE = (
    "<table><tr><td>索 引 号：</td><td>11990900MB0F00012Y/2019-00031</td><td>发布机构：</td><td>小城人民政府</td></tr>"
    "<tr><td>发文字号：</td><td>小政发〔2019〕5号</td><td>成文日期：</td><td>2019年5月5日</td></tr>"
    "<tr><td>主题分类：</td><td>综合政务\\其他</td><td>有效性：</td><td>有效</td></tr></table>"
)


def small(root: Path) -> Path:
    """One of everything. Returns the folder of the crawl."""
    files: dict[str, str | bytes] = {
        "index.html": page(),
        "zwgk/tz/index.html": page(column="通知公告"),
        "zwgk/tz/201905/t20190506_11.html": page(
            "关于放假的通知", "2019-05-06 09:30", "通知公告",
            body='<p>放假三天。</p><p><img src="./W01.png" alt="日历"></p><p>附件：<a href="./W02.pdf">值班表</a>'
            ' <a href="../201801/t20180102_10.html">上一篇</a> <a href="/zwgk/wj/201905/t1.html">文件</a>'
            ' <a href="../201703/t7.html">草稿</a></p>',
        ),
        "zwgk/tz/201905/W01.png": picture().getvalue(),
        "zwgk/tz/201905/W02.pdf": b"%PDF-1.4\n%%EOF\n",
        "zwgk/tz/201801/t20180102_10.html": page("关于开放的通知", "2018-01-02 08:00", "通知公告"),
        "zwgk/copy/t20180102_10.html": page("关于开放的通知", "2018-01-02 08:00", "通知公告"),
        "zwgk/wj/201905/t1.html": page("关于印发示范办法的通知", "2019-05-06 10:00", "政策文件", table=TABLE),
        "zwgk/tz/201703/t7.html": page("没有写明机关的通知", "2017-03-01 09:00", "通知公告", source="某报社"),
        "zwgk/tz/nodate.html": page("没有日期的", "", "通知公告"),
        "zwgk/tz/baddate.html": page("日期不全的", "2017-03", "通知公告"),
        "zwgk/tz/future.html": page("将来的", "2999-01-01 09:00", "通知公告"),
        "zwgk/x/unknown.html": page("栏目不认得的", "2017-03-01 09:00", "党建之窗"),
        "zwgk/x/q.html": page("对照表里的", "2017-03-02 09:00", "老栏目"),
        "zwgk/tz/t%2.html": page("网址古怪的", "2017-03-03 09:00", "通知公告"),
        "files/orphan.doc": b"\xd0\xcf\x11\xe0",
        "css/site.css": "p{}",
    }  # fmt: skip
    folder = root / "crawl"
    for name, content in files.items():
        file = folder / "www.old.example.gov.cn" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def large(root: Path, pages: int) -> Path:
    """Ordinary articles over twenty years, each linked with the one before."""
    folder = root / "crawl/www.old.example.gov.cn"
    for number in range(pages):
        year, month = 2000 + number % 20, number % 12 + 1
        paragraphs = "".join(
            f"<p>　　第{n}段，记述第{number}号事项的办理情况，由有关单位负责，按期完成并公布结果。</p>"
            for n in range(12)
        )
        rows = "".join(f"<tr><td>项目{n}</td><td>{number * n}</td></tr>" for n in range(5)) if number % 5 == 0 else ""
        table = f"<table><tr><th>名称</th><th>数量</th></tr>{rows}</table>" if rows else ""
        before = f'<p><a href="/tz/t{number - 1}.html">上一篇</a></p>' if number else ""
        file = folder / f"tz/t{number}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = page(
            f"关于第{number}号事项的通知",
            f"{year}-{month:02d}-15 09:00",
            "通知公告",
            body=f"{paragraphs}{table}{before}",
        )
        file.write_text(text, encoding="utf-8")
    return root / "crawl"
