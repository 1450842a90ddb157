"""Texts to search in: a small library in which every shelf has a trap, and as many made-up ones as are wanted."""

import random
from collections.abc import Sequence
from typing import Any

from pipeline.search.backend import Document
from pipeline.search.query import Lexicon

LEXICON = Lexicon(
    synonyms={
        "低保": ("最低生活保障",),
        "公租房": ("公共租赁住房", "保障性租赁住房"),
        "结婚证": ("婚姻登记",),
    },
    fillers=("怎么办理", "怎么", "如何", "需要什么材料", "办理", "的", "吗"),
)


def text(path: str, title: str, body: str = "", *numbers: str, **known: Any) -> Document:
    """A document; its numbers stand in its text, as everywhere."""
    usual: dict[str, Any] = {
        "published_at": "2024-03-01 09:00",
        "columns": (path.split("/")[0],),
        "authority": "zfb",
        "kind": "article",
        "validity": "",
        "topic": "",
    }
    return Document(path=path, title=title, numbers=numbers, text="\n".join((*numbers, body)), **usual | known)


LIBRARY: tuple[Document, ...] = (
    text(
        "zwgk/2024/1",
        "关于印发2024年政务公开工作要点的通知",
        "各县区人民政府：现将政务公开工作要点印发给你们。",
        "湘政办发〔2024〕3号",
        topic="政务公开",
        validity="有效",
        kind="policy_document",
    ),
    text(
        "zwgk/2023/1",
        "关于印发2023年政务公开工作要点的通知",
        "各县区人民政府：现将政务公开工作要点印发给你们。",
        "湘政办发〔2023〕3号",
        published_at="2023-03-01 09:00",
        topic="政务公开",
        validity="失效",
        kind="policy_document",
    ),
    text("zwgk/2022/7", "政务公开", "政务公开的一句话。", "湘政办发〔2022〕3号", published_at="2022-03-01 09:00"),
    text(
        "news/2024/1",
        "政务公开培训班开班",
        "政务公开、政务公开、政务公开，重要的事说三遍。",
        published_at="2024-03-01 09:00",
    ),
    text(
        "news/2024/2",
        "政务公开培训班开班",
        "政务公开、政务公开、政务公开，重要的事说三遍。",
        published_at="2024-03-01 09:00",
    ),
    text(
        "news/2024/3",
        "市政务服务中心公开招聘",
        "政务服务与信息公开不是一回事。",
        published_at="2024-03-02 08:00",
        authority="rsj",
    ),
    text(
        "zcwj/2024/1",
        "优化营商环境条例实施细则",
        "为优化营商环境，制定本细则。优化营商环境是一件大事。",
        "示政发〔2024〕12号",
        "11440203MB2D24470A/2024-00017",
        topic="营商环境",
        validity="有效",
        kind="policy_document",
    ),
    text(
        "zcwj/2021/9",
        "营商环境评价办法",
        "营商环境评价每年一次。",
        "示政发〔2021〕9号",
        published_at="2021-12-31 23:59",
        topic="营商环境",
        validity="废止",
        kind="policy_document",
    ),
    text(
        "zcjd/2024/2",
        "《优化营商环境条例实施细则》解读",
        "解读营商环境的细则。",
        published_at="2024-03-05 10:30",
        columns=("zcjd", "zcwj"),
        kind="interpretation",
    ),
    text(
        "mzj/2024/1",
        "最低生活保障办理指南",
        "申请最低生活保障的家庭，应当提交材料。",
        authority="mzj",
        kind="service_guide",
    ),
    text("mzj/2024/2", "低保标准调整", "低保标准提高到每月八百元。", authority="mzj", published_at="2024-04-01 09:00"),
    text("mzj/2024/3", "最低工资标准", "最低工资与生活保障无关。", authority="rsj", published_at="2024-04-02 09:00"),
    text("zjj/2024/1", "公共租赁住房申请条件", "公共租赁住房面向新市民。", authority="zjj", kind="service_guide"),
    text("zjj/2024/2", "保障性租赁住房项目清单", "保障性租赁住房三个项目开工。", authority="zjj"),
    text("zjj/2024/3", "公租房配租公告", "公租房本批二百套。", authority="zjj", published_at="2024-05-01 00:00"),
    text("mzj/2024/4", "婚姻登记处搬迁公告", "婚姻登记处迁至人民路。", authority="mzj"),
    text("yjs/2024/1", "一件事一次办", "企业开办一件事一次办。", authority="zwfw"),
    text(
        "gb/2012/1",
        "党政机关公文格式",
        "公文用纸幅面尺寸按照 GB/T 9704—2012 执行。",
        "GB/T 9704—2012",
        published_at="2012-07-01 00:00",
    ),
    text("old/1998/1", "一九九八年的布告", "编号还没有括号。", "示府〔1998〕1号", published_at="1998-06-01 00:00"),
    text("old/1999/1", "跨世纪的通知", "千年之末。", published_at="1999-12-31 23:59"),
    text("rare/1", "𠮷野家与㐂寿司", "店名有扩展区汉字：𠮷野家、㐂寿司、〇度。"),
    text("rare/2", "名字里有\U00031350字的人", "姓名用字\U00031350不在旧版字符集中。"),
    text("rare/3", "政\u200b务\u200b公\u200b开排版残留", "看不见的字符：营\u00ad商\u00ad环\u00ad境。"),
    text("rare/4", "ＦＵＬＬ　ＷＩＤＴＨ　１２３", "全角 ＡＢＣ 与半角 ABC；①②③；Ⅷ级；㎡；ﾃﾞｰﾀ公開。"),
    text("rare/5", "ΟΔΥΣΣΕΥΣ İstanbul Straße", "Ελλάς, naïve cafe\u0301 Ａngström."),
    text("rare/6", "مرحبا بالعالم", "שלום עולם"),
    text("rare/7", "👨\u200d👩\u200d👧 一家三口 ❤️", "表情👍不是文字。"),
    text("rare/8", "<script>alert('标题')</script>", "<img src=x onerror=alert(1)> 政务公开 & <b>加粗</b>"),
    text("rare/9", "———", "只有标点的标题。"),
    text("rare/10", "", "没有标题的文件。"),
    text("rare/11", "没有正文的文件"),
    text("rare/12", "covid-19疫情WTO规则a1b2c3", "版本号 v2.0.1，编码 ABCDEFG1234567，邮箱 a_b@example.gov.cn。"),
    text("rare/13", "长长的一篇", "开头。" + "无关的字句，" * 4000 + "尾部独有词：蝴蝶效应。"),
    text("rare/14", "同名", "甲", published_at="2020-01-01 00:00"),
    text("rare/15", "同名", "乙 乙 乙 同名同名同名", published_at="2019-01-01 00:00"),
    text("rare/16", "同 名", "丙", published_at="2021-01-01 00:00"),
    text("rare/17", "关于同名问题的说明", "同名同名同名同名。", published_at="2025-01-01 00:00"),
    text("rare/18", "一号多文甲", "甲篇。", "示办〔2020〕8号", published_at="2020-02-01 00:00"),
    text("rare/19", "一号多文乙", "乙篇。", "示办(2020)8号", published_at="2020-03-01 00:00"),
    text("rare/20", "引用示办〔2020〕8号的文件", "根据示办〔2020〕8号办理。", published_at="2020-04-01 00:00"),
    text("rare/21", "没有栏目机关的文件", "无主之文。", columns=(), authority="", kind="", validity=""),
    text("rare/22", "2022", "标题就是年份：2022年3号。"),
)

