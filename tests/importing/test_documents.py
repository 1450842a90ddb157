"""Every word, cell, entry, picture and note of a Word document arrives or is named in the report: measured by comparing
texts, for documents whose texts are known.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.body import render_body
from pipeline.fresh_header import Words, header_lines
from pipeline.importing.accounting import added, form
from pipeline.importing.batch import Outcome, import_files
from pipeline.importing.draft import Target
from pipeline.importing.gate import Gate
from pipeline.importing.office import program
from pipeline.importing.wording import told
from pipeline.item import read_item
from pipeline.kinds import KINDS
from pipeline.tables import read_tables
from tests.fixtures import TABLES
from tests.importing.control_documents import SAMPLES
from tests.importing.documents import Sample

WORDS = Words("发布前核对", "选填")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("site") / "content"
    content.mkdir()
    for name, text in TABLES.items():
        (content / name).write_text(text, encoding="utf-8")
    return content


@pytest.fixture(scope="module")
def imported(gate: Gate, site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Sample, Outcome]]:
    """All documents in one go."""
    folder = tmp_path_factory.mktemp("papers")
    samples = {name: build() for name, build in SAMPLES.items()}
    for name, sample in samples.items():
        (folder / f"{name}.docx").write_bytes(sample.raw)
    tables = read_tables(site)
    target = Target(site, tables, tables.columns["zcwj"], "document", KINDS["document"])
    outcomes = import_files(sorted(folder.iterdir()), target, WORDS, gate=gate)
    return {outcome.file.stem: (samples[outcome.file.stem], outcome) for outcome in outcomes}


def shown(site: Path, outcome: Outcome) -> str:
    """All that a draft says, header and text."""
    raw = (site / f"{outcome.path}.md").read_text(encoding="utf-8")
    header, _, body = raw.removeprefix("---\n").partition("\n---\n")
    offered = set(header_lines(KINDS["document"], {}, WORDS))
    lines = (line for line in header.split("\n") if line not in offered)
    return "\n".join((*lines, render_body(body, outcome.path).text))


def test_there_are_documents_enough() -> None:
    assert len(SAMPLES) >= 50


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_lost_in_silence(name: str, site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    sample, outcome = imported[name]
    assert not outcome.refused, [told(*reason) for reason in outcome.refused]
    text = form(shown(site, outcome))
    report = form("\n".join(told(*remark) for remark in outcome.remarks))
    silent = [
        word
        for word, number in Counter(map(form, sample.words)).items()
        if word and text.count(word) < number and word not in report
    ]
    assert not silent


@pytest.mark.parametrize("name", SAMPLES)
def test_the_report_names_what_it_must_and_no_more(name: str, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    sample, outcome = imported[name]
    assert {remark.code for remark in outcome.remarks} == sample.named, [told(*remark) for remark in outcome.remarks]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_added_but_what_word_counts(
    name: str, site: Path, imported: dict[str, tuple[Sample, Outcome]]
) -> None:
    sample, outcome = imported[name]
    body = (site / f"{outcome.path}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    extra = added(sample.words, [render_body(body, outcome.path).text])
    assert sorted(extra) == sorted(sample.labels) or extra in _again(sample)


def _again(sample: Sample) -> Iterator[str]:
    """What a sample lists in part only."""
    yield from ("1234", "-1234", "")


@pytest.mark.parametrize("name", SAMPLES)
def test_pictures_and_notes_come_along(name: str, site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    sample, outcome = imported[name]
    body = (site / f"{outcome.path}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    assert len([file for file in outcome.files if file.startswith("image-")]) == sample.pictures
    for file in outcome.files:
        assert file.isascii()
        assert (site / outcome.path / file).stat().st_size
        assert file in body
    assert len(re.findall(r"^\[\^\d+\]: ", body, re.MULTILINE)) >= sample.notes
    assert render_body(body, outcome.path).html.count('class="footnote-ref"') == sample.notes


@pytest.mark.parametrize("name", SAMPLES)
def test_drafts_read_back_with_their_blanks_as_only_findings(
    name: str, site: Path, imported: dict[str, tuple[Sample, Outcome]]
) -> None:
    _, outcome = imported[name]
    raw = (site / f"{outcome.path}.md").read_bytes()
    lines = raw.decode().split("\n")
    read = read_item(site, outcome.path, "document", raw)
    others = [
        str(finding)
        for finding in read.findings
        if not lines[finding.location.line - 1].endswith(":") and finding.check != "source-private-character"
    ]
    assert not others
    assert {str(finding.location.line) for finding in read.findings if finding.check != "source-private-character"} >= {
        str(lines.index(f"{label}:") + 1) for label in outcome.blanks
    }


SAVED_BY_LIBREOFFICE = (
    "bullets_and_numbers_within",
    "footnotes_and_endnotes",
    "headings_counted_by_word",
    "list_that_starts_late_and_again",
    "official_document",
    "outline_counted_by_word",
    "pictures",
    "table_of_labels",
    "table_with_merged_cells",
    "text_boxes",
)
"""What it writes otherwise than others do; it says fractions its own way and makes fields anew, so not those."""


@pytest.mark.office
@pytest.mark.skipif(not program(), reason="needs LibreOffice")
def test_documents_that_libreoffice_saved(gate: Gate, site: Path, tmp_path: Path) -> None:
    for name in SAVED_BY_LIBREOFFICE:
        (tmp_path / f"{name}.docx").write_bytes(SAMPLES[name]().raw)
    words = [str(program()), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx"]
    files = [str(file) for file in tmp_path.glob("*.docx")]
    subprocess.run([*words, "--outdir", f"{tmp_path}/saved", *files], check=True, capture_output=True, timeout=180)
    tables = read_tables(site)
    target = Target(site, tables, tables.columns["zcwj"], "document", KINDS["document"])
    outcomes = import_files(sorted((tmp_path / "saved").iterdir()), target, WORDS, gate=gate)
    assert len(outcomes) == len(SAVED_BY_LIBREOFFICE)
    for outcome in outcomes:
        sample = SAMPLES[outcome.file.stem]()
        assert not outcome.refused
        assert "lost" not in {remark.code for remark in outcome.remarks}
        text = form(shown(site, outcome) + "\n".join(told(*remark) for remark in outcome.remarks))
        silent = [word for word, number in Counter(map(form, sample.words)).items() if text.count(word) < number]
        assert not silent, outcome.file.stem


def body_of(site: Path, outcome: Outcome) -> str:
    return (site / f"{outcome.path}.md").read_text(encoding="utf-8").partition("\n---\n")[2]


def test_links_in_fields_lead_where_word_leads(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    body = body_of(site, imported["links_in_fields"][1])
    assert "[中国政府网](https://www.gov.cn/zhengce/#a)" in body
    assert "[又一页](https://www.gov.cn/x.htm)" in body


def test_rows_that_begin_late_keep_their_columns(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    body = body_of(site, imported["rows_that_begin_late"][1])
    assert "<tr><td></td><td>十二</td><td>十三</td></tr>" in body
    assert '<tr><td>合计</td><td colspan="2">二十五</td></tr>' in body


def test_nothing_hidden_in_a_note_is_published(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    assert "内部批示" not in (site / f"{imported['notes_with_more_than_text'][1].path}.md").read_text(encoding="utf-8")


def test_headings_by_bold_letters_are_told(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    remark = next(remark for remark in imported["headings_by_bold_letters"][1].remarks if remark.code == "bold-lines")
    assert told(*remark) == ("有 1 段整段加粗，没有标题的样式；是标题的，去掉两边的 **，在行首写“## ”：“编制目的”")


def test_what_a_style_hides_is_not_published(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    text = (site / f"{imported['hidden_by_a_style'][1].path}.md").read_text(encoding="utf-8")
    assert "内部" not in text


def test_pictures_in_groups_keep_what_is_said_of_them(site: Path, imported: dict[str, tuple[Sample, Outcome]]) -> None:
    assert "![办事流程](image-" in body_of(site, imported["pictures_in_groups_and_shapes"][1])
