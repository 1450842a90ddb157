"""The verbs of reviewing as an editor meets them: CSV that no spreadsheet runs, and an answer to every wrong use."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.audit import Asked
from pipeline.environment import Refused
from plugins import host
from plugins.review_desk import audit, codeowners
from tests.checks.site import AUTHORITIES, SITE, column
from tests.repository import Repository

NEWS = "---\n标题: {title}\n发文机关: yl-gov\n发布时间: 2026-03-06 09:00\n---\n市政府召开会议。\n"
RULE: dict[str, Any] = {"审次": ["终审"], "审核人": [{"姓名": "甲一", "账号": "@jia"}, {"姓名": "乙二"}]}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path)
    rows: dict[str, Any] = {"site.yaml": SITE, "authorities.yaml": AUTHORITIES}
    rows["columns.yaml"] = [column("dt", "文章", 审核规则=RULE)]
    texts = {name: yaml.safe_dump(row, allow_unicode=True) for name, row in rows.items()}
    made.commit("2026-03-05 09:00", texts | {"dt/2026/00001.md": NEWS.format(title="=1+1")}, "=cmd|' /C calc'!A0")
    monkeypatch.chdir(tmp_path)
    return made


def test_no_cell_of_the_audit_is_a_formula(site: Repository) -> None:
    assert audit(Asked(), "audit.csv") == 0
    raw = Path("audit.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["标题"], told["提交说明"]) == ("'=1+1", "'=cmd|' /C calc'!A0")
    assert (told["提交人"], told["事项"], told["机关"]) == ("王五", "发布", "样例市人民政府")
    assert told["条目"] == "content/dt/2026/00001.md" and not list(Path().glob("*.part"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(since="昨天"), "请写成 YYYY-MM-DD"),
        (Asked(since="2026-03-02", until="2026-03-01"), "请对调"),
        (Asked(column="dtt"), "没有栏目“dtt”，是否应为“dt”"),
        (Asked(authority="yl-gav"), "没有登记机关“yl-gav”，是否应为“yl-gov”"),
    ],
)
def test_wrong_use_of_the_audit_is_answered(site: Repository, asked: Asked, words: str) -> None:
    with pytest.raises(Refused, match=words):
        audit(asked, None)


def test_the_audit_needs_a_repository(tmp_path: Path, site: Repository) -> None:
    (tmp_path / ".git").rename(tmp_path / "git-aside")
    with pytest.raises(Refused, match="读不到提交记录：内容目录不在 git 仓库中"):
        audit(Asked(), None)
    (tmp_path / "git-aside").rename(tmp_path / ".git")
    with pytest.raises(Refused, match="output/ 里的文件都会发布到网上"):
        audit(Asked(), "output/audit.csv")


def test_a_file_that_cannot_be_written_is_told(site: Repository) -> None:
    Path("there").mkdir()
    with pytest.raises(Refused, match="there 写不进去：那里是一个目录"):
        audit(Asked(), "there")
    Path("paper").write_text("x")
    with pytest.raises(Refused, match=r"paper/audit\.csv 写不进去"):
        audit(Asked(), "paper/audit.csv")
    assert not list(Path().glob("*.part"))


def test_codeowners_is_written_and_found_stale(site: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert codeowners("github", None, check=True) == 1
    assert not Path(".github").exists()
    assert codeowners("github", None) == 0
    assert "/content/dt/ @jia\n" in Path(".github/CODEOWNERS").read_text("utf-8")
    assert "乙二没有写账号" in capsys.readouterr().err
    assert codeowners("github", None, check=True) == 0
    more = [*RULE["审核人"], {"姓名": "丙三", "账号": "@bing"}]
    site.write(
        {"columns.yaml": yaml.safe_dump([column("dt", "文章", 审核规则=RULE | {"审核人": more})], allow_unicode=True)}
    )
    assert codeowners("github", None, check=True) == 1
    assert "不一致" in capsys.readouterr().out


def test_a_signature_counts_at_once_though_nothing_else_changed(site: Repository) -> None:
    """Answers of checks are kept: one that rests on commits must not outlive them."""
    kept = Path("var/checks.sqlite")
    assert host.build(as_of="2026-03-06", workers=1) == 0

    def missing() -> list[str]:
        found = host.inspect_site("2026-03-06", kept=kept)
        assert found is not None
        return [finding.location.path for finding in found.findings if finding.check == "item-review-missing"]

    assert missing() == ["content/dt/2026/00001.md"] == missing()
    sign = "审核\n\nReviewed-by: 乙二 <yi@example.gov.cn> (终审)\nReviewed-item: content/dt/2026/00001.md"
    site.commit("2026-03-05 10:00", message=sign)
    assert missing() == []
    site.commit("2026-03-05 11:00", {"dt/2026/00001.md": NEWS.format(title="改了标题")})
    assert host.build(as_of="2026-03-06", workers=1) == 0
    assert missing() == ["content/dt/2026/00001.md"]


def test_wrong_use_of_codeowners_is_answered(site: Repository) -> None:
    with pytest.raises(Refused, match=r"不认识的平台“gitea”.*github、gitlab、forgejo"):
        codeowners("gitea", None)
    site.write({"columns.yaml": yaml.safe_dump([column("dt", "文章")], allow_unicode=True)})
    with pytest.raises(Refused, match="还没有“审核规则”"):
        codeowners("github", None)
    # where nothing is asked for, nothing can be stale
    assert codeowners("github", None, check=True) == 0
