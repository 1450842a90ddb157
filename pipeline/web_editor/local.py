"""Drafts of the local web editor as branches of the repository, one per item: `cms/<collection>/<slug>`.

Only objects and references are written: no branch is checked out, no work tree and no index is touched, so files that
somebody is working on can neither be committed nor vanish. Speaks the actions of Decap's proxy protocol.
"""

import base64
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.web_editor.wording import REFUSALS

PREFIX = "cms/"
DROPPED = "refs/dropped/"
"""Where drafts go that somebody deleted."""
STATUSES = ("draft", "pending_review", "pending_publish")
LARGEST_SHOWN = 20 * 1024 * 1024
_NONE = "0" * 40
_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_-]*)*", re.ASCII)
_PATH = re.compile(r"content(?:/[^/\\\x00-\x1f\x7f]+)+")
_QUIET = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_TOLD = (
    ("No space left", "full"),
    ("quota exceeded", "full"),
    ("Permission denied", "readonly"),
    ("Read-only file system", "readonly"),
    ("insufficient permission", "readonly"),
    (".lock", "locked"),
    ("could not lock", "locked"),
)
"""What git says -> why nothing was saved."""
Params = Mapping[str, Any]


class Refusal(ValueError):
    """A request that is not carried out; `status` is that of HTTP, the text is for the editor."""

    def __init__(self, reason: str, status: int = 422, **facts: str) -> None:
        super().__init__(REFUSALS[reason].format_map(facts))
        self.status = status