_PHRASES = (
    "政务公开 营商环境 行政许可 行政处罚 安全生产 乡村振兴 医疗保障 义务教育 公共租赁住房 最低生活保障 不动产登记 "
    "政府采购 财政预算 环境保护 应急管理 市场监管 食品药品 招商引资 数字政府 一网通办 一件事一次办 国有资产 土地征收 "
    "规划许可 养老服务 就业创业 社会保险 住房公积金 交通运输 水利工程 森林防火 防汛抗旱 审计监督 信访工作 "
    "2022年 2023年 2024年 WTO covid-19 GB/T9704 a1b2 第三季度 实施方案 管理办法 工作要点 若干措施 暂行规定 通知 公告 "
    "关于 印发 进一步 加强 做好 开展 全市 各县区 人民政府 办公室"
)
WORDS = _PHRASES.split()
ISSUERS = ("zfb", "mzj", "zjj", "rsj", "czj", "")
COLUMNS = ("zwgk/zcwj", "zwgk/zcjd", "news", "notices", "zwgk/gzzj")


def many(count: int, seed: int = 1) -> list[Document]:
    """`count` documents put together of the words above: every word in many of them, every pair of words in some."""
    chance = random.Random(seed)
    return [_made_up(number, chance) for number in range(count)]


def _made_up(number: int, chance: random.Random) -> Document:
    year = chance.randrange(2001, 2026)
    day = f"{year}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d} {chance.randrange(24):02d}:00"
    numbers: tuple[str, ...] = (f"示政发〔{year}〕{number}号",) if chance.random() < 0.6 else ()
    if chance.random() < 0.3:
        numbers += (f"11440203MB2D24470A/{year}-{number:05d}",)
    sentences = [_sentence(chance) for _ in range(chance.randrange(1, 12))]
    return Document(
        path=f"{chance.choice(COLUMNS)}/{year}/{number:05d}",
        title="关于" + "".join(chance.sample(WORDS, chance.randrange(1, 5))) + "的通知",
        numbers=numbers,
        published_at=day,
        columns=tuple(chance.sample(COLUMNS, chance.choice((1, 1, 1, 2)))),
        authority=chance.choice(ISSUERS),
        kind=chance.choice(("article", "policy_document", "service_guide")),
        validity=chance.choice(("有效", "失效", "废止", "", "")),
        topic=chance.choice(("综合政务", "卫生", "教育", "")),
        text="\n".join((*numbers, *sentences)),
    )


def _sentence(chance: random.Random) -> str:
    words: Sequence[str] = chance.choices(WORDS, k=chance.randrange(3, 15))
    return chance.choice(("", "，", " ", "、")).join(words) + "。"
