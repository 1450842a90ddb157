"""A key mistyped in a table is told with its line and a way out, and never ends in a fault of the program."""

from pathlib import Path

import pytest
import yaml

from pipeline.finding import folded
from plugins import host
from tests.checks.site import AUTHORITIES, NEWS, SITE, build_site, column


def checked(tmp_path: Path, name: str, rows: object) -> int:
    """The status of a check after one table was saved anew; the site was built while all was well."""
    items = {f"article/2026/{n:05d}.md": NEWS.replace("召开", f"第{n}次召开") for n in range(1, 13)}
    build_site(tmp_path, items).store.db.close()
    (tmp_path / "content" / name).write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), "utf-8")
    output, content, store = (str(tmp_path / part) for part in ("output", "content", "store.sqlite"))
    return host.check(output=output, content=content, store=store)


@pytest.mark.parametrize("key", ["代号", "代码"])
def test_the_portals_own_key(tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    portal = {key if name == "代号" else name: value for name, value in AUTHORITIES[0].items()}
    rows = [portal | {key: "yl-gvo" if key == "代号" else "yl-gov"}, AUTHORITIES[1]]
    assert checked(tmp_path, "authorities.yaml", rows) == 2
    assert "基础表" in capsys.readouterr().err


def test_the_site_names_another_portal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path, "site.yaml", SITE | {"门户机关": "yl-gvo"}) == 2
    assert "基础表" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "told"),
    [({"代号": "yl-cjz"}, ""), ({"上级": "yl-gvo"}, "是否应为“yl-gov”"), ({"层级": "部们"}, "authorities.yaml:"), ({"名称": ""}, "authorities.yaml:")],
)  # fmt: skip
def test_the_key_of_another_body(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: dict[str, str], told: str) -> None:  # fmt: skip
    assert checked(tmp_path, "authorities.yaml", [AUTHORITIES[0], AUTHORITIES[1] | row]) in (0, 1)
    said = capsys.readouterr()
    assert told in said.out + said.err and "Traceback" not in said.err


def test_what_a_mistyped_column_brings_about_is_counted(tmp_path: Path) -> None:
    items = {f"article/2026/{n:05d}.md": NEWS.replace("召开", f"第{n}次召开") for n in range(1, 13)}
    rows = [column("article", "article") | {"形态": "文张"}]
    table = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    found = build_site(tmp_path, items | {"columns.yaml": table}).inspection().findings
    told = [
        (finding.location.path, more) for finding, more in folded(found) if finding.check == "source-refused-column"
    ]
    assert told == [(f"content/article/2026/0000{n}.md", 9 if n == 3 else 0) for n in (1, 2, 3)]
    (cause,) = [finding for finding in found if finding.check == "table-unknown-kind"]
    assert "是否应为“文章”" in cause.message and cause.location.path == "content/columns.yaml" and cause.location.line
