"""The rule of reviews in columns.yaml: what is inherited, for whom it holds, and what is refused."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.codeowners import BEGIN, END, Form, nameless, owners_part, with_part
from pipeline.reviews import Evidence, items_named, parted, trailers_of
from pipeline.signers import rule_for
from pipeline.tables import Tables, read_tables
from tests.checks.site import AUTHORITIES, SITE, column

JIA = {"姓名": "甲一", "邮箱": "jia@example.gov.cn", "账号": "@jia", "审次": ["初审"]}
YI = {"姓名": "乙二", "账号": "@zwgk/shenhe", "审次": ["复审", "终审"]}
BING = {"姓名": "丙三", "邮箱": "bing@example.gov.cn", "审次": "终审"}
STEPS = ["初审", "复审", "终审"]


def tables(root: Path, *columns: dict[str, object]) -> Tables:
    for name, rows in (("site.yaml", SITE), ("authorities.yaml", AUTHORITIES), ("columns.yaml", list(columns))):
        (root / name).write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_tables(root)


def tree(root: Path, above: dict[str, Any], below: dict[str, Any] | None = None) -> Tables:
    inner = column("xw", "文章", **({"审核规则": below} if below is not None else {}))
    return tables(root, column("dt", "目录", 审核规则=above, 子栏目=[inner]), column("qt", "文章"))


def told(found: Tables) -> list[str]:
    return [f"{finding.location.line} {finding.check} {finding.message}" for finding in found.findings]


def test_no_rule_is_stated_where_none_is_written(tmp_path: Path) -> None:
    found = tree(tmp_path, {"审次": STEPS})
    assert rule_for(found, "qt", "yl-gov") is None and told(found) == []


def test_each_part_of_a_rule_comes_from_the_nearest_column_that_writes_it(tmp_path: Path) -> None:
    found = tree(
        tmp_path,
        {"审次": STEPS, "审核人": [JIA, YI, BING], "凭证": "提交"},
        {"审次": ["终审"], "起用日期": "2026-01-01"},
    )
    above, below = rule_for(found, "dt", "yl-gov"), rule_for(found, "dt/xw", "yl-gov")
    assert above and below
    assert (list(above.steps), above.since) == (STEPS, "")
    assert (list(below.steps), below.since, below.evidence) == (["终审"], "2026-01-01", Evidence.COMMIT)
    assert [one.name for one in below.who_may("终审")] == ["乙二", "丙三"]


def test_a_column_below_may_lift_the_rule(tmp_path: Path) -> None:
    assert rule_for(tree(tmp_path, {"审次": STEPS}, {"审次": "不要求"}), "dt/xw", "yl-gov") is None


def test_an_authority_has_its_own_people_and_its_own_number_of_reviews(tmp_path: Path) -> None:
    own = [JIA, YI, BING | {"机关": ["yl-gov"]}, {"姓名": "丁四", "审次": ["终审"], "机关": ["yl-czj"]}]
    found = tree(tmp_path, {"审次": STEPS, "审核人": own, "机关审次": [{"机关": ["yl-czj"], "审次": ["终审"]}]})
    gov, finance = rule_for(found, "dt", "yl-gov"), rule_for(found, "dt", "yl-czj")
    assert gov and finance and told(found) == []
    assert [one.name for one in gov.who_may("终审")] == ["乙二", "丙三"]
    # what is above a body may review for it
    assert [one.name for one in finance.who_may("终审")] == ["乙二", "丙三", "丁四"]
    assert list(finance.steps) == ["终审"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"审次": ["复审", "初审"]}, "table-review-steps 审次“复审、初审”重复或次序颠倒"),
        ({"审次": ["初审", "二审"]}, "field-value “子栏目 第 1 项 审核规则 审次"),
        ({"审次": ["初审"], "审核人": [JIA, deepcopy(JIA)]}, "table-review-person 审核人“甲一”重复"),
        ({"审次": STEPS, "审核人": [JIA, BING]}, "table-review-nobody 栏目“栏目xw”要求复审，但没有人可以做"),
        (
            {"审次": STEPS, "审核人": [JIA, YI]},
            "table-review-few 栏目“栏目xw”要求初审、复审、终审，可以做的只有乙二、甲一",
        ),
        (
            {"审次": ["初审"], "审核人": [JIA | {"机关": ["yl-czi"]}]},
            "table-unknown-authority 机关代号“yl-czi”未登记，是否应为“yl-czj”？",
        ),
        (
            {"审次": ["初审"], "审核人": [JIA | {"邮箱": "甲 <jia>"}]},
            "field-value “子栏目 第 1 项 审核规则 审核人 第 1 项 邮箱",
        ),
        (
            {"审次": ["初审"], "审核人": [JIA | {"账号": "jia"}]},
            "field-value “子栏目 第 1 项 审核规则 审核人 第 1 项 账号",
        ),
        ({"审核": ["初审"]}, "field-unknown 未知字段“子栏目 第 1 项 审核规则 审核”"),
    ],
)
def test_a_wrong_rule_is_told_at_its_line(tmp_path: Path, rule: dict[str, Any], expected: str) -> None:
    found = told(tree(tmp_path, {"凭证": "任一"}, rule))
    assert len(found) == 1 and expected in found[0], found
    assert int(found[0].split()[0]) > 10


# the lines that sign -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Reviewed-by: 朱二 <Zhu@example.gov.cn> (初审)", ("初审", "朱二", "zhu@example.gov.cn")),
        ("reviewed-by： 欧阳 三 <a@b.cn>（终审）", ("终审", "欧阳 三", "a@b.cn")),
        ("Reviewed-by: 朱二 <zhu@example.gov.cn>", ("", "", "")),
        ("Reviewed-by: 朱二 (初审)", ("", "", "")),
        (" Reviewed-by: 朱二 <zhu@example.gov.cn> (初审)", ("初审", "朱二", "zhu@example.gov.cn")),
        ("    Reviewed-by: 朱二 <zhu@example.gov.cn> (初审)", ("", "", "")),
        ("\tReviewed-by: 朱二 <zhu@example.gov.cn> (初审)", ("", "", "")),
        ("Reviewed-by: 朱二 <zhu@example.gov.cn> (四审)", ("", "", "")),
    ],
)
def test_a_line_signs_in_one_form(line: str, expected: tuple[str, str, str]) -> None:
    (found,) = trailers_of(f"更新\n\n{line}\n")
    assert (found.step, found.name, found.mail) == expected


def test_what_does_not_begin_a_line_signs_nothing() -> None:
    assert list(trailers_of("没有 Reviewed-by: 朱二 <a@b.cn> (初审)\n> Reviewed-by: 朱二 <a@b.cn> (初审)")) == []
    assert items_named("x\n\nReviewed-item: content/dt/2026/00001.md\nreviewed-item: /dt/2026/00002\n") == [
        "dt/2026/00001",
        "dt/2026/00002",
    ]


def test_a_name_in_a_header_may_have_its_moment() -> None:
    assert parted("朱二 2026-03-02 09:30") == ("朱二", "2026-03-02 09:30")
    assert parted("朱二") == ("朱二", "")


# CODEOWNERS ----------------------------------------------------------------------------------------------------------


def test_owners_for_each_platform(tmp_path: Path) -> None:
    found = tree(tmp_path, {"审次": STEPS, "审核人": [JIA, YI, BING]}, {"审次": "不要求"})
    inside = {form: owners_part(found, form).split("\n")[1:-2] for form in Form}
    assert inside[Form.GITHUB] == ["/content/dt/ @jia @zwgk/shenhe bing@example.gov.cn", "/content/dt/xw/"]
    assert inside[Form.GITLAB] == [
        "[初审]", "/content/dt/ @jia", "!/content/dt/xw/",
        "[复审]", "/content/dt/ @zwgk/shenhe", "!/content/dt/xw/",
        "[终审]", "/content/dt/ @zwgk/shenhe bing@example.gov.cn", "!/content/dt/xw/",
    ]  # fmt: skip
    assert inside[Form.FORGEJO] == ["content/dt/((19|20)[0-9][0-9]/.*|[^/]*) @jia @zwgk/shenhe"]
    assert (nameless(found, Form.FORGEJO), nameless(found, Form.GITHUB)) == (["丙三"], [])


def test_other_owners_are_left_alone(tmp_path: Path) -> None:
    part = owners_part(tree(tmp_path, {"审次": ["初审"], "审核人": [JIA]}), Form.GITHUB)
    first = with_part("/pipeline/ @dev\n", part)
    assert first == f"/pipeline/ @dev\n\n{part}"
    stale = first.replace("@jia", "@old") + "/themes/ @dev\n"
    assert with_part(stale, part) == first + "/themes/ @dev\n"
    assert with_part("", part).startswith(BEGIN) and part.endswith(f"{END}\n")
