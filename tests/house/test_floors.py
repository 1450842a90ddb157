"""Rooms stand on floors; a room imports only from floors below its own, and members of a wing never from each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import ROOT, STILL_TO_COME, nothing, product_files, python_below, shown, tree

# From the ground to the roof. `name/*` is a wing: all its files stand on one floor.
FLOORS = (
    "pipeline/interrupts",
    "pipeline/own_tools",
    "pipeline/environment",
    "pipeline/troubles",
    "pipeline/arguments",
    "pipeline/command_line",
    "pipeline/encoding",
    "pipeline/codebase",
    "pipeline/pool",
    "pipeline/workers",
    "pipeline/second",
    "pipeline/pattern",
    "pipeline/signs",
    "pipeline/prose",
    "pipeline/quotation",
    "pipeline/word_set",
    "pipeline/hiding",
    "pipeline/china_time",
    "pipeline/urls",
    "pipeline/xml_text",
    "pipeline/terms",
    "pipeline/audience",
    "pipeline/finding",
    "pipeline/waivers",
    "pipeline/lazy",
    "pipeline/phrases",
    "pipeline/reviews",
    "pipeline/standards",
    "pipeline/indicators",
    "pipeline/personal_words",
    "pipeline/personal_numbers",
    "pipeline/personal_data",
    "pipeline/personal_tables",
    "pipeline/shielding",
    "pipeline/extraction_parts",
    "pipeline/limited_child",
    "pipeline/extraction_xml",
    "pipeline/extraction_image",
    "pipeline/extraction_archive",
    "pipeline/extraction_text",
    "pipeline/extraction_office",
    "pipeline/extraction_formula",
    "pipeline/extraction_sheet",
    "pipeline/extraction_pdf",
    "pipeline/extraction_child",
    "pipeline/workdays",
    "pipeline/kind",
    "pipeline/shapes",
    "pipeline/fields",
    "pipeline/account_rows",
    "pipeline/model",
    "pipeline/header_plain",
    "pipeline/source",
    "pipeline/outline",
    "pipeline/numbering",
    "pipeline/sums",
    "pipeline/near_names",
    "pipeline/proofreading",
    "pipeline/markdown_parts",
    "pipeline/markdown_limits",
    "pipeline/markdown_elements",
    "pipeline/markdown_emphasis",
    "pipeline/markdown_links",
    "pipeline/markdown_tree",
    "pipeline/markdown_dialect",
    "pipeline/markdown_reference",
    "pipeline/markdown_fast",
    "pipeline/body",
    "pipeline/git_log",
    "pipeline/signatures",
    "pipeline/date_reviews",
    "pipeline/files",
    "pipeline/rows",
    "pipeline/store",
    "pipeline/ahead",
    "pipeline/extraction",
    "pipeline/kinds/*",
    "pipeline/trails",
    "pipeline/provenance",
    "pipeline/statements/forms",
    "pipeline/annual/cells",
    "pipeline/annual/identities",
    "pipeline/annual/wording",
    "pipeline/annual/spoken",
    "pipeline/annual/layout",
    "pipeline/statements/wording",
    "pipeline/statements/rows",
    "pipeline/statements/privacy",
    "pipeline/validation",
    "pipeline/phrase_list",
    "pipeline/search/analysis",
    "pipeline/search/scoring",
    "pipeline/search/query",
    "pipeline/search/synonyms",
    "pipeline/review_rules",
    "pipeline/addresses",
    "pipeline/salvage",
    "pipeline/table_set",
    "pipeline/cross_check",
    "pipeline/tables",
    "pipeline/census",
    "pipeline/accounts/counting",
    "pipeline/accounts/wording",
    "pipeline/accounts/shelf",
    "pipeline/accounts/closing",
    "pipeline/accounts/recording",
    "pipeline/accounts/form_words",
    "pipeline/statements/ledger",
    "pipeline/statements/clock",
    "pipeline/statements/applications",
    "pipeline/cycles",
    "pipeline/search/lexicon",
    "pipeline/search/offers",
    "pipeline/search/sounds",
    "pipeline/search/words",
    "pipeline/search/suggestions",
    "pipeline/audit",
    "pipeline/codeowners",
    "pipeline/attachment",
    "pipeline/picture_metadata",
    "pipeline/picture",
    "pipeline/personal_verdict",
    "pipeline/item",
    "pipeline/scan",
    "pipeline/read",
    "pipeline/register",
    "pipeline/audiences",
    "pipeline/mould",
    "pipeline/package",
    "pipeline/pictures",
    "pipeline/paper/flow",
    "pipeline/paper/word",
    "pipeline/paper/coverage",
    "pipeline/paper/press",
    "pipeline/paper/fonts",
    "pipeline/paper/typesetting",
    "pipeline/annual/shelf",
    "pipeline/spreadsheet",
    "pipeline/annual/grid",
    "pipeline/annual/paper",
    "pipeline/annual/downloads",
    "pipeline/annual/workbook",
    "pipeline/annual/opening",
    "pipeline/accounts/form",
    "pipeline/annual/faulty",
    "pipeline/annual/shape",
    "pipeline/annual/aside",
    "pipeline/annual/reading",
    "pipeline/letters",
    "pipeline/statements/sheets",
    "pipeline/accounts/tables",
    "pipeline/statements/statistics",
    "pipeline/statements/site_statement",
    "pipeline/statements/statement_text",
    "pipeline/statements/fixing",
    "pipeline/statements/standing",
    "pipeline/statements/inspections",
    "pipeline/link_seen",
    "pipeline/link_guard",
    "pipeline/link_page",
    "pipeline/link_checker",
    "pipeline/outbound",
    "pipeline/outbound_words",
    "pipeline/link_patrol",
    "pipeline/media/package",
    "pipeline/media/wording",
    "pipeline/media/palette",
    "pipeline/media/limits",
    "pipeline/media/channel",
    "pipeline/media/linebreaks",
    "pipeline/media/subtitles",
    "pipeline/media/blocks",
    "pipeline/media/excerpt",
    "pipeline/media/gallery",
    "pipeline/media/pictures",
    "pipeline/media/titles",
    "pipeline/media/typeface",
    "pipeline/media/glyphs",
    "pipeline/media/canvas",
    "pipeline/media/grid",
    "pipeline/media/cover",
    "pipeline/media/articles",
    "pipeline/media/channels/*",
    "pipeline/media/subjects",
    "pipeline/delivery/wording",
    "pipeline/delivery/ledger",
    "pipeline/delivery/transport",
    "pipeline/delivery/token",
    "pipeline/delivery/wechat",
    "pipeline/delivery/websub",
    "pipeline/search/backend",
    "pipeline/search/excerpt",
    "pipeline/search/varints",
    "pipeline/search/tokens",
    "pipeline/search/layout",
    "pipeline/search/suggested",
    "pipeline/search/mending",
    "pipeline/search/suggest",
    "pipeline/search/segment",
    "pipeline/search/shelf",
    "pipeline/search/segments",
    "pipeline/search/documents",
    "pipeline/page",
    "pipeline/feed_list",
    "pipeline/pages/*",
    "pipeline/characters",
    "pipeline/channel_parts",
    "pipeline/json_feed",
    "pipeline/digest",
    "pipeline/channel",
    "pipeline/channels/*",
    "pipeline/related",
    "pipeline/policy",
    "pipeline/traditional",
    "pipeline/plan",
    "pipeline/search/answering",
    "pipeline/search/opensearch_transport",
    "pipeline/search/opensearch_texts",
    "pipeline/search/opensearch_query",
    "pipeline/search/opensearch_writing",
    "pipeline/search/opensearch_backend",
    "pipeline/search/static_backend",
    "pipeline/search/static_folder",
    "pipeline/search/whoosh_folder",
    "pipeline/search/whoosh_lists",
    "pipeline/search/whoosh_writing",
    "pipeline/search/whoosh_reading",
    "pipeline/search/whoosh_opening",
    "pipeline/search/whoosh_making",
    "pipeline/search/whoosh_backend",
    "pipeline/search/service",
    "pipeline/search/service_server",
    "pipeline/check",
    "pipeline/media/preview",
    "pipeline/media/making",
    "pipeline/passages",
    "pipeline/cited",
    "pipeline/annual/figures",
    "pipeline/statements/asked",
    "pipeline/nesting",
    "pipeline/markup",
    "pipeline/parts",
    "pipeline/framed",
    "pipeline/rendered",
    "pipeline/freshness",
    "pipeline/attached",
    "pipeline/signers",
    "pipeline/checks/*",
    "pipeline/check_cache",
    "pipeline/facts",
    "pipeline/check_memory",
    "pipeline/watched",
    "pipeline/asking",
    "pipeline/forecast",
    "pipeline/verdict",
    "pipeline/changes",
    "pipeline/inspection",
    "pipeline/word_diff",
    "pipeline/still",
    "pipeline/screenshots",
    "pipeline/packing",
    "pipeline/publish",
    "pipeline/delivery/carriers",
    "pipeline/delivery/sending",
    "pipeline/trend",
    "pipeline/svg_chart",
    "pipeline/statements/statistics_page",
    "pipeline/statements/circular",
    "pipeline/report",
    "pipeline/reports/*",
    "pipeline/handbook",
    "pipeline/fresh_header",
    "pipeline/branches",
    "pipeline/serials",
    "pipeline/branch_changes",
    "pipeline/table_diff",
    "pipeline/new_item",
    "pipeline/web_editor/wording",
    "pipeline/web_editor/form",
    "pipeline/web_editor/config",
    "pipeline/web_editor/bundle",
    "pipeline/web_editor/local",
    "pipeline/web_editor/server",
    "pipeline/web_editor/numbers",
    "pipeline/importing/wording",
    "pipeline/importing/arrival",
    "pipeline/importing/numerals",
    "pipeline/importing/docx_signs",
    "pipeline/importing/docx_words",
    "pipeline/importing/docx_numbers",
    "pipeline/importing/docx_styles",
    "pipeline/importing/docx_tree",
    "pipeline/importing/docx_drawings",
    "pipeline/importing/docx_rows",
    "pipeline/importing/docx_maths",
    "pipeline/importing/docx_fields",
    "pipeline/importing/docx_parts",
    "pipeline/importing/docx",
    "pipeline/importing/number_form",
    "pipeline/importing/sheet_boxes",
    "pipeline/importing/sheet",
    "pipeline/importing/escaping",
    "pipeline/importing/runs",
    "pipeline/importing/grid",
    "pipeline/importing/converter",
    "pipeline/importing/accounting",
    "pipeline/importing/pdf_sight",
    "pipeline/importing/pdf_pieces",
    "pipeline/importing/pdf_lines",
    "pipeline/importing/pdf_notes",
    "pipeline/importing/pdf",
    "pipeline/importing/odt",
    "pipeline/importing/child",
    "pipeline/importing/decoding",
    "pipeline/importing/days",
    "pipeline/importing/labels",
    "pipeline/importing/webpage",
    "pipeline/importing/office",
    "pipeline/importing/gate",
    "pipeline/importing/header",
    "pipeline/importing/pictures",
    "pipeline/importing/dataset",
    "pipeline/importing/draft",
    "pipeline/importing/placing",
    "pipeline/importing/batch",
    "pipeline/importing/crawl",
    "pipeline/importing/moving_plan",
    "pipeline/importing/moving",
    "pipeline/annual/draft",
    "pipeline/statements/publishing",
    "pipeline/resident",
    "pipeline/served",
    "pipeline/background",
    "pipeline/preview_pages",
    "pipeline/preview_board",
    "pipeline/preview_handler",
    "pipeline/changed_paths",
    "pipeline/preview",
    "plugins/*",
    "plugins/verbs/*",
    "tasks",
    "pelicanconf",
)
UPSTAIRS_ONLY = ("pelican", "jinja2", "plugins", "tasks", "tests")
OWN = ("pipeline", "plugins", "tasks", "pelicanconf")


def floor_of(file: Path) -> str:
    name = file.relative_to(ROOT).with_suffix("").as_posix()
    wing = f"{name.removesuffix('/__init__').rpartition('/')[0] if not name.endswith('/__init__') else name[:-9]}/*"
    return wing if wing in FLOORS else name


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None for a name inside a module, or another's module."""
    place = ROOT.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """(line, module) for every import at any depth of the file; a name imported from a package counts as a module."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, module) for module in _imported_from(file, node))


def _imported_from(file: Path, node: ast.ImportFrom) -> Iterator[str]:
    package = file.relative_to(ROOT).parent.parts
    above = package[: len(package) - node.level + 1] if node.level else ()
    module = ".".join((*above, *([node.module] if node.module else [])))
    found = file_of(module)
    if found is not None and found.name != "__init__.py":
        yield module
        return
    inside = [f"{module}.{alias.name}" for alias in node.names if file_of(f"{module}.{alias.name}")]
    yield from inside
    if len(inside) < len(node.names):
        yield module


def faults_of(file: Path) -> Iterator[str]:
    if floor_of(file) not in FLOORS:
        yield f"{shown(file)} stands on no floor: give it one in FLOORS"
        return
    own = FLOORS.index(floor_of(file))
    for line, module in imports(file):
        top = module.partition(".")[0]
        if file.is_relative_to(ROOT / "pipeline") and top in UPSTAIRS_ONLY:
            yield f"{shown(file, line)} a room of pipeline/ imports {module}"
        target = file_of(module) if top in OWN else None
        if target is None or target == file or _is_bare_package(target):
            continue
        other = FLOORS.index(floor_of(target)) if floor_of(target) in FLOORS else own - 1
        if other > own:
            yield f"{shown(file, line)} imports {module}, which stands above it"
        elif other == own and not _may_meet(file):
            yield f"{shown(file, line)} imports {module}, a member of its own wing"


def _is_bare_package(target: Path) -> bool:
    return target.name == "__init__.py" and floor_of(target) not in FLOORS


def _may_meet(file: Path) -> bool:
    """The door of a wing knows its members; the program above knows itself."""
    return file.name == "__init__.py" or file.is_relative_to(ROOT / "plugins")


def rooms() -> list[Path]:
    return [file for file in product_files() if not _is_bare_package(file)]


@pytest.mark.parametrize("file", rooms(), ids=shown)
def test_imports_go_down(file: Path) -> None:
    nothing(faults_of(file))


def test_every_floor_is_built() -> None:
    built = {floor_of(file) for file in rooms()}
    nothing(f"{floor} is in FLOORS but not in the house" for floor in FLOORS if floor not in built | STILL_TO_COME)


def test_what_is_still_to_come_has_not_come() -> None:
    came = sorted(place for place in STILL_TO_COME if _stands(place))
    nothing(f"{place} is built: strike it from STILL_TO_COME in tests/house/rooms.py" for place in came)


def _stands(place: str) -> bool:
    if place.endswith("/*"):
        return any(file.is_file() and file.name != "__init__.py" for file in (ROOT / place[:-2]).glob("*.*"))
    return (ROOT / place).exists() or (ROOT / f"{place}.py").exists()


def test_plugins_do_not_go_round() -> None:
    wing = python_below("plugins")
    below = {file: {file_of(module) for _, module in imports(file)} & set(wing) - {file} for file in wing}
    while leaves := [file for file, needs in below.items() if not needs & below.keys()]:
        for file in leaves:
            del below[file]
    assert not below, f"imports go round in a circle: {sorted(map(shown, below))}"


def test_bare_packages_hold_nothing() -> None:
    """Importing a room must not drag its neighbours in: a build with one edit pays for every import."""
    for package in ("pipeline", "plugins"):
        assert not tree(ROOT / package / "__init__.py").body[1:]
