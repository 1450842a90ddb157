"""Items made of a small vocabulary, for machines without the shared corpus: same length profile, other words."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

SEED, STEP = 1, 10**7
FIRST_DAY, DAYS = date(2008, 5, 1), 6453
MEDIAN, SPREAD, SHORTEST, LONGEST = 735, 1.121, 60, 20_000
"""Of body lengths, in characters: log-normal."""
LINKED, TABLED, LISTED, BOLD = 0.20, 0.05, 0.06, 0.04

AREAS = ("教育", "卫生", "住房", "交通", "水务", "农业", "财政", "民政", "审计", "应急", "环境", "统计")
FORMS = ("文件", "通知", "公告", "计划", "公示")
RANKS = ("局", "服务中心", "监督所", "执法队", "事务处")
SUBJECTS = ("保障", "补贴", "规划", "许可", "检查", "采购", "培训", "整治", "公开", "评估")
ACTORS = ("各县区人民政府", "市直各单位", "申请人", "主管部门", "建设单位", "用人单位", "乡镇政府", "街道办事处")
VERBS = (
    "应当按照规定办理",
    "要认真组织实施",
    "可以依法提出",
    "须于年底前完成",
    "应当及时公开",
    "不得擅自变更",
    "负责统筹协调",
)
OBJECTS = (
    "年度工作任务",
    "行政许可事项",
    "资金使用情况",
    "监督检查结果",
    "项目建设进度",
    "群众反映的问题",
    "相关证明材料",
)
TAILS = (
    "并接受社会监督",
    "确保落到实处",
    "逾期不再受理",
    "具体办法另行制定",
    "有关情况定期通报",
    "法律法规另有规定的除外",
)
NUMERALS = "一二三四五六七八九十"

Raw = dict[str, Any]


def column_names() -> dict[str, str]:
    """Sixty keys, `c01` to `c60`, with their titles."""
    titles = [f"{area}{form}" for area in AREAS for form in FORMS]
    return {f"c{n:02d}": title for n, title in enumerate(titles, 1)}


def generate(count: int) -> Iterator[Raw]:
    """Item i depends on i alone and links to earlier ones, so a small set is the beginning of a larger one."""
    for number in range(count):
        yield _item(number)


def _identity(number: int) -> tuple[random.Random, Raw]:
    """What a link to the item shows: cheap to know of any item."""
    chance = random.Random(SEED * STEP + number)
    day = FIRST_DAY + timedelta(days=int(DAYS * chance.random() ** 0.6))
    issuer = f"市{chance.choice(AREAS[:10])}{chance.choice(RANKS)}"
    area, subject = chance.choice(AREAS), chance.choice(SUBJECTS)
    known = {
        "id": number,
        "column": f"c{int(60 * chance.random() ** 1.7) + 1:02d}",
        "date": f"{day} {chance.randint(8, 18):02d}:{chance.randint(0, 59):02d}",
        "slug": f"t{day:%Y%m%d}_{number:07d}",
        "issuer": issuer,
        "title": f"{issuer}关于{day.year}年{area}{subject}的{chance.choice(FORMS)}",
        "doc_number": f"{issuer[1:3]}发〔{day.year}〕{chance.randint(1, 300)}号",
        "tags": [f"{area}{word}" for word in chance.sample(SUBJECTS, chance.randint(2, 4))],
    }
    return chance, known


def _item(number: int) -> Raw:
    chance, known = _identity(number)
    blocks = list(_blocks(chance, number))
    if chance.random() < TABLED:
        blocks.insert(len(blocks) // 2, _table(chance))
    summary = next(block for block in blocks if "](" not in block)[:90].replace("*", "")
    return known | {"body": "\n\n".join(blocks) + "\n", "summary": summary}


def _blocks(chance: random.Random, number: int) -> Iterator[str]:
    wanted = min(LONGEST, max(SHORTEST, int(math.exp(chance.gauss(math.log(MEDIAN), SPREAD)))))
    links = chance.randint(1, 4) if number and chance.random() < LINKED else 0
    written = paragraphs = 0
    yield (first := _sentence(chance))
    written += len(first)
    while written < wanted:
        paragraphs += 1
        if wanted > 600 and paragraphs % 6 == 0:
            yield f"## {NUMERALS[paragraphs // 6 % 10]}、{chance.choice(AREAS)}{chance.choice(SUBJECTS)}"
        block = _paragraph(chance, min(wanted - written, 240), paragraphs)
        if links and chance.random() < 0.5:
            links -= 1
            block += f"（详见{_link(chance, number)}）"
        yield block
        written += len(block)
    for _ in range(links):
        yield f"相关文件：{_link(chance, number)}"


def _paragraph(chance: random.Random, length: int, number: int) -> str:
    sentences = [_sentence(chance)]
    while sum(map(len, sentences)) < length:
        sentences.append(_sentence(chance))
    style = chance.random()
    if style < LISTED and len(sentences) > 1:
        return "\n".join(f"{n}. {sentence}" for n, sentence in enumerate(sentences, 1))
    lead = f"**（{NUMERALS[number % 10]}）{chance.choice(SUBJECTS)}**" if style < LISTED + BOLD else ""
    return lead + "".join(sentences)


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(ACTORS)}{chance.choice(VERBS)}{chance.choice(OBJECTS)}，{chance.choice(TAILS)}。"


def _link(chance: random.Random, number: int) -> str:
    _, other = _identity(chance.randrange(number))
    return f"[{other['title']}](/{other['column']}/{other['slug']}.html)"


def _table(chance: random.Random) -> str:
    rows = [
        f"| {n} | {chance.choice(OBJECTS)} | {chance.random() * 9000:.2f} |" for n in range(1, chance.randint(4, 21))
    ]
    return "\n".join(("| 序号 | 项目 | 金额（万元） |", "| --- | --- | --- |", *rows))
