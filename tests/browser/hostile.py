"""Texts that mean harm, and sites that hold them wherever an editor may write. Each calls `hit(number)` if it ever runs.

All were composed here: a way out of the surrounding markup, times something that starts by itself or by a gesture; addresses
whose scheme hides; the syntaxes that texts pass through on their way (Markdown, YAML, templates, XML, JSON).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.fixtures import PDF, TABLES, SiteFolder, source

BY_ITSELF = (
    "<img src=/none-{n} onerror={c}>",
    "<image href=/none-{n} src=/none-{n} onerror={c}>",
    "<svg onload={c}>",
    "<svg><animate onbegin={c} attributeName=x dur=1s>",
    "<svg><set attributeName=y to=1 onbegin={c}>",
    "<svg><image href=/none-{n} onerror={c}>",
    "<svg><style onload={c}></style></svg>",
    "<video><source src=/none-{n} onerror={c}></video>",
    "<audio src=/none-{n} onerror={c}></audio>",
    "<iframe onload={c}></iframe>",
    "<iframe srcdoc='<script>parent.{c}</script>'></iframe>",
    "<iframe src='javascript:parent.{c}'></iframe>",
    "<embed src='javascript:parent.{c}'>",
    "<object data=/none-{n} onerror={c}></object>",
    "<link rel=stylesheet href=/none-{n}.css onerror={c}>",
    "<style onload={c}>a{}</style>",
    "<script>{c}</script>",
    "<script src=/none-{n}.js onerror={c}></script>",
    "<script type=module>{c}</script>",
    "<input autofocus onfocus={c}>",
    "<textarea autofocus onfocus={c}>",
    "<select autofocus onfocus={c}>",
    "<button autofocus onfocus={c}>go",
    "<b tabindex=0 autofocus onfocus={c}>go",
    "<details open ontoggle={c}>go",
    "<body onload={c}>",
    "<body onpageshow={c}>",
    "<style>@keyframes k{n} { from { top: 0 } }</style><i style='animation: k{n} 1s' onanimationstart={c}>go</i>",
    "<i style='transition: color 1s' ontransitionrun={c} onmouseenter={c}>go</i>",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'>",
    "<base href='javascript:/none/'><a href='#{n}'>go</a>",
)
GESTURES = (
    "onclick",
    "onmouseover",
    "onmouseenter",
    "onpointerdown",
    "onpointerenter",
    "onfocus",
    "onfocusin",
    "onkeydown",
    "oncopy",
    "onwheel",
    "ondragstart",
    "oncontextmenu",
)
BY_GESTURE = tuple(
    f"<{tag} tabindex=0 {gesture}={{c}}>go {{n}}</{tag}>"
    for number, gesture in enumerate(GESTURES)
    for tag in (("b", "div", "td", "a", "label", "marquee")[number % 6], ("svg", "summary", "math", "font")[number % 4])
)
WAYS_OUT = (
    '"',
    "'",
    '">',
    "'>",
    "-->",
    "]]>",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</noscript>",
    "</template>",
    "</svg>",
    "</p></div></main>",
    "</a>",
    "`>",
    '\\">',
    "&quot;>",
    "&#x22;&#x3e;",
    "%22%3E",
    '"} -->',
    "</dd></dl>",
)
AFTER_A_WAY_OUT = (
    "<img src=/none-{n} onerror={c}>",
    " autofocus tabindex=0 onfocus={c} onclick={c} x=",
    "<script>{c}</script><!--",
)
SCHEMES = (
    "javascript:{c}",
    "JavaScript:{c}",
    "jAvAsCrIpT&colon;{c}",
    "java\\tscript:{c}",
    "java&Tab;script:{c}",
    "java&NewLine;script:{c}",
    "&#106;avascript:{c}",
    "&#x6a;&#x61;vascript:{c}",
    "javascript&#58;{c}",
    "%6aavascript:{c}",
    " javascript:{c}",
    "&#1;javascript:{c}",
    "\u200bjavascript:{c}",
    "javascript://www.gov.cn/%0a{c}",
    "javascript:void {c}//https://www.gov.cn",
    "vbscript:{c}",
    "data:text/html,<script>parent.{c}</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoe259KTwvc2NyaXB0Pg",
    "data:image/svg+xml,<svg onload={c} xmlns='http://www.w3.org/2000/svg'>",
    "blob:{c}",
    "feed:javascript:{c}",
    "view-source:javascript:{c}",
)
ADDRESS_FORMS = (
    "[go {n}]({u})",
    "[go {n}](<{u}>)",
    "![go {n}]({u})",
    "<a href='{u}'>go {n}</a>",
    "<{u}>",
    "[go {n}][r{n}]\n\n[r{n}]: {u}",
)
ON_THE_WAY = (
    "{{ {c} }}",
    "{{ ''.__class__.__mro__ }}{% for x in y %}{c}{% endfor %}",
    "${{c}}",
    "<%= {c} %>",
    "# go {: onclick={c} tabindex=0 }",
    "*go*{: onmouseover={c} }",
    "[go](/x/){: onclick={c} }",
    "```html onclick={c}\n<img src=/none-{n} onerror={c}>\n```",
    "[^{n}]\n\n[^{n}]: <img src=/none-{n} onerror={c}>",
    "<![CDATA[<img src=/none-{n} onerror={c}>]]>",
    "<?php {c} ?><img src=/none-{n} onerror={c}>",
    "<!--><img src=/none-{n} onerror={c}>-->",
    "<img src=/none-{n} one\u200brror={c} onerror={c}>",
    "<im\u0131g src=/none-{n}><\u212ascript>{c}</\u212ascript>",
    "＜img src=/none-{n} onerror={c}＞",
    "&lt;img src=/none-{n} onerror={c}&gt;",
    "&amp;lt;img src=/none-{n} onerror={c}&amp;gt;",
    "\\<img src=/none-{n} onerror={c}\\>",
    "<img/src=/none-{n}/onerror={c}>",
    "<img src=/none-{n}\tonerror={c}>",
    "<<img src=/none-{n} onerror={c}>",
    "<img src='/none-{n}' alt='<img onerror={c} src=x>' onerror={c}",
    "<math><mtext><table><mglyph><style><img src=/none-{n} onerror={c}></style></mglyph></table></mtext></math>",
    "<svg><p><style><g title='</style><img src=/none-{n} onerror={c}>'></svg>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=/none-{n} onerror={c}></style>",
    "<noscript><p title='</noscript><img src=/none-{n} onerror={c}>'>",
    "<a href='/x/' ping='javascript:{c}' target=_self onauxclick={c}>go {n}</a>",
    "<form action='javascript:{c}'><button>go {n}</button></form>",
    "<button form=f{n} formaction='javascript:{c}'>go</button><form id=f{n}></form>",
    "<svg><a xlink:href='javascript:{c}'><text y=20>go {n}</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={c}>#x'></svg>",
    "<div style='background: url(javascript:{c}); width: expression({c})'>go {n}</div>",
    "<x-y{n} onpointerover={c}>go</x-y{n}>",
    "<dialog open onclose={c}><form method=dialog><button>go {n}",
    "<div popover id=p{n} onbeforetoggle={c}>go</div><button popovertarget=p{n}>go {n}</button>",
    "<area href='javascript:{c}' shape=default><map name=m{n}>",
)


def vectors() -> list[str]:
    """Every text once, its number in it: the place in this list."""
    addresses = [form.replace("{u}", scheme) for form, scheme in product(ADDRESS_FORMS, SCHEMES) if _fits(form, scheme)]
    shapes = [*BY_ITSELF, *BY_GESTURE, *map("".join, product(WAYS_OUT, AFTER_A_WAY_OUT)), *addresses[::3], *ON_THE_WAY]
    return [filled(shape, number) for number, shape in enumerate(shapes)]


def filled(shape: str, number: int) -> str:
    return shape.replace("{c}", f"hit({number})").replace("{n}", str(number))


def _fits(form: str, scheme: str) -> bool:
    """A form whose own marks the address would end is another vector than it looks."""
    return not ("'" in form and "'" in scheme)


VECTORS = vectors()
ITEMS_A_COLUMN = 18


def word(number: int) -> str:
    """Stands beside vector `number`, so that a test can see that the text arrived."""
    return f"mk{number}km"


def quoted(text: str) -> str:
    """A YAML scalar on one line."""
    flat = " ".join(text.split("\n"))
    return "'" + flat.replace("'", "''") + "'"


BODY = """{v}

