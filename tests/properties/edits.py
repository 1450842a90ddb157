"""A site with something of every sort, and what may happen to it between two builds."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.fixtures import PDF, TABLES, SiteFolder, document, item, source

Edit = Callable[[SiteFolder], object]

CSV = "年份,数量\n2024,10\n2025,12\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
MORE_COLUMNS = """\
- 代号: sj
  名称: 数据发布
  类别: 数据发布
  形态: 数据发布
  说明: 数据
  关键词: [数据]
  更新期限: 不要求
- 代号: ld
  名称: 领导信息
  类别: 负责人信息
  形态: 概况信息
  说明: 领导
  关键词: [领导]
  更新期限: 不要求
- 代号: fw
  名称: 服务
  类别: 其他
  形态: 目录
  说明: 不在导航中
  关键词: [服务]
  更新期限: 不要求
  子栏目:
    - {代号: bm, 名称: 便民, 类别: 其他, 形态: 文章, 说明: 便民服务, 关键词: [便民], 更新期限: 不要求}
    - {代号: qy, 名称: 企业, 类别: 其他, 形态: 文章, 说明: 企业服务, 关键词: [企业], 更新期限: 不要求}
    - 代号: gr
      名称: 个人
      类别: 其他
      形态: 目录
      说明: 个人服务
      关键词: [个人]
      更新期限: 不要求
      子栏目:
        - {代号: hy, 名称: 婚育, 类别: 其他, 形态: 文章, 说明: 婚育, 关键词: [婚育], 更新期限: 不要求}
"""
ACCOUNTS = """\
- 账号名称: 小城发布
  账号ID: xcfabu
  平台: 新浪微博
  主办单位: xc-gov
  状态: 正常运行
"""
REDIRECTS = "- 原地址: /old/1.html\n  新地址: /xw/yw/2026/00001.html\n"

NEWS = {
    f"xw/yw/2026/{n:05d}.md": item(
        f"第{n}条消息",
        at=f"2026-0{n % 9 + 1}-1{n % 7} 0{n % 5 + 5}:00",
        keywords="[防汛]" if n % 3 == 0 else "[安全, 学校]",
    )
    for n in range(1, 13)
}
DATASET = {
    "标题": "学校数量",
    "发文机关": "xc-jyj",
    "发布时间": "2026-05-05 08:00",
    "数据": "sl.csv",
    "图表": "{类型: 柱状图, 横轴: 年份, 纵轴: [数量]}",
}
FILES: dict[str, str | bytes] = {
    **NEWS,
    "xw/tz/2026/00001.md": item("放假公告", at="2026-04-30 10:00", attachments="[表 1.pdf]", also="[xw/yw]"),
    "xw/tz/2026/00001/表 1.pdf": PDF,
    "xw/tz/2026/00002.md": item("草稿公告", status="草稿"),
    "xw/tz/2026/00003.md": item("定时公告", at="2026-12-24 08:00"),
    "xw/tz/2026/00004.md": item("撤回的公告", status="已撤回", withdrawal="{日期: 2026-05-01, 原因: 内容有误}"),
    "zcwj/2026/00001.md": document(1, keywords="[安全, 防汛]", topic="综合政务\\政务公开"),
    "zcwj/2026/00002.md": document(2, keywords="[安全]", topic="科技、教育\\教育", at="2026-06-01 09:00"),
    "zcwj/2026/00003.md": document(
        3, body="按[第一号](索引号:11990900MB0F00012Y/2026-00001)执行。\n", keywords="[安全]"
    ),
    "zcjd/2026/00001.md": item(
        "第1号解读", interprets="11990900MB0F00012Y/2026-00001", form="文字解读", at="2026-06-02 09:00"
    ),
    "zjdc/2026/00001.md": item("征求意见", opens="2026-11-01", closes="2026-11-30"),
    "zt/fx/2026/00001.md": item("防汛专题自有消息", at="2026-06-03 09:00"),
    "fw/bm/2026/00001.md": item("便民消息", at="2026-06-04 09:00", authority="xc-jyj"),
    "sj/2026/00001.md": source(DATASET, ""),
    "sj/2026/00001/sl.csv": CSV,
    "census/2026-46.csv": "平台,账号ID,最近更新日期,能否使用\n新浪微博,xcfabu,2026-11-10,是\n",
}
TABLES_OF_ALL = TABLES | {
    "columns.yaml": TABLES["columns.yaml"] + MORE_COLUMNS,
    "accounts.yaml": ACCOUNTS,
    "redirects.yaml": REDIRECTS,
}


def change(path: str, old: str, new: str, *, all: bool = False) -> Edit:
    """Replace text in a file of content/; the text must be there unless an earlier edit took it away."""

    def edit(site: SiteFolder) -> None:
        file = site.content / path
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(old, new, -1 if all else 1), encoding="utf-8")

    return edit


def add(path: str, text: str | bytes) -> Edit:
    return lambda site: site.write({path: text})


def drop(path: str) -> Edit:
    return lambda site: (site.content / path).unlink(missing_ok=True)


def move(old: str, new: str) -> Edit:
    """An item with its folder of attachments."""

    def edit(site: SiteFolder) -> None:
        for one, other in ((f"{old}.md", f"{new}.md"), (old, new)):
            if (site.content / one).exists():
                (site.content / other).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(site.content / one, site.content / other)

    return edit


def header(path: str, line: str) -> Edit:
    """One more line at the end of an item's header."""

    def edit(site: SiteFolder) -> None:
        file = site.content / path
        if file.is_file():
            head, rest = file.read_text(encoding="utf-8").split("\n---\n", 1)
            file.write_text(f"{head}\n{line}\n---\n{rest}", encoding="utf-8")

    return edit


