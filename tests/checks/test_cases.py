"""Each case file carries the findings it expects; whatever else is found fails it too.

* `.md`: an item; `# kind: document` in its header says what it is, `# expect: item-topic@7 ERROR` what is found at its line 7, `…@7:5` at its
  column 5.
* `.html`: a page of output; `<!-- head -->` and `<!-- footer -->` stand for faultless ones, `<!-- bare footer -->` for one that
  does not ask before a link out of the site is followed, `<!-- url: /x.html -->` for its address.
* `.yaml`: a site: `files` below content/, `site` more rows of site.yaml, `output` laid over its pages (null takes one away),
  `as_of`, and `expect` with whole places, `site-urls@output/a.html`, or rows of a table, `site-column-empty@column:yw`.
  `history`: the commits that made it, each `at` an hour, of its `files` (null removes one); the first takes in what no
  later one names.
  `says`: words that must stand in the reports, `never`: words that must not.
  `outbound`: the links of the ledger of links out, by address.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.check import Scope
from pipeline.checks import CHECKS
from pipeline.finding import Finding, Location
from pipeline.provenance import read_history
from tests.checks.site import AS_OF, FOOTER, PROMPT, SITE, BuiltSite, build_site, column_labels, head
from tests.repository import Repository, second

CASES = Path(__file__).parent / "cases"
FILES = sorted(path for path in CASES.rglob("*") if path.is_file())
ROWS = ("column:", "authority:", "account:", "redirect:")
_EXPECT = re.compile(r"(?:#|<!--) expect: (.+?)(?: -->)?$", re.MULTILINE)
_KIND = re.compile(r"^# kind: (\w+)$", re.MULTILINE)
_URL = re.compile(r"<!-- url: (\S+) -->")


def named(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


def built(path: Path, root: Path) -> tuple[BuiltSite, str]:
    """The site of a case, and the path that the case's own lines are counted in ("" for a site)."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        kind = _KIND.search(text)
        item = f"{kind[1] if kind else 'article'}/2026/00002.md"
        return build_site(root, {item: text}), f"content/{item}"
    if path.suffix == ".html":
        url = found[1] if (found := _URL.search(text)) else "/case.html"
        file = f"{url}index.html" if url.endswith("/") else url
        whole = text.replace("<!-- head -->", head("样页", url, column_labels("样页"))).replace(
            "<!-- footer -->", FOOTER + PROMPT
        )
        whole = whole.replace("<!-- bare footer -->", FOOTER)
        return build_site(root, {}, {file[1:]: whole}), f"output{file}"
    case = yaml.safe_load(text)
    return built_from(case, root), ""


def built_from(case: dict[str, Any], root: Path) -> BuiltSite:
    steps, as_of = case.get("history") or [], str(case.get("as_of", AS_OF))
    files = _files(case.get("files")) | {name: text for step in steps for name, text in step.get("files", {}).items()}
    files = {name: text for name, text in files.items() if text is not None}  # removed by a later step
    if "site" in case:
        files["site.yaml"] = _table(SITE | case["site"])
    site = build_site(root, files, _files(case.get("output")), as_of)
    if "outbound" in case:
        (root / "outbound.json").write_text(json.dumps({"links": case["outbound"]}, default=str), encoding="utf-8")
    if steps:
        content = recorded(root, steps)
        site.history = read_history(content, root / "history.sqlite", second(f"{as_of} 23:59"))
    return site


def recorded(root: Path, steps: list[dict[str, Any]]) -> Path:
    """Commit step by step what lies in content/."""
    repository = Repository(root)
    repository.write({name: None for step in steps for name in step.get("files", {})})
    for step in steps:
        how = {name: step[name] for name in ("message", "author") if name in step}
        repository.commit(str(step["at"]), step.get("files"), **how)
    return repository.content


def _files(written: Mapping[str, Any] | None) -> dict[str, Any]:
    """Tables may be written as YAML within YAML."""
    return {name: _table(value) if isinstance(value, dict | list) else value for name, value in (written or {}).items()}


def _table(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def expected_in(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".yaml":
        return sorted(yaml.safe_load(text).get("expect") or [])
    return sorted(entry.strip() for line in _EXPECT.findall(text) for entry in line.split(","))


def rows_of(site: BuiltSite) -> dict[Location, str]:
    """Where a row of a table, or a field of one, stands -> the row's name; the lines of a table written in a case are not the reader's to count."""
    places = site.register.tables.places
    found = {place: name for name, place in places.items() if name.startswith(ROWS)}
    rows = {str(place): name for place, name in found.items()}
    fields = ((place, name.rpartition(":")[0]) for name, place in places.items())
    return {place: rows[row] for place, row in fields if row in rows and not rows[row].startswith("column:")} | found


def told(findings: Iterable[Finding], own: str, expected: Iterable[str], rows: Mapping[Location, str]) -> list[str]:
    """Findings in the words of a case; the severity only where the case says one."""
    severe = {entry.partition(" ")[0] for entry in expected if " " in entry}
    placed = {entry.partition(" ")[0] for entry in expected}
    lines = []
    for finding in findings:
        place = finding.location
        here = str(place.line) if place.path == own else f"{place.path}:{place.line}"
        where = rows.get(place, here if place.line else place.path)
        entry = f"{finding.check}@{where}"
        entry = f"{entry}:{place.column}" if f"{entry}:{place.column}" in placed else entry
        lines.append(f"{entry} {finding.severity.value}" if entry in severe else entry)
    return sorted(lines)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_case(path: Path, tmp_path: Path) -> None:
    site, own = built(path, tmp_path)
    findings, expected = site.inspection().findings, expected_in(path)
    whole = "\n".join(map(str, findings))
    assert told(findings, own, expected, rows_of(site)) == expected, whole
    case = yaml.safe_load(path.read_text("utf-8")) if path.suffix == ".yaml" else {}
    assert [words for words in case.get("says", ()) if words not in whole] == [], whole
    assert [words for words in case.get("never", ()) if words in whole] == [], whole


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_has_cases_that_fail_and_that_pass(check: str) -> None:
    folder = CASES / check.replace("-", "_")
    failing = [
        any(entry.startswith(f"{check}@") for entry in expected_in(path)) for path in folder.glob("*") if path.is_file()
    ]
    assert True in failing, f"{folder} has no case that fails"
    assert False in failing, f"{folder} has no case that passes"


def test_harmless_cases_expect_nothing() -> None:
    friends = [path for path in FILES if path.parent.name == "_friends"]
    assert friends
    assert [named(path) for path in friends if expected_in(path)] == []


def test_every_check_says_what_it_is_about() -> None:
    for name, check in CHECKS.items():
        assert name == check.function.__name__.replace("_", "-")
        assert name.startswith(f"{check.scope.value}-")
        assert check.about and str(check.clause)
        assert check.scope is Scope.ITEM or not check.kinds
