"""What is meant for whom: the item's own word before its column's; feeds within, their pages, and the digest mail."""

import email
import email.policy
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from pipeline.audience import ADDRESSES, Audience
from pipeline.environment import Refused
from plugins.digest_desk import write_digest
from tests.fixtures import TABLES, Site, SiteFolder, differing, document, item

COLUMNS = TABLES["columns.yaml"].replace("  形态: 公开文件\n", "  形态: 公开文件\n  面向: [企业]\n")
ITEMS = {
    "zcwj/2026/00001.md": document(1, topic="科技、教育\\教育"),
    "zcwj/2026/00002.md": document(2, meant_for="[老年人, 个人]", authority="xc-jyj", at="2026-03-05 09:00"),
    "zcwj/2026/00003.md": document(3, status="草稿"),
    "zcwj/2026/00004.md": document(4, at="2027-03-05 09:00"),
    "zcwj/2026/00005.md": document(5, status="已撤回", withdrawal="{日期: 2026-03-05, 原因: 有误}"),
    "xw/yw/2026/00001.md": item("要闻"),
}
NAMES = ("rss.xml", "atom.xml", "feed.json")


@pytest.fixture
def folder(site: Site) -> SiteFolder:
    return site(ITEMS, tables={"columns.yaml": COLUMNS})


def feeds_of(tree: dict[str, bytes]) -> dict[str, list[str]]:
    """Folder below rss/mx/ -> paths of the items."""
    return {
        path.removeprefix("rss/mx/").rpartition("/")[0]: [
            entry["id"].rpartition("gov.cn/")[2].removesuffix(".html") for entry in json.loads(text)["items"]
        ]
        for path, text in tree.items()
        if path.startswith("rss/mx/") and path.endswith("feed.json")
    }


def test_only_feeds_that_have_items_and_nothing_unpublished(folder: SiteFolder) -> None:
    built = folder.build()
    assert not built.findings
    assert feeds_of(built.tree) == {
        "qiye": ["zcwj/2026/00001"],
        "qiye/zt-11": ["zcwj/2026/00001"],
        "qiye/jg-xc-gov": ["zcwj/2026/00001"],
        "lnr": ["zcwj/2026/00002"],
        "lnr/jg-xc-jyj": ["zcwj/2026/00002"],
        "geren": ["zcwj/2026/00002"],
        "geren/jg-xc-jyj": ["zcwj/2026/00002"],
    }
    assert {f"rss/mx/qiye/zt-11/{name}" for name in NAMES} <= built.tree.keys()
    assert [path for path in built.tree if path.startswith("rss/mx/") and path.endswith(".html")] == [
        f"rss/mx/{key}/index.html" for key in ("geren", "lnr", "qiye")
    ]


def test_an_unknown_audience_is_told(folder: SiteFolder) -> None:
    folder.write({"xw/yw/2026/00001.md": item("要闻", meant_for="[企业主]")})
    [finding] = folder.build().of("xw/yw/2026/00001.md")
    assert "是否应为“企业”" in finding.message


def test_one_item_touches_the_feeds_that_show_it_only(folder: SiteFolder) -> None:
    before = folder.build().tree
    folder.write({"zcwj/2026/00002.md": ITEMS["zcwj/2026/00002.md"].replace("第2号", "第二号")})
    after = folder.build()
    changed = {line.partition(":")[0] for line in differing(before, after.tree)}
    assert {path for path in changed if path.startswith("rss")} == {
        "rss.xml",
        *(f"rss/mx/{key}/{name}" for key in ("lnr", "lnr/jg-xc-jyj", "geren", "geren/jg-xc-jyj") for name in NAMES),
        *(f"rss/mx/{key}/index.html" for key in ("lnr", "geren")),
    }
    assert not differing(after.tree, folder.build_clean().tree)


def test_an_item_that_goes_takes_its_feeds_along(folder: SiteFolder) -> None:
    folder.build()
    folder.remove("zcwj/2026/00002.md")
    after = folder.build()
    assert set(feeds_of(after.tree)) == {"qiye", "qiye/zt-11", "qiye/jg-xc-gov"}
    assert not differing(after.tree, folder.build_clean().tree)