class NotFound(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__("missing", 404, what=what)


class Drafts:
    """`root`: the repository's work tree; `branch`: what drafts start from. One request at a time."""

    def __init__(self, root: Path, branch: str) -> None:
        self.root = root
        self.branch = branch
        self._actions: dict[str, Callable[[Params], Any]] = {
            "entriesByFolder": self._entries,
            "entriesByFiles": lambda params: [self._entry(self.branch, file["path"]) for file in params["files"]],
            "getEntry": lambda params: self._entry(self.branch, params["path"]),
            "unpublishedEntries": lambda _: [branch.removeprefix(PREFIX) for branch in self.branches()],
            "unpublishedEntry": self._draft,
            "unpublishedEntryDataFile": lambda params: self._entry(_branch(params), params["path"]),
            "unpublishedEntryMediaFile": lambda params: self._media(_branch(params), params["path"]),
            "deleteUnpublishedEntry": self._drop,
            "persistEntry": self._persist,
            "updateUnpublishedEntryStatus": self._restatus,
            "getMedia": self._folder,
            "getMediaFile": lambda params: self._media(self.branch, params["path"]),
            "getDeployPreview": lambda _: None,
        }

    def answer(self, action: str, params: Params) -> Any:
        """Raises Refusal."""
        if action == "info":
            return {"repo": self.root.name, "publish_modes": ["editorial_workflow"], "type": "local_git"}
        if action in ("publishUnpublishedEntry", "persistMedia", "deleteFile", "deleteFiles"):
            reason = {"publishUnpublishedEntry": "publish", "persistMedia": "media"}.get(action, "delete")
            raise Refusal(reason)
        if action not in self._actions:
            raise Refusal("request", what=action[:40])
        if self._commit(self.branch) is None:
            raise Refusal("branch", branch=self.branch)
        try:
            return self._actions[action](params)
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            if isinstance(fault, Refusal):
                raise
            raise Refusal("request", what=f"{action[:40]} {type(fault).__name__}") from None

    def branches(self) -> list[str]:
        told = self._git("for-each-ref", "--format=%(refname:lstrip=2)", f"refs/heads/{PREFIX}")
        return told.decode().split()

    # reading --------------------------------------------------------------------------------------------------------

    def _entries(self, params: Params) -> list[dict[str, Any]]:
        folder, ending, depth = _path(params["folder"]), f".{params['extension'].lstrip('.')}", int(params["depth"])
        listed = self._git("ls-tree", "-r", "-z", "--name-only", self.branch, "--", f"{folder}/").decode().split("\0")
        paths = [path for path in listed if path.endswith(ending) and path[len(folder) :].count("/") <= depth]
        return [self._told(path, raw) for path, raw in self._blobs(self.branch, paths)]

    def _entry(self, branch: str, path: str) -> dict[str, Any]:
        found = next(self._blobs(branch, [_path(path)]), None)
        if found is None:
            raise NotFound(path)
        return self._told(*found)

    def _told(self, path: str, raw: bytes) -> dict[str, Any]:
        return {"data": raw.decode("utf-8", "replace"), "file": {"path": path, "id": path}, "version": _version(raw)}

    def _blobs(self, at: str, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of those paths that a branch or a commit has, with one process."""
        asked = "".join(f"{at}:{path}\n" for path in paths)
        told = self._git("cat-file", "--batch", asked=asked.encode())
        start = 0
        for path in paths:
            head, start = told[start : (end := told.index(b"\n", start))], end + 1
            if not head.endswith(b" missing"):
                size = int(head.split()[-1])
                if head.split()[-2] == b"blob":
                    yield path, told[start : start + size]
                start += size + 1

    def _draft(self, params: Params) -> dict[str, Any]:
        if params.get("id"):
            params = dict(zip(("collection", "slug"), str(params["id"]).split("/", 1), strict=True))
        branch = _branch(params)
        commit = self._commit(branch)
        if commit is None:
            raise NotFound(branch)
        collection, _, slug = branch.removeprefix(PREFIX).partition("/")
        told = self._git("diff", "--name-status", "-z", "--no-renames", f"{self.branch}...{commit}", "--", "content")
        words = told.decode("utf-8", "surrogateescape").split("\0")
        changed = zip(words[::2], words[1::2], strict=False)
        return {
            "collection": collection,
            "slug": slug,
            "status": self._status(branch),
            "diffs": [_diff(letter, path) for letter, path in changed if letter != "D"],
            "updatedAt": self._git("log", "-1", "--format=%cI", commit).decode().strip(),
        }

    def _status(self, branch: str) -> str:
        kept = self._try("config", "--get", f"branch.{branch}.editorstatus")
        return kept.decode().strip() if kept else STATUSES[0]

    def _folder(self, params: Params) -> list[dict[str, Any]]:
        folder = params["mediaFolder"].strip("/")
        if not _PATH.fullmatch(folder):
            return []
        listed = self._git("ls-tree", "-z", "--name-only", self.branch, "--", f"{folder}/").decode().split("\0")
        paths = [path for path in listed if "." in path.rpartition("/")[2] and not path.endswith((".md", ".yaml"))]
        return [_file(path, raw) for path, raw in self._blobs(self.branch, paths) if len(raw) <= LARGEST_SHOWN]

    def _media(self, branch: str, path: str) -> dict[str, Any]:
        found = next(self._blobs(branch, [_path(path)]), None)
        if found is None:
            raise NotFound(path)
        return _file(*found)

    # writing --------------------------------------------------------------------------------------------------------

    def _persist(self, params: Params) -> dict[str, str]:
        entries, options = params.get("dataFiles") or [params["entry"]], params["options"]
        if any(entry.get("newPath", entry["path"]) != entry["path"] for entry in entries):
            raise Refusal("move")
        place = {"collection": options["collectionName"], "slug": entries[0]["slug"]}
        branch, files = _branch(place), _files(place, entries, params["assets"])
        self._must_be_closed(branch)
        before = self._commit(branch)
        if before is not None and (options.get("newEntry") or options.get("unpublished") is False):
            raise Refusal("moved", 409)  # whoever saves has not seen the draft that there is
        self._must_be_seen(before or self.branch, entries[0]["path"], params)
        if self._try("var", "GIT_AUTHOR_IDENT") is None:
            raise Refusal("identity")
        parent = before or self._commit(self.branch) or _NONE
        tree = self._tree(parent, files)
        if tree != self._git("rev-parse", f"{parent}^{{tree}}").decode().strip() or before is None:
            made = self._git("commit-tree", tree, "-p", parent, asked=options["commitMessage"].encode())
            self._move(branch, made.decode().strip(), before)
        if before is None and self._status(branch) != STATUSES[0]:
            self._restatus(place | {"newStatus": STATUSES[0]})
        return {"message": "entry persisted", "version": _version(files[entries[0]["path"]])}

    def _must_be_seen(self, at: str, path: str, params: Params) -> None:
        """A page that tells which version it changes changes no other; raises Refusal."""
        if "seen" not in params:
            return
        found = next(self._blobs(at, [_path(path)]), None)
        if (_version(found[1]) if found else None) != params["seen"]:
            raise Refusal("moved" if found else "gone", 409)

    def _tree(self, parent: str, files: Mapping[str, bytes]) -> str:
        """The tree of a commit with these files put in, made in an index of its own."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self._git("read-tree", parent, more=index)
            for path, raw in files.items():
                blob = self._git("hash-object", "-w", "--stdin", asked=raw).decode().strip()
                self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", more=index)
            return self._git("write-tree", more=index).decode().strip()

    def _restatus(self, params: Params) -> dict[str, str]:
        if params["newStatus"] not in STATUSES:
            raise Refusal("request", what=str(params["newStatus"])[:40])
        self._git("config", f"branch.{_branch(params)}.editorstatus", params["newStatus"])
        return {"message": "status updated"}

    def _drop(self, params: Params) -> dict[str, str]:
        branch = _branch(params)
        commit = self._commit(branch)
        if commit is None:
            raise NotFound(branch)
        self._must_be_closed(branch)
        self._git("update-ref", f"{DROPPED}{branch}/{commit[:12]}", commit)
        self._git("update-ref", "-d", f"refs/heads/{branch}", commit)
        self._try("config", "--remove-section", f"branch.{branch}")
        return {"message": "draft put aside"}

    def _move(self, branch: str, to: str, before: str | None) -> None:
        if self._commit(PREFIX.rstrip("/")):
            raise Refusal("prefix", 409, branch=PREFIX.rstrip("/"))
        try:
            self._git("update-ref", f"refs/heads/{branch}", to, before or _NONE)
        except Refusal:
            if self._commit(branch) != before:
                raise Refusal("moved", 409) from None
            raise

    def _must_be_closed(self, branch: str) -> None:
        told = self._git("worktree", "list", "--porcelain").decode("utf-8", "replace").splitlines()
        if f"branch refs/heads/{branch}" in told:
            raise Refusal("open", 409, branch=branch)

    def _commit(self, branch: str) -> str | None:
        told = self._try("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")
        return told.decode().strip() if told else None

    def _git(self, *words: str, asked: bytes = b"", more: Mapping[str, str] = {}) -> bytes:
        done = self._run(words, asked, more)
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            what = " ".join(lines)[:300] or words[0]
            reason = next((reason for mark, reason in _TOLD if mark in what), "git")
            raise Refusal(reason, 409 if reason == "locked" else 500, what=what)
        return done.stdout

    def _try(self, *words: str) -> bytes | None:
        done = self._run(words, b"", {})
        return None if done.returncode else done.stdout

    def _run(self, words: tuple[str, ...], asked: bytes, more: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-c", "core.quotepath=false", "-c", "core.fsmonitor=false", *words]
        return subprocess.run(
            command, cwd=self.root, input=asked, capture_output=True, env={**os.environ, **_QUIET, **more}
        )


def _files(place: Params, entries: Sequence[Params], assets: Sequence[Params]) -> dict[str, bytes]:
    """Path -> bytes: the item that the branch is named after, and files in its folder. Raises Refusal."""
    item = f"content/{place['collection'].replace('.', '/')}/{place['slug']}"
    for path in (*(one["path"] for one in entries), *(one["path"] for one in assets)):
        if path != f"{item}.md" and not path.startswith(f"{item}/"):
            raise Refusal("path", path=path[:200])
    files = {_path(entry["path"]): entry["raw"].encode() for entry in entries}
    return files | {_path(one["path"]): base64.b64decode(one["content"], validate=True) for one in assets}


def _version(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _path(path: str) -> str:
    """A path below content/, as it may stand in a tree. Raises Refusal."""
    if not _PATH.fullmatch(path) or len(path) > 400 or not path.isprintable() or "/." in path:
        raise Refusal("path", path=path[:200])
    return path


def _branch(params: Params) -> str:
    name = f"{params['collection']}/{params['slug']}"
    if not _SLUG.fullmatch(name) or ".." in name or ".lock" in name or len(name) > 200:
        raise Refusal("path", path=name[:200])
    return PREFIX + name


def _diff(letter: str, path: str) -> dict[str, Any]:
    status = "added" if letter == "A" else "modified"
    return {
        "oldPath": path,
        "newPath": path,
        "path": path,
        "id": path,
        "status": status,
        "newFile": letter == "A",
        "binary": not path.endswith(".md"),
    }


def _file(path: str, raw: bytes) -> dict[str, Any]:
    content = base64.b64encode(raw).decode()
    return {"id": path, "path": path, "name": path.rpartition("/")[2], "content": content, "encoding": "base64"}
