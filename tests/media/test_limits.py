"""Two hundred items of every size: each package is within its platform's limits, or says which part is not."""

import random
import re
from html import unescape
from pathlib import Path

import pytest

from pipeline.media.channels import MEDIA_CHANNELS, wechat
from pipeline.media.limits import message_length, weibo_length
from pipeline.media.package import Package, packages
from tests.media.sites import item, made, picture, site_of

ITEMS = 200
TEXTS = ["微信", "微博", "头条", "百家号", "短信", "邮件"]
WORDS = "政务公开工作要求各级各部门按照规定的时限和程序办理答复并接受社会监督推动服务事项落地见效"


def sentence(dice: random.Random) -> str:
    return "".join(dice.choices(WORDS, k=dice.randint(8, 60))) + dice.choice("。。。；！")


def body(dice: random.Random, number: int) -> str:
    """Up to 20,000 characters, 50 pictures and 30 tables; every twenty-fifth item has all of them."""
    most = number % 25 == 0
    length = 20_000 if most else int(20_000 * dice.random() ** 4)
    parts, written = [], 0
    while written < length:
        part = "".join(sentence(dice) for _ in range(dice.randint(1, 6)))
        written += len(part)
        parts.append(dice.choice(["", "", "- ", "> ", "## "]) + (part[:40] if dice.random() < 0.1 else part))
    pictures = 50 if most else dice.choice([0, 0, 1, 3, 12])
    tables = 30 if most else dice.choice([0, 0, 1, 4])
    parts += [f"![图{n}](图{n % 3}.jpg)" for n in range(pictures)]
    row = "| 甲 | 乙 |\n| --- | --- |\n"
    parts += [row + "\n".join(f"| {sentence(dice)} | {n} |" for n in range(dice.randint(1, 8))) for _ in range(tables)]
    dice.shuffle(parts)
    return "\n\n".join([sentence(dice), *parts])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Package]]:
    root, dice = tmp_path_factory.mktemp("many"), random.Random(8)
    files: dict[str, str | bytes] = {f"2026/图{n}.jpg": picture(300, 200, seed=n) for n in range(3)}
    for number in range(ITEMS):
        title = "".join(dice.choices(WORDS, k=dice.choice([2, 12, 30, 31, 60, 300])))
        header: dict[str, object] = {"关键词": [dice.choice(["政务", "公开 办理", "a#b"])]}
        if number % 3 == 0:
            header |= {"摘要": "".join(dice.choices(WORDS, k=dice.choice([20, 128, 129, 400])))}
        if number % 4 == 0:
            header |= {"短标题": "".join(dice.choices(WORDS, k=dice.choice([10, 30, 90])))}
        files[f"2026/{number + 2:05}.md"] = item(title, body(dice, number), **header)
    made(site_of(root, files, TEXTS), root / "media")
    return list(packages(root / "media"))


def test_each_has_its_packages(many: list[tuple[Path, Package]]) -> None:
    assert len(many) == (ITEMS + 1) * len(TEXTS)
    ready = [package for _, package in many if package.ready]
    assert 0.4 < len(ready) / len(many) < 0.99


def test_what_is_ready_is_within_every_limit(many: list[tuple[Path, Package]]) -> None:
    for folder, package in many:
        if package.ready:
            text = (folder / package.content).read_bytes().decode()
            assert _within(package, text), f"{package.item} {package.channel}"
            for image in package.images:
                assert image.size < 1024 * 1024 * (1 if package.channel == "wechat" else 5)


def _within(package: Package, text: str) -> bool:
    """Counted once more, by other means than the channel's own."""
    images = len(re.findall("<img ", text))
    held = {
        "wechat": len(text) + images * 160 < 20_000
        and len(text.encode()) < 1024 * 1024
        and len(package.title) <= 32
        and len(package.summary) <= 120
        and len(package.author) <= 16,
        "weibo": weibo_length(text, 10) <= 2000 and len(package.images) <= 9,
        "toutiao": 2 <= len(package.title) <= 30 and len(text) <= 50_000 and len(package.images) <= 50,
        "baijiahao": 2 <= len(package.title) <= 64 and len(text) <= 50_000 and len(package.images) <= 50,
        "message": message_length(text) <= 500,
        "mail": len(text) <= 100 * 1024 and all(len(line) <= 998 for line in text.split("\r\n")),
    }
    return held[package.channel]


def test_what_is_not_says_which_part(many: list[tuple[Path, Package]]) -> None:
    for _, package in many:
        for fault in package.faults:
            assert fault.part in ("title", "short_title", "summary", "body") and fault.message and fault.hint
    long = [package for _, package in many if package.channel == "wechat" and "字符" in str(package.faults)]
    assert long and all("最长的部分是“" in package.faults[-1].hint for package in long)


def test_articles_are_clean(many: list[tuple[Path, Package]]) -> None:
    for folder, package in many:
        if package.channel == "wechat":
            html = (folder / package.content).read_text("utf-8")
            assert wechat._CLEANER.clean(html) == html
            assert not re.search(r"<script|<style|<[^>]*\s(?:class|id)=|(?:src|href)=\"(?!images/)", html)


def test_nothing_of_the_text_is_lost(many: list[tuple[Path, Package]]) -> None:
    for folder, package in many[:120]:
        if package.channel == "wechat":
            html = re.sub(r"<[^>]*>", "", (folder / package.content).read_text("utf-8"))
            shown = "".join(unescape(html).split())
            article = (folder.parent / "_toutiao/content.txt").read_text("utf-8")
            for line in article.splitlines():
                words = [word for word in re.split(r"\s+|•|〔图：.*", line) if word]
                assert line.startswith("全文：") or all(word in shown for word in words)


def test_every_channel_names_its_limits() -> None:
    for channel in MEDIA_CHANNELS.values():
        assert channel.limits and all(limit.most > 0 and str(limit.clause) for limit in channel.limits)