def theme(path: str, old: str, new: str) -> Edit:
    def edit(site: SiteFolder) -> None:
        file = site.theme / path
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    return edit


def day(as_of: str) -> Edit:
    return lambda site: setattr(site, "as_of", as_of)


def same_stamp(path: str, old: str, new: str) -> Edit:
    """An edit that keeps the size and puts the time of the file back, as some tools do."""

    def edit(site: SiteFolder) -> None:
        file = site.content / path
        if file.is_file():
            info = file.stat()
            change(path, old, new)(site)
            os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))

    return edit


YW1, TZ1, ZC1, ZC2 = "xw/yw/2026/00001.md", "xw/tz/2026/00001.md", "zcwj/2026/00001.md", "zcwj/2026/00002.md"
C, A, S = "columns.yaml", "authorities.yaml", "site.yaml"

ITEM_EDITS: dict[str, Edit] = {
    "body": change(YW1, "第一段", "第一段(修订)"),
    "body, same size and time": same_stamp(YW1, "第一段", "第壹段"),
    "body heading": change(ZC1, "正文第一段。", "一、总则\n\n正文。\n\n二、附则\n\n正文。"),
    "title": change(YW1, "第1条消息", "头条消息"),
    "date": change(YW1, "2026-02", "2026-10"),
    "date of related": change(ZC2, "2026-06-01", "2026-01-01"),
    "keywords": change(YW1, "[安全, 学校]", "[防汛]"),
    "topic of related": change(ZC2, "科技、教育\\教育", "综合政务\\政务公开"),
    "draft": header(YW1, "状态: 草稿"),
    "withdrawn": header(YW1, "状态: 已撤回\n撤回: {日期: 2026-06-06, 原因: 有误}"),
    "on request": header(YW1, "公开方式: 依申请公开"),
    "summary": header(YW1, "摘要: 另写的摘要"),
    "updated on": header(YW1, "更新日期: 2026-11-11"),
    "other authority": change(YW1, "xc-gov", "xc-jyj"),
    "unknown authority": change(YW1, "xc-gov", "xc-none"),
    "also in": header(YW1, "同时发布: [xw/tz]"),
    "also in special": header(YW1, "同时发布: [zt/fx]"),
    "index number": change(ZC1, "2026-00001", "2026-00091"),
    "validity": change(ZC1, "有效性: 有效", "有效性: 失效"),
    "repeals": header(ZC2, "废止: [11990900MB0F00012Y/2026-00001]"),
    "becomes faulty": change(YW1, "发布时间", "发布日子"),
    "draft published": change("xw/tz/2026/00002.md", "状态: 草稿\n", ""),
    "withdrawn published": change("xw/tz/2026/00004.md", "状态: 已撤回\n", ""),
    "consultation closes": change("zjdc/2026/00001.md", "2026-11-30", "2026-11-10"),
    "add newest": add("xw/yw/2026/00013.md", item("最新消息", at="2026-11-17 09:00", keywords="[安全, 防汛]")),
    "add oldest": add("xw/yw/2024/00001.md", item("最早消息", at="2024-01-01 09:00")),
    "add in empty column": add("ld/2026/00001.md", item("张市长")),
    "add interpretation": add(
        "zcjd/2026/00002.md", item("第2号解读", interprets="11990900MB0F00012Y/2026-00002", form="图解")
    ),
    "add stray": add("xw/yw/2026/笔记.txt", "x"),
    "delete": drop(YW1),
    "delete interpreted": drop(ZC1),
    "delete last of column": drop("zjdc/2026/00001.md"),
    "rename": move("xw/yw/2026/00002", "xw/yw/2026/00099"),
    "rename with attachment": move("xw/tz/2026/00001", "xw/tz/2026/00009"),
    "move to other column": move("xw/yw/2026/00003", "xw/tz/2026/00033"),
    "attachment changes": add("xw/tz/2026/00001/表 1.pdf", PDF + b"%more\n"),
    "attachment goes": drop("xw/tz/2026/00001/表 1.pdf"),
    "attachment comes": lambda site: (
        add("xw/tz/2026/00001/b.pdf", PDF)(site),
        change(TZ1, "[表 1.pdf]", "[表 1.pdf, b.pdf]")(site),
    ),
    "picture comes": lambda site: (
        add("xw/yw/2026/00004/p.png", PNG)(site),
        header("xw/yw/2026/00004.md", "图片: p.png")(site),
    ),
    "data change": add("sj/2026/00001/sl.csv", CSV + "2026,15\n"),
    "data breaks": add("sj/2026/00001/sl.csv", "年份\n"),
    "chart goes": change("sj/2026/00001.md", "图表", "# 图表"),
}
TABLE_EDITS: dict[str, Edit] = {
    "authority name": change(A, "小城人民政府\n  简称", "小城市人民政府\n  简称"),
    "authority short name": change(A, "简称: 市政府", "简称: 小城市府"),
    "bureau name": change(A, "小城教育局", "小城教育体育局"),
    "authority office": change(A, "  层级: 政府\n", "  层级: 政府\n  办公地址: 小城大道1号\n"),
    "authority colours": change(A, "  层级: 政府\n", "  层级: 政府\n  主色: 松绿\n"),
    "leaders": change(A, "  层级: 政府\n", "  层级: 政府\n  领导:\n    - {姓名: 张市长, 职务: 市长}\n"),
    "platform of bureau": change(A, "  公开平台: 否\n", ""),
    "parent goes": change(A, "  上级: xc-gov\n", ""),
    "order of authorities": change(A, "  上级: xc-gov\n", "  上级: xc-gov\n  排序: 1\n"),
    "authority comes": change(A, "- 代号: xc-jyj", "- 代号: xc-czj\n  名称: 小城财政局\n  层级: 部门\n- 代号: xc-jyj"),
    "authority goes": lambda site: add(A, TABLES[A].partition("- 代号: xc-jyj")[0])(site),
    "column title": change(C, "名称: 要闻", "名称: 今日要闻"),
    "sibling title": change(C, "名称: 通知公告", "名称: 公告公示"),
    "quiet sibling title": change(C, "名称: 企业", "名称: 企业专区"),
    "quiet child description": change(C, "说明: 企业服务", "说明: 为企业服务"),
    "quiet grandchild title": change(C, "名称: 婚育", "名称: 婚姻生育"),
    "quiet order": change(C, "说明: 企业服务", "排序: 1, 说明: 企业服务"),
    "root title": change(C, "名称: 新闻中心", "名称: 新闻"),
    "description": change(C, "说明: 要闻", "说明: 本地要闻"),
    "description of empty column": change(C, "说明: 领导", "说明: 领导介绍"),
    "special title": change(C, "名称: 防汛专题", "名称: 防汛抗旱专题"),
    "special archived": change(C, "  开设日期: 2026-06-01\n", "  开设日期: 2026-06-01\n      状态: 已归档\n"),
    "special sponsor": change(C, "  开设日期: 2026-06-01\n", "  开设日期: 2026-06-01\n      主办: xc-jyj\n"),
    "special rule": change(C, "{关键词: [防汛]}", "{关键词: [学校]}"),
    "special banner": lambda site: (
        add("zt/fx/b.png", PNG)(site),
        change(C, "  开设日期: 2026-06-01\n", "  开设日期: 2026-06-01\n      横幅: b.png\n")(site),
    ),
    "column keywords": change(C, "关键词: [要闻]", "关键词: [要闻, 时政]"),
    "column type": change(C, "类别: 通知公告", "类别: 工作动态"),
    "column order": change(C, "  形态: 公开文件\n", "  形态: 公开文件\n  排序: 1\n"),
    "navigation": change(C, "  形态: 征集调查\n", "  形态: 征集调查\n  导航: 是\n"),
    "statutory": change(C, "法定公开: 1", "法定公开: 3"),
    "responsible": change(C, "  形态: 征集调查\n", "  形态: 征集调查\n  责任部门: xc-jyj\n"),
    "new column": change(C, "- 代号: zcjd", f"{MORE_COLUMNS.split('- 代号: ld')[0].replace('sj', 'sjx')}- 代号: zcjd"),
    "grandchild": change(
        C,
        "    - 代号: tz\n",
        "    - {代号: kx, 名称: 快讯, 类别: 工作动态, 形态: 文章, 说明: 快, 关键词: [快], 更新期限: 不要求}\n    - 代号: tz\n",
    ),
    "kind of column": change(C, "形态: 征集调查", "形态: 文章"),
    "column goes": change(C, "- 代号: zjdc", "- 代号: zjdx"),
    "columns broken": change(C, "- 代号: xw", "- 代号: XW"),
    "site colours": change(S, "网站名称: ", "配色: 朱红\n网站名称: "),
    "site name": change(S, "网站名称: 小城人民政府", "网站名称: 小城市人民政府"),
    "site telephone": change(S, "0380-8000000", "0380-8111111"),
    "site id": change(S, "9901000009", "9901000008"),
    "page size": change(S, "每页条数: 5", "每页条数: 7"),
    "home slots": change(S, "  要闻: [xw/yw]\n", ""),
    "site links": change(
        S, "每页条数", "友情链接:\n  - 分组: 甲\n    链接: [{名称: 乙, 网址: 'https://e.example/'}]\n每页条数"
    ),
    "trusted hosts": change(S, "每页条数", "可信域名: [e.example]\n每页条数"),
    "channels": change(S, "每页条数", "渠道: [sitemap]\n每页条数"),
    "no feeds any more": change(S, "每页条数", "渠道: [search]\n每页条数"),
    "demonstration": change(S, "每页条数", "演示日期: 2026-11-18\n每页条数"),
    "site broken": change(S, "网站标识码", "网站标示码"),
    "account name": change("accounts.yaml", "小城发布", "小城微博"),
    "account closed": change("accounts.yaml", "正常运行", "已关停"),
    "accounts go": drop("accounts.yaml"),
    "account with a code of its own": change("accounts.yaml", "  状态:", "  链接: https://a.example.gov.cn/x\n  状态:"),
    "audience of a column": change(C, "  形态: 公开文件\n", "  形态: 公开文件\n  面向: [企业, 老年人]\n"),
    "audience of an item": change("zcwj/2026/00002.md", "标题:", "面向: [农民]\n标题:"),
    "a hub": change(S, "每页条数", "订阅中心: https://hub.example.gov.cn/\n每页条数"),
    "census shown": change(S, "每页条数", "普查公开: 是\n每页条数"),
    "redirect target": change("redirects.yaml", "00001.html", "00002.html"),
    "redirects go": drop("redirects.yaml"),
}
OTHER_EDITS: dict[str, Edit] = {
    "item template": theme("templates/item.html", "发布时间：", "发布于："),
    "one kind's template": theme("templates/kinds/document.html", "索引号", "索引编号"),
    "macro": theme("templates/macros/lists.html", "更多", "更多…"),
    "footer": theme("templates/frame/footer.html", "主办单位", "主办机关"),
    "page frame": theme("templates/base.html", "跳到主要内容", "跳到正文"),
    "style": lambda site: (site.theme / "static/css/site.css").write_bytes(b"body{}\n"),
    "script below scripts": lambda site: (site.theme / "static/js/search/scoring.js").write_bytes(b"// other\n"),
    "static comes": lambda site: (site.theme / "static/css/more.css").write_bytes(b"p{}\n"),
    "day after": day("2026-12-01"),
    "scheduled day": day("2026-12-25"),
    "day before": day("2026-03-01"),
}


