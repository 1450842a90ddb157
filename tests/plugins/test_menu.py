"""The navigation on every page leads to special columns that run, and no longer to those that are over."""

from tests.fixtures import TABLES, Site, item

OVER = "\n".join(
    (
        "    - 代号: gh",
        "      名称: 过会专题",
        "      类别: 其他",
        "      形态: 专题",
        "      说明: 过会",
        "      关键词: [过会]",
        "      更新期限: 不要求",
        "      状态: {state}",
        "",
    )
)
COLUMNS = TABLES["columns.yaml"].replace(
    "  关键词: [专题]\n  更新期限: 不要求\n", "  关键词: [专题]\n  更新期限: 不要求\n  导航: 是\n"
)


def columns(state: str) -> str:
    return COLUMNS + OVER.replace("{state}", state)


def test_a_special_column_that_is_over_leaves_the_navigation_of_every_page(site: Site) -> None:
    folder = site({"xw/yw/2026/00001.md": item()}, tables={"columns.yaml": columns("进行中")})
    running = folder.build()
    assert 'href="/zt/gh/"' in running.text("xw/yw/2026/00001.html")
    folder.write({"columns.yaml": columns("已归档")})
    over = folder.build()
    menu = over.text("xw/yw/2026/00001.html").partition("</header>")[0]
    assert 'href="/zt/fx/"' in menu and 'href="/zt/gh/"' not in menu
    assert 'href="/zt/gh/"' in over.text("zt/index.html")