def test_pages_lead_to_every_feed(folder: SiteFolder) -> None:
    tree = folder.build().tree
    linked = set()
    for path in (
        "rss/index.html",
        "rss/dingyue/index.html",
        *(f"rss/mx/{k}/index.html" for k in ("qiye", "lnr", "geren")),
    ):
        page = BeautifulSoup(tree[path], "html.parser")
        linked |= {str(link["href"]) for link in page.select("main a[href]")}
    made = {f"/{path}" for path in tree if path.endswith(NAMES)}
    assert made <= linked
    heads = BeautifulSoup(tree["rss/mx/qiye/index.html"], "html.parser").select("link[rel=alternate]")
    assert [head["href"] for head in heads] == [f"/rss/mx/qiye/{name}" for name in NAMES]


def test_a_site_without_feeds_has_no_subscription(site: Site) -> None:
    table = TABLES["site.yaml"] + "渠道: [sitemap]\n"
    tree = site(ITEMS, tables={"columns.yaml": COLUMNS, "site.yaml": table}).build().tree
    assert not [path for path in tree if path.startswith("rss/mx") or "dingyue" in path]


def test_every_audience_has_an_address_of_its_own() -> None:
    assert set(ADDRESSES) == set(Audience)
    assert len(set(ADDRESSES.values())) == len(ADDRESSES)


# the digest mail ----------------------------------------------------------------------------------------------------


def digest(folder: SiteFolder, tmp_path: Path, **more: str) -> email.message.EmailMessage:
    out = tmp_path / "mail.eml"
    asked = {"since": "2026-03-01", "until": "2026-03-31"} | more
    assert write_digest(out=str(out), content=str(folder.content), store=str(folder.store), **asked) == 0
    mail = email.message_from_bytes(out.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, email.message.EmailMessage)
    return mail


def part(mail: email.message.EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_digest_has_no_recipient_and_tells_how_to_leave(folder: SiteFolder, tmp_path: Path) -> None:
    folder.write({"site.yaml": TABLES["site.yaml"] + "电子邮箱: wz@xiaocheng.example.gov.cn\n演示日期: 2026-11-18\n"})
    folder.build()
    mail = digest(folder, tmp_path, audience="老年人")
    assert {"To", "Cc", "Bcc", "From"}.isdisjoint(mail.keys())
    assert mail["Subject"] == "面向老年人的信息（2026-03-01至2026-03-31）"
    assert "mailto:wz@xiaocheng.example.gov.cn" in mail["List-Unsubscribe"]
    text, page = part(mail, "plain"), part(mail, "html")
    assert "第2号" in text
    assert "第1号" not in text
    assert "不需要账号" in text
    assert BeautifulSoup(page, "html.parser").select("script, link, img, form") == []
    first = (tmp_path / "mail.eml").read_bytes()
    digest(folder, tmp_path, audience="老年人")
    assert (tmp_path / "mail.eml").read_bytes() == first


def test_a_digest_of_a_subject_or_a_body(folder: SiteFolder, tmp_path: Path) -> None:
    folder.write({"site.yaml": TABLES["site.yaml"] + "演示日期: 2026-11-18\n"})
    folder.build()
    assert "第1号" in part(digest(folder, tmp_path, topic="科技、教育"), "plain")
    told = part(digest(folder, tmp_path, authority="xc-jyj"), "plain")
    assert ("第1号" in told, "第2号" in told) == (False, True)
    whole = part(digest(folder, tmp_path), "plain")
    assert [number for number in range(1, 6) if f"第{number}号" in whole] == [1, 2], "nothing unpublished"


def test_markup_in_a_title_stays_text_in_a_mail(folder: SiteFolder, tmp_path: Path) -> None:
    folder.write({"site.yaml": TABLES["site.yaml"] + "演示日期: 2026-11-18\n"})
    folder.write({"xw/yw/2026/00001.md": item('"<script>alert(1)</script>甲"')})
    folder.build()
    page = BeautifulSoup(part(digest(folder, tmp_path), "html"), "html.parser")
    assert not page.select("script")
    assert "<script>alert(1)</script>甲" in page.get_text()


def test_nothing_to_tell_is_no_mail(folder: SiteFolder, tmp_path: Path) -> None:
    folder.build()
    out = tmp_path / "mail.eml"
    assert write_digest("农民", out=str(out), content=str(folder.content), store=str(folder.store)) == 1
    assert not out.exists()


@pytest.mark.parametrize(
    "asked", [{"audience": "企业主"}, {"topic": "教育"}, {"authority": "xc"}, {"since": "3月"}, {"since": "2026-02-01", "until": "2026-01-01"}]
)  # fmt: skip
def test_wrong_wishes_are_refused(folder: SiteFolder, asked: dict[str, str]) -> None:
    folder.build()
    with pytest.raises(Refused):
        write_digest(content=str(folder.content), store=str(folder.store), **asked)