def tamper(path: str, raw: bytes) -> Edit:
    def edit(site: SiteFolder) -> None:
        file = site.output / path
        if file.parent.is_dir():
            file.write_bytes(raw)

    return edit


def _linked(site: SiteFolder) -> Path:
    """A page replaced by a link to a file elsewhere, which must not be written through."""
    outside = site.root / "outside.txt"
    outside.write_text("untouched")
    page = site.output / "index.html"
    page.unlink(missing_ok=True)
    page.symlink_to(outside)
    return outside


def _tampered_store(site: SiteFolder) -> None:
    raw = bytearray(site.store.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 2048] = b"\xa5" * 2048
    site.store.write_bytes(raw)


OUTPUT_EDITS: dict[str, Edit] = {
    "page deleted": lambda site: (site.output / "index.html").unlink(missing_ok=True),
    "page changed": tamper("xw/yw/2026/00001.html", b"<p>x"),
    "feed changed": tamper("rss.xml", b""),
    "style changed": lambda site: [file.write_bytes(b"") for file in (site.output / "theme/css").glob("*.css")],
    "stranger comes": tamper("xw/evil.html", b"<script>"),
    "folder deleted": lambda site: shutil.rmtree(site.output / "xw", ignore_errors=True),
    "output deleted": lambda site: shutil.rmtree(site.output, ignore_errors=True),
    "store deleted": lambda site: shutil.rmtree(site.root / "var", ignore_errors=True),
    "store is rubbish": lambda site: site.store.write_bytes(b"rubbish" * 1000),
    "store emptied": lambda site: site.store.write_bytes(b""),
}
EDITS = ITEM_EDITS | TABLE_EDITS | OTHER_EDITS | OUTPUT_EDITS
