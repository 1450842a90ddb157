"""A little OpenSearch on 127.0.0.1: what the adapter needs of its HTTP interface, as strict as the real one is.

By the documentation of OpenSearch 2 and 3 and by its source (mapper-extras for rank features, RestBulkAction and
BulkRequestParser for bulk requests, the YAML tests of its interface for limits and errors). Stricter than the real one
in one thing: a field that no mapping has is refused wherever it is asked for, since here it can only be a mistake.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.search.opensearch_stub_index import Index, Refused, check_name
from tests.search.opensearch_stub_search import search

Body = dict[str, Any]
BULK_PARAMETERS = {"refresh", "require_alias"}
SEARCH_PARAMETERS = {"allow_partial_search_results"}


@dataclass
class Cluster:
    """What it holds, and how it is to misbehave: `busy` bulk items to be refused for want of room, `ailing`: seconds
    that searches take, and whether they then say that they gave up or lost a shard.
    """

    largest_body: int = 100_000_000
    login: str = ""
    indexes: dict[str, Index] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    busy: int = 0
    delay: float = 0.0
    timed_out: bool = False
    failed_shards: int = 0
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def index(self, name: str) -> Index:
        found = self.indexes.get(self.aliases.get(name, name))
        if found is None:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        return found

    # ------------------------------------------------------------ indexes and aliases

    def create(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        check_name(name)
        if name in self.indexes or name in self.aliases:
            raise Refused(400, "resource_already_exists_exception", f"index [{name}] already exists")
        unknown = body.keys() - {"settings", "mappings", "aliases"}
        if unknown:
            raise Refused(400, "parse_exception", f"unknown key {sorted(unknown)} for create index")
        self.indexes[name] = Index(name, body.get("settings", {}), body.get("mappings", {}))
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def delete(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        if name in self.aliases:
            reason = f"The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead."
            raise Refused(400, "illegal_argument_exception", reason)
        del self.indexes[self.index(name).name]
        self.aliases = {alias: index for alias, index in self.aliases.items() if index != name}
        return {"acknowledged": True}

    def get_alias(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        if name not in self.aliases:
            raise Refused(404, "", f"alias [{name}] missing")
        return {self.aliases[name]: {"aliases": {name: {}}}}

    def update_aliases(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        """All of it or nothing."""
        aliases, indexes = dict(self.aliases), dict(self.indexes)
        if not body.get("actions"):
            raise Refused(400, "illegal_argument_exception", "No action specified")
        for action in body["actions"]:
            [(verb, what)] = action.items()
            index = what.get("index", "")
            if index not in indexes:
                raise Refused(404, "index_not_found_exception", f"no such index [{index}]")
            if verb == "remove_index":
                del indexes[index]
                aliases = {alias: target for alias, target in aliases.items() if target != index}
            elif verb == "add":
                if what["alias"] in indexes:
                    reason = f"Invalid alias name [{what['alias']}]: an index or data stream exists with the same name as the alias"
                    raise Refused(400, "invalid_alias_name_exception", reason)
                aliases[what["alias"]] = index
            else:
                raise Refused(400, "parsing_exception", f"unknown action [{verb}]")
        self.aliases, self.indexes = aliases, indexes
        return {"acknowledged": True}

    def get_mapping(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        index = self.index(name)
        return {index.name: {"mappings": index.mappings}}

    def put_mapping(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        self.index(name).merge(body)
        return {"acknowledged": True}

    def put_settings(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        self.index(name).set(body)
        return {"acknowledged": True}

    def refresh(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        self.index(name).refresh()
        return {"_shards": {"total": 1, "successful": 1, "failed": 0}}

    def count(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        return {
            "count": len(self.index(name).shown),
            "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        }

    # ------------------------------------------------------------ searching and writing

    def search(self, name: str, body: Body, params: Mapping[str, str]) -> Body:
        time.sleep(self.delay)
        if (self.timed_out or self.failed_shards) and params.get("allow_partial_search_results") == "false":
            raise Refused(503, "search_phase_execution_exception", "Partial shards failure")
        answer = search(self.index(name), body)
        answer["timed_out"] = self.timed_out
        answer["_shards"]["failed"] = self.failed_shards
        return answer

    def bulk(self, name: str, text: str, params: Mapping[str, str]) -> Body:
        if not text.endswith("\n"):
            raise Refused(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]")
        lines = iter(text.split("\n")[:-1])
        touched: dict[str, Index] = {}
        items = [self._item(json.loads(line), lines, name, params, touched) for line in lines if line]
        if not items:
            raise Refused(400, "action_request_validation_exception", "Validation Failed: 1: no requests added;")
        for index in touched.values():
            if params.get("refresh") == "wait_for" and index.settings.get("refresh_interval") == "-1":
                raise Refused(
                    408, "never", "nothing is refreshed by itself in this index: wait_for would wait for ever"
                )
            if params.get("refresh") in ("true", "wait_for", ""):
                index.refresh()
        errors = any("error" in result for item in items for result in item.values())
        return {"took": 1, "errors": errors, "items": items}

    def _item(self, action: Body, lines: Iterator[str], name: str, params: Mapping[str, str], touched: dict[str, Index]) -> Body:  # fmt: skip
        [(verb, about)] = action.items()
        unknown = about.keys() - {"_index", "_id", "routing"}
        if verb not in ("index", "delete") or unknown:
            raise Refused(
                400, "illegal_argument_exception", f"Malformed action/metadata line: {verb} {sorted(unknown)}"
            )
        source = json.loads(next(lines)) if verb == "index" else None
        target, key = about.get("_index", name), about.get("_id", "")
        if not key or len(key.encode()) > 512:
            raise Refused(400, "action_request_validation_exception", f"id [{key}] is empty or longer than 512 bytes")
        result: Body = {"_index": target, "_id": key, "status": 200}
        try:
            if self.busy > 0:
                self.busy -= 1
                raise Refused(429, "rejected_execution_exception", "rejected execution of primary operation")
            if params.get("require_alias") == "true" and target not in self.aliases:
                reason = f"no such index [{target}] and [require_alias] request flag is [true] and [{target}] is not an alias"
                raise Refused(404, "index_not_found_exception", reason)
            index = touched[target] = self.index(target)
            result["_index"] = index.name
            result["result"], result["status"] = index.put(key, source) if source is not None else index.remove(key)
        except Refused as refusal:
            result |= {"status": refusal.status, "error": {"type": refusal.kind, "reason": refusal.reason}}
        return {verb: result}


Endpoint = Callable[[Cluster, str, Any, Mapping[str, str]], Body]
ENDPOINTS: dict[tuple[str, str], tuple[Endpoint, set[str]]] = {
    ("PUT", ""): (Cluster.create, set()),
    ("DELETE", ""): (Cluster.delete, set()),
    ("GET", "_mapping"): (Cluster.get_mapping, set()),
    ("PUT", "_mapping"): (Cluster.put_mapping, set()),
    ("PUT", "_settings"): (Cluster.put_settings, set()),
    ("POST", "_refresh"): (Cluster.refresh, set()),
    ("GET", "_count"): (Cluster.count, set()),
    ("POST", "_search"): (Cluster.search, SEARCH_PARAMETERS),
    ("POST", "_bulk"): (Cluster.bulk, BULK_PARAMETERS),
    ("GET", "_alias"): (Cluster.get_alias, set()),
    ("POST", "_aliases"): (Cluster.update_aliases, set()),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    disable_nagle_algorithm = True
    cluster: Cluster

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""

    def respond(self) -> None:
        payload = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            status, answer = 200, self.answer(payload)
        except Refused as refusal:
            cause = {"type": refusal.kind, "reason": refusal.reason}
            error = cause | {"root_cause": [cause]} if refusal.kind else refusal.reason
            status, answer = refusal.status, {"error": error, "status": refusal.status}
        except (KeyError, TypeError, ValueError) as error:
            status, answer = 400, {"error": {"type": "x_content_parse_exception", "reason": repr(error)}, "status": 400}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = respond

    def answer(self, payload: bytes) -> Body:
        address = urlsplit(self.path)
        place = [unquote(part) for part in address.path.strip("/").split("/")]
        params = dict(parse_qsl(address.query, keep_blank_values=True))
        name, verb = ("", place[0]) if place[0] in ("_aliases", "_bulk") else (place[0], place[1] if place[1:] else "")
        if name == "_alias":
            name, verb = place[1], "_alias"
        self.cluster.asked.append(f"{self.command} {verb}")
        if self.cluster.login and self.headers.get("Authorization") != self.cluster.login:
            raise Refused(401, "", "Unauthorized")
        if len(payload) > self.cluster.largest_body:
            raise Refused(413, "", "Request Entity Too Large")
        if (self.command, verb) not in ENDPOINTS:
            raise Refused(400, "illegal_argument_exception", f"no handler found for [{self.command} {self.path}]")
        endpoint, known = ENDPOINTS[self.command, verb]
        if params.keys() - known:
            reason = f"request [{address.path}] contains unrecognized parameter: {sorted(params.keys() - known)}"
            raise Refused(400, "illegal_argument_exception", reason)
        with self.cluster.lock:
            return endpoint(self.cluster, name, self.body(payload, verb), params)

    def body(self, payload: bytes, verb: str) -> Any:
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        if payload and kind not in ("application/json", "application/x-ndjson"):
            raise Refused(406, "", f"Content-Type header [{kind}] is not supported")
        text = payload.decode("utf-8")
        if verb == "_bulk":
            return text
        return json.loads(text, parse_constant=_no_constant) if text else {}


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """Gives the address while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"cluster": cluster}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
