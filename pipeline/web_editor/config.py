"""The configuration of the web editor: a collection per column that takes items, its form from the column's kind."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import yaml

from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.media.channels import MEDIA_CHANNELS
from pipeline.new_item import SPECIAL_KIND, code_of, wants_number
from pipeline.tables import GROUP, SPECIAL, ColumnNode, Tables
from pipeline.terms import ItemStatus
from pipeline.web_editor import wording
from pipeline.web_editor.form import Shape, Widget, form, shapes

FORMAT = "gongkai"
"""How the names begin under which `start.js` registers how the files of each kind are read and written."""
SLUG = "w{{year}}{{month}}{{day}}-{{hour}}{{minute}}{{second}}"
"""A name that no other way of making an item gives: those are serial numbers."""
INDEX_PATTERN = rf"^([0-9A-Za-z-]+/[0-9]{{4}}-[0-9]{{4,6}}|{wording.AWAITING})$"
LOCALE = "zh_Hans"


class Platform(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    LOCAL = "local"


API_PATHS = {Platform.GITHUB: "/api/v3", Platform.GITLAB: "/api/v4", Platform.FORGEJO: "/api/v1"}
"""Where a platform of one's own answers; that of github.com is `GITHUB_API`."""
GITHUB_API = "https://api.github.com"
LOCAL_API = "/api/v1"
COMMITS = {"commit_messages": wording.COMMITS}


class Place(NamedTuple):
    """Where the editor's changes go. `address`: the platform's own, without a path; `login`: for GitHub, the service
    that signs people in; `application`: for the others, the id under which the editor is registered there.
    """

    platform: Platform
    repository: str = ""
    branch: str = "main"
    address: str = ""
    login: str = ""
    application: str = ""


def config(tables: Tables, place: Place) -> dict[str, Any]:
    return {
        "backend": backend(place),
        "publish_mode": "editorial_workflow",
        "locale": LOCALE,
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "media_folder": "content",
        "public_folder": "",
        "collections": list(collections(tables)),
    }


def config_text(tables: Tables, place: Place) -> str:
    return yaml.safe_dump(config(tables, place), allow_unicode=True, sort_keys=False, width=1000)


def backend(place: Place) -> dict[str, Any]:
    if place.platform is Platform.LOCAL:
        return {"name": "proxy", "proxy_url": LOCAL_API, "branch": place.branch} | COMMITS
    own: dict[str, Any] = {"name": place.platform.value, "repo": place.repository, "branch": place.branch}
    if place.platform is Platform.GITHUB:
        own |= {"base_url": place.login} | ({"api_root": api(place)} if place.address else {})
    else:
        own |= {"base_url": place.address, "api_root": api(place), "auth_type": "pkce", "app_id": place.application}
    return own | COMMITS


def api(place: Place) -> str:
    """Where the browser talks to the platform."""
    if place.platform is Platform.LOCAL:
        return ""
    return place.address + API_PATHS[place.platform] if place.address else GITHUB_API


def formats() -> dict[str, dict[str, Shape]]:
    """Name of a format -> the shapes of that kind's fields."""
    return {format_of(kind): shapes(kind) for kind in KINDS.values()}


def format_of(kind: type[Kind]) -> str:
    return f"{FORMAT}-{kind.key}"


# collections --------------------------------------------------------------------------------------------------------


def collection_name(path: str) -> str:
    """A column's path as a name that may stand in an address and in that of a branch; keys have no full stop."""
    return path.replace("/", ".")


def collections(tables: Tables) -> Iterator[dict[str, Any]]:
    offered = {
        "authority": [{"label": f"{body.name} {key}", "value": key} for key, body in tables.authorities.items()],
        "also_in": [
            {"label": _titles(tables, path), "value": path} for path, node in tables.columns.items() if _takes(node)
        ],
        "media": [{"label": channel.name, "value": channel.name} for channel in MEDIA_CHANNELS.values()],
    }
    made: dict[str, list[Widget]] = {}
    for node in tables.columns.values():
        if _takes(node):
            key = SPECIAL_KIND if node.kind == SPECIAL else node.kind
            made.setdefault(key, form(KINDS[key], offered))
            yield _collection(tables, node, KINDS[key], made[key])


def _takes(node: ColumnNode) -> bool:
    return node.kind != GROUP


def _titles(tables: Tables, path: str) -> str:
    return wording.SEPARATOR.join(node.column.title for node in tables.ancestors(path))


def _collection(tables: Tables, node: ColumnNode, kind: type[Kind], fields: Sequence[Widget]) -> dict[str, Any]:
    title = str(kind.model_fields["title"].alias)
    status = str(kind.model_fields["status"].alias)
    published = str(kind.model_fields["published_at"].alias)
    own = _own_defaults(tables, node, kind)
    return {
        "name": collection_name(node.path),
        "label": _titles(tables, node.path),
        "description": node.column.description,
        "folder": f"content/{node.path}",
        "create": True,
        "delete": False,
        "publish": False,
        "format": format_of(kind),
        "extension": "md",
        "slug": SLUG,
        "path": "{{year}}/{{slug}}",
        "media_folder": "{{filename}}",
        "public_folder": "",
        "identifier_field": title,
        "summary": wording.SUMMARY,
        "sortable_fields": [published, title],
        "view_filters": [
            {"label": wording.ONLY.format(status=word.value), "field": status, "pattern": word.value}
            for word in ItemStatus
        ],
        "editor": {"preview": False},
        "fields": [*(field | own.get(field["name"], {}) for field in fields), _body(kind)],
    }


def _own_defaults(tables: Tables, node: ColumnNode, kind: type[Kind]) -> dict[str, dict[str, Any]]:
    """Header key -> what this column presets: a draft, of the body that is responsible, now, with a number to come."""
    aliases = {name: str(field.alias) for name, field in kind.model_fields.items()}
    above = [found.column.responsible for found in tables.ancestors(node.path) if found.column.responsible]
    body = tables.authorities.get(above[-1]) if above else None
    preset: dict[str, dict[str, Any]] = {
        aliases["status"]: {"default": ItemStatus.DRAFT.value},
        aliases["published_at"]: {"default": "{{now}}"},
        aliases["index_number"]: {"hint": wording.INDEX_HINT, "pattern": [INDEX_PATTERN, wording.PATTERN_INDEX]},
    }
    if body:
        preset[aliases["authority"]] = {"default": above[-1]}
    if wants_number(tables, node, kind) and (body is None or code_of(body)):
        preset[aliases["index_number"]]["default"] = wording.AWAITING
    return preset


def _body(kind: type[Kind]) -> Widget:
    """Written as it stands in the file: a rich-text mode would write a whole text anew for one changed letter."""
    made: Widget = {"name": "body", "label": wording.BODY, "widget": "markdown", "modes": ["raw"], "buttons": []}
    made["editor_components"] = []
    sections = "\n\n".join(f"## {title}" for title in kind.sections)
    default = {"default": f"{sections}\n"} if sections else {}
    return made | {"required": kind.needs_body, "hint": wording.BODY_HINT} | default
