"""The pages of new-media accounts and of their census, as a site builds them."""

from bs4 import BeautifulSoup

from tests.fixtures import TABLES, Site, differing

ACCOUNT = "- {{账号名称: 名{0}, 账号ID: id{0}, 平台: {1}, 主办单位: {2}, 开设日期: 2020-01-01, 状态: {3}, 链接: 'https://a.example.gov.cn/{0}', 责任人: 张三丰}}\n"
REGISTER = (
    ACCOUNT.format(1, "微信订阅号", "xc-gov", "正常运行")
    + ACCOUNT.format(2, "抖音", "xc-gov", "变更中")
    + ACCOUNT.format(3, "抖音", "xc-jyj", "已关停")
)
CENSUS = "平台,账号ID,最近更新日期,能否使用,普查日期,备注\n微信订阅号,id1,2026-11-17,是,2026-11-18,内部的话\n抖音,id2,2026-10-17,是,2026-11-18,\n"


def tables(site_yaml: str = "") -> dict[str, str | bytes | None]:
    return {"accounts.yaml": REGISTER, "site.yaml": TABLES["site.yaml"] + site_yaml}


def test_one_page_for_each_platform_body_and_state_that_has_accounts(site: Site) -> None:
    tree = site(tables=tables()).build().tree
    pages = {path for path in tree if path.startswith("xmt/")}
    assert pages == {
        f"xmt/{path}index.html"
        for path in ("", "pt/wechat-subscription/", "pt/douyin/", "jg/xc-gov/", "jg/xc-jyj/", "zt/running/",
                     "zt/changing/", "zt/closed/")
    }  # fmt: skip
    douyin = BeautifulSoup(tree["xmt/pt/douyin/index.html"], "html.parser")
    heads = [head.get_text(" ", strip=True) for head in douyin.select("main li h2")]
    assert heads == ["名2 变更中", "名3 已关停"]
    assert len(douyin.select("svg.code")) == 1, "a closed account has no code to scan"
    assert "张三丰" not in b"".join(tree.values()).decode(errors="replace")


def test_an_account_changes_its_own_pages_only(site: Site) -> None:
    folder = site(tables=tables())
    before = folder.build().tree
    folder.write({"accounts.yaml": REGISTER.replace("名3", "名叁")})
    after = folder.build()
    changed = {line.partition(":")[0] for line in differing(before, after.tree)}
    assert {path for path in changed if path.startswith("xmt/")} == {
        f"xmt/{path}index.html" for path in ("", "pt/douyin/", "jg/xc-jyj/", "zt/closed/")
    }
    assert not differing(after.tree, folder.build_clean().tree)


def test_many_accounts_are_cut_into_pages(site: Site) -> None:
    many = "".join(ACCOUNT.format(n, "抖音", "xc-gov", "正常运行") for n in range(130))
    tree = site(tables={"accounts.yaml": many}).build().tree
    assert [
        len(BeautifulSoup(tree[f"xmt/pt/douyin/{name}"], "html.parser").select("svg.code"))
        for name in ("index.html", "list-1.html", "list-2.html")
    ] == [60, 60, 10]
    assert b'<svg class="code"' not in tree["xmt/index.html"], "so many codes are too heavy for one page"


def test_a_code_from_the_platform_is_shown(site: Site) -> None:
    from tests.pipeline.test_picture import photo, saved

    folder = site(
        {"xmt/one.png": saved(photo(40, 40), "PNG")},
        tables={"accounts.yaml": REGISTER.replace("责任人", "二维码: one.png, 责任人", 1)},
    )
    built = folder.build()
    assert not built.findings
    assert "xmt/one.png" in built.tree
    assert 'src="/xmt/one.png"' in built.text("xmt/index.html")
    folder.remove("xmt/one.png")
    assert any("one.png" in message for message in folder.build().messages)


def test_a_census_is_shown_only_where_the_site_says_so(site: Site) -> None:
    hidden = site({"census/2026-47.csv": CENSUS}, tables=tables()).build().tree
    assert not [path for path in hidden if "pucha" in path]
    built = site({"census/2026-47.csv": CENSUS}, tables=tables("普查公开: 是\n")).build()
    assert {path for path in built.tree if "pucha" in path} == {
        f"xmt/pucha/{name}" for name in ("index.html", "2026-47.html", "2026-h2.html", "2026-h2.xlsx")
    }
    week = BeautifulSoup(built.text("xmt/pucha/2026-47.html"), "html.parser")
    cells = [[cell.get_text() for cell in row.select("th,td")] for row in week.select("main tbody tr")]
    assert [row[5:] for row in cells] == [["1", "合格", "—"], ["32", "不合格", "32天没有更新"]]
    assert "合格率 50%" in week.get_text()
    assert "内部的话" not in b"".join(built.tree.values()).decode(errors="replace")


def test_a_new_week_touches_few_pages_and_leaves_the_same_site_as_a_clean_build(site: Site) -> None:
    old = CENSUS.replace("2026-11", "2026-05").replace("2026-10", "2026-05").replace("2026-05-18", "2026-05-13")
    folder = site({"census/2026-20.csv": old.replace("2026-05-17", "2026-05-12"), "census/2026-46.csv": CENSUS.replace("2026-11-1", "2026-11-0").replace("2026-11-08", "2026-11-09")}, tables=tables("普查公开: 是\n"))  # fmt: skip
    before = folder.build().tree
    folder.write({"census/2026-47.csv": CENSUS})
    after = folder.build()
    changed = {line.partition(":")[0] for line in differing(before, after.tree)}
    assert {path for path in changed if path.startswith("xmt")} == {
        f"xmt/pucha/{name}" for name in ("index.html", "2026-47.html", "2026-h2.html", "2026-h2.xlsx")
    }
    assert not differing(after.tree, folder.build_clean().tree)
    assert "<svg" in after.text("xmt/pucha/index.html")


def test_search_engines_are_told_of_every_page(site: Site) -> None:
    tree = site({"census/2026-47.csv": CENSUS}, tables=tables("普查公开: 是\n")).build().tree
    told = tree["sitemap-pages.xml"].decode()
    pages = [path.removesuffix("index.html") for path in tree if path.startswith("xmt/") and path.endswith(".html")]
    assert [path for path in [*pages, "rss/dingyue/"] if f".gov.cn/{path}</loc>" not in told] == []


def test_a_week_that_cannot_be_read_says_so(site: Site) -> None:
    built = site({"census/2026-47.csv": "平台\n"}, tables=tables("普查公开: 是\n")).build()
    assert "普查记录有误" in built.text("xmt/pucha/2026-47.html")