## 小标题 {w} {o}

- 一项 {o}

| 表头 {o} | 数 |
|---|---|
| {o} | 1 |

[文字 {o}](/xw/ "{o}") 与 `{o}`

> 引文 {o}

    {o}
"""


@dataclass(frozen=True)
class Placed:
    """An item with one vector: in all that lists show of it, or in its body. `path`: below content/ without `.md`."""

    number: int
    path: str
    in_body: bool


def placed() -> list[Placed]:
    """Bodies are refused more often than titles, so no item has both."""
    heads = [
        Placed(number, f"hx/h{number // ITEMS_A_COLUMN}/2026/{number:05d}", False) for number in range(len(VECTORS))
    ]
    return heads + [Placed(number, f"xw/tz/2026/{number:05d}", True) for number in range(len(VECTORS))]


def files() -> Iterator[tuple[str, str]]:
    for one in placed():
        vector, name = VECTORS[one.number], word(one.number)
        flat = " ".join(vector.split("\n"))
        header = {
            "标题": name,
            "发文机关": "xc-gov",
            "发布时间": f"2026-{1 + one.number % 9:02d}-{1 + one.number % 27:02d} 09:00",
        }
        if one.in_body:
            yield f"{one.path}.md", source(header, BODY.format(v=vector, w=name, o=flat.replace("|", "")))
        else:
            header |= {
                "标题": quoted(f"共同题目 {name} {vector}"),
                "关键词": f"[{quoted(name + flat.replace(',', ' '))}]",
                "摘要": quoted(f"摘要 {name} {vector}"),
            }
            yield f"{one.path}.md", source(header, f"{name}正文。\n")


def columns() -> str:
    """A column for each handful of items, so that all of them are among a feed's newest; names mean harm too."""
    rows = [
        "- {代号: hx, 名称: 样本, 类别: 其他, 形态: 目录, 说明: 样本, 关键词: [样本], 更新期限: 不要求, 导航: 是, 子栏目: ["
    ]
    for number in range((len(VECTORS) - 1) // ITEMS_A_COLUMN + 1):
        evil = quoted(f"栏目{number} {VECTORS[number]}")
        rows.append(
            f"    {{代号: h{number}, 名称: {evil}, 类别: 其他, 形态: 文章, 说明: {evil}, 关键词: [{evil}], 更新期限: 不要求}},"
        )
    return TABLES["columns.yaml"] + "\n".join([*rows, "  ]}"]) + "\n"


def build(root: Path) -> SiteFolder:
    """The whole site; `.findings` of what was refused are in the build's report."""
    folder = SiteFolder(root)
    folder.write(TABLES | {"columns.yaml": columns()} | dict(files()))
    return folder


FIELDS_OF_TABLES = ("网站描述", "主办单位", "承办单位", "联系地址", "ICP备案号", "公安备案号")


def build_tables(root: Path) -> SiteFolder:
    """A site whose tables mean harm: names, addresses, officers, accounts, links, banners, figures, file names."""
    folder = SiteFolder(root)
    evil = iter(VECTORS[:31] * 6)
    site = TABLES["site.yaml"]
    for name in FIELDS_OF_TABLES:
        site = "\n".join(line for line in site.split("\n") if not line.startswith(f"{name}:"))
        site += f"{name}: {quoted(f'{name} ' + next(evil))}\n"
    site += f"友情链接:\n  - 分组: {quoted('组 ' + next(evil))}\n    链接: [{{名称: {quoted('去 ' + next(evil))}, 网址: 'https://outside.example/?x=%22%3E%3Csvg'}}]\n"
    authorities = TABLES["authorities.yaml"] + "".join(
        f"- 代号: xc-{key}\n  名称: {quoted(f'{key}局 ' + next(evil))}\n  简称: {quoted(f'{key} ' + next(evil))}\n  层级: 部门\n  上级: xc-gov\n"
        f"  办公地址: {quoted('路 ' + next(evil))}\n  办公时间: {quoted('时 ' + next(evil))}\n"
        for key in ("aa", "bb", "cc")
    )
    columns = TABLES["columns.yaml"] + (
        "- {代号: sj, 名称: 数据, 类别: 其他, 形态: 数据发布, 说明: 数据, 关键词: [数据], 更新期限: 不要求}\n"
    )
    rows = "\n".join('"{}",{}'.format(VECTORS[n].replace("\n", " ").replace('"', '""'), n + 1) for n in range(12))
    heads = [quoted(VECTORS[n].replace("\n", " ")) for n in (0, 2)]
    csv = f"x{VECTORS[0]},y{VECTORS[2]}\n" + rows + "\n"
    data = {
        "标题": "数表", "发文机关": "xc-gov", "发布时间": "2026-03-02 09:00", "数据": "d.csv",
        "图表": f"{{类型: 柱状图, 横轴: {heads[0].replace(chr(39), chr(39) + 'x', 1)}, 纵轴: [{heads[1].replace(chr(39), chr(39) + 'y', 1)}], 单位: {quoted(VECTORS[4])}, 图名: {quoted(VECTORS[16])}}}",
        "数据来源": quoted(next(evil)), "统计期": quoted(next(evil)),
        "附件": "[" + ", ".join(quoted(name) for name in NAMES) + "]",
    }  # fmt: skip
    folder.write(
        TABLES
        | {"site.yaml": site, "authorities.yaml": authorities, "columns.yaml": columns}
        | {"sj/2026/00001.md": source(data, ""), "sj/2026/00001/d.csv": csv}
        | {f"sj/2026/00001/{name}": PDF for name in NAMES}
        | {
            "xw/yw/2026/00001.md": source(
                {"标题": "去处", "发文机关": "xc-gov", "发布时间": "2026-03-02 09:00"}, LEAVING
            )
        }
    )
    return folder


NAMES = tuple(
    filled(name, number)
    for number, name in enumerate(
        (
            "<img src=x onerror={c}>.pdf",
            "\"onmouseover='{c}' x.pdf",
            "'><svg onload={c}>.pdf",
            "javascript:{c}.pdf",
            "表]({c}) [x](javascript:{c}).pdf",
            "{{ {c} }}.pdf",
            "a&#34;onclick={c}&quot;.pdf",
        ),
        900,
    )
)
LEAVING = "\n\n".join(
    f"[外站{n}](<https://outside.example/?x={filled(shape, n).replace('<', '%3C').replace('>', '%3E')}#{n}>)"
    for n, shape in enumerate(BY_ITSELF[:10], 950)
)
