"""What names a person is printed nowhere: not in a message, not in the place of a finding, not in what is kept on disk."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.finding import Finding, Location, Severity
from pipeline.reports import FORMATS, render_report
from pipeline.shielding import printed, shielded, unreadable, without_numbers
from plugins.summary import Summary, say
from tests.checks.site import build_site

ID = "320502199001011234"
SPACED = "320502 19900101 1234"
MOBILE = "13812345678"
CARD = "6222021234567890128"
NEWS = "---\n标题: {title}\n发文机关: yl-gov\n发布时间: 2026-11-16 09:00\n{more}---\n正文说明。{body}\n"


@pytest.mark.parametrize(
    "written",
    [ID, SPACED, f"张三{ID}男", ID[:6] + "-" + ID[6:], "３２０５０２１９９００１０１１２３４", "11010519491231002×"],
)
def test_a_number_is_unreadable_however_it_is_written(written: str) -> None:
    for told in (shielded(written), unreadable(written), without_numbers(written)):
        assert not any(day in told for day in ("19900101", "１９９０", "19491231"))


def test_messages_may_name_the_mails_of_offices_and_pages_their_telephones() -> None:
    assert unreadable(f"bgs@163.com {MOBILE}") == "bgs@163.com 138****5678"
    assert without_numbers(f"bgs@163.com {MOBILE}") == f"bgs@163.com {MOBILE}"


def test_a_finding_is_printed_without_the_numbers_in_its_place() -> None:
    place = Location(f"content/a/张三{ID}.docx", 1, 1)
    finding = Finding(place, "source-stray", Severity.ERROR, f"“{SPACED}”", hint=ID, waived=f"卡号 {CARD}")
    told = str(printed(finding))
    assert not any(number in told for number in (ID, SPACED, CARD))
    clean = replace(finding, location=Location("content/a.md", 3, 1), message="甲", hint="乙", waived="")
    assert printed(clean) is clean


def test_no_report_and_nothing_kept_holds_a_readable_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = f"附件: [缺{ID}.docx, 名{ID}.txt]\n来源: 张三{SPACED}\n不认识{ID}: 甲\n豁免: {{item-numbering: 张三{ID} 2026-11-16}}\n"
    site = build_site(
        tmp_path,
        {
            "article/2026/00002.md": NEWS.format(
                title=f"张三{SPACED}的公示", more=head, body=f"一、{ID},甲,{MOBILE},乙"
            ),
            "article/2026/00003.md": NEWS.format(title="公示", more=f"附件: [名{ID}.txt]\n", body=ID),
            f"article/2026/00003/名{ID}.txt": "说明",
            f"article/2026/00003/余{ID}.txt": "说明",
            f"article/2026/{ID}.md": NEWS.format(title=f"“{ID}", more="", body=""),
            "article/2026/00004.md": f'---\n标题: "未闭合{ID}\n---\n',
        },
    )
    inspection = site.inspection()
    reports = {name: render_report(inspection, name) for name in FORMATS}
    say(Summary(tuple(site.store.findings()), ()))
    reports["screen"] = capsys.readouterr().err
    for name, report in reports.items():
        told = report if isinstance(report, str) else _unzipped(report)
        assert not any(number in told for number in (ID, SPACED, MOBILE, ID[6:14])), name


def _unzipped(report: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(report)) as package:
        return "".join(package.read(name).decode() for name in package.namelist())
