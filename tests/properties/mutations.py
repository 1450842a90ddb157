"""Headers and bodies as editors, programs and accidents really leave them: a good source, changed at random."""

import random
from collections.abc import Callable

from tests.fixtures import DOCUMENT

Mutation = Callable[[random.Random, list[str]], None]

VALUES = (
    "", "~", "null", "2026-02", "2026-13-45", "0000-00-00", "2026年2月1日", "２０２６-02-01", "Friday", "09:30", "03/04/2026",
    "2026-03-02", "2026-3-2", "2026-03-02 9:00", "2026-03-02T09:00", "2026-03-02 09:00:00", "2099-01-01", "20260302", "1.5",
    "草稿", "已发布", "已发怖", "draft", "true", "是", "不予公开", "依申请公开", "xc-gov", "xc-none", "[甲, 乙]", "{甲: 乙}",
    "[", "{", "'", '"没关', "&a 甲", "*a", "!甲", "!!python/name:os.system", "甲 # 乙", "甲: 乙", "| ", ">-", "- 甲", "@甲", "%甲", "`甲",
    "\t甲", "甲\u200b乙", "甲\u202e乙", "甲\x00乙", "甲\x1b乙", "甲\ufffe乙", "甲\ue000乙", "é", "<script>alert(1)</script>",
    "]]>", "{{ 7*7 }}", "{% raw %}", "../../etc/passwd", "a" * 300, "长" * 3000, "\\N{BULLET}", "---", "...", "\ud7ff", "𠮷",
)  # fmt: skip
KEYS = (
    "标题", "发布时间", "发文机关", "状态", "状 态", "公开方式", "索引号", "成文日期", "有效性", "关键词", "附件", "图片", "同时发布", "撤回",
    "审核", "豁免", "Status", "date", "slug", "save_as", "url", "<<", "?", "", "标题 ", "备注", "关健词", "更新日期", "法定公开", "摘要",
)  # fmt: skip
BODIES = (
    "正文。\n", "", "\n\n\n", "<script>alert(1)</script>\n", "[x](javascript:alert(1))\n", "[x](../../../etc/passwd)\n",
    "![图](无.png)\n", "见[表](表.pdf)。\n", "[" * 500 + "\n", "> " * 100 + "深\n", "| a |\n|---|\n| 2031-07-08 |\n", "---\n正文\n---\n",
    "正文\x00\n", "正文\u2028分行\n", "\ufeff正文\n", "{{ 7*7 }} {% include 'x' %}\n", "2032-01-02 是正文里的日期。\n", "[^1]\n\n[^1]: 注\n",
)  # fmt: skip


def good() -> list[str]:
    return [f"{key}: {value}" for key, value in DOCUMENT.items()]


def _drop(chance: random.Random, lines: list[str]) -> None:
    if lines:
        del lines[chance.randrange(len(lines))]


def _repeat(chance: random.Random, lines: list[str]) -> None:
    if lines:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))


def _swap_value(chance: random.Random, lines: list[str]) -> None:
    if lines:
        n = chance.randrange(len(lines))
        lines[n] = f"{lines[n].partition(':')[0]}: {chance.choice(VALUES)}"


def _swap_key(chance: random.Random, lines: list[str]) -> None:
    if lines:
        n = chance.randrange(len(lines))
        lines[n] = f"{chance.choice(KEYS)}:{lines[n].partition(':')[2]}"


def _add(chance: random.Random, lines: list[str]) -> None:
    lines.insert(chance.randrange(len(lines) + 1), f"{chance.choice(KEYS)}: {chance.choice(VALUES)}")


def _flip(chance: random.Random, lines: list[str]) -> None:
    if lines:
        n = chance.randrange(len(lines))
        place = chance.randrange(len(lines[n]) + 1)
        sign = chance.choice("：:-# \t'\"[]{},&*!|>%@`\x00\x02\x7f\u00a0\u3000\u200b０甲")
        lines[n] = lines[n][:place] + sign + lines[n][place + chance.randrange(2) :]


def _indent(chance: random.Random, lines: list[str]) -> None:
    if lines:
        n = chance.randrange(len(lines))
        lines[n] = chance.choice((" ", "  ", "\t", "- ", "\u3000")) + lines[n]


MUTATIONS: tuple[Mutation, ...] = (
    _drop,
    _repeat,
    _swap_value,
    _swap_value,
    _swap_key,
    _add,
    _add,
    _flip,
    _flip,
    _indent,
)
ENCODINGS = ("utf-8",) * 12 + ("utf-8-sig", "gb18030", "utf-16", "big5")


def mutated(seed: int, mark: str = "") -> bytes:
    """The bytes of a source that `seed` decides; `mark` is added to the body, so that it can be looked for."""
    chance = random.Random(seed)
    lines = good()
    for _ in range(chance.choice((0, 0, 1, 1, 1, 1, 2, 3))):
        chance.choice(MUTATIONS)(chance, lines)
    opened, closed = chance.choice(
        (("---", "---"),) * 20 + (("", "---"), ("---", ""), ("--- ", "---\t"), ("----", "---"))
    )
    text = "\n".join((opened, *lines, closed, chance.choice((*BODIES, *BODIES[:1] * 20)) + f"\n{mark}\n"))
    newline = chance.choice(("\n",) * 6 + ("\r\n", "\r", "\x85"))
    raw = text.replace("\n", newline).encode(chance.choice(ENCODINGS), "replace")
    return _damage(chance, raw) if chance.random() < 0.05 else raw


def _damage(chance: random.Random, raw: bytes) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return chance.choice(
        (raw[:place], raw[:place] + bytes([chance.randrange(256)]) + raw[place:], raw[:place] + raw[place + 1 :])
    )
