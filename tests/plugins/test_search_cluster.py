"""The verbs of search on a cluster, from a built site to an answered question."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.environment import Refused
from plugins import search_cluster, search_desk
from tests.fixtures import Site, item
from tests.search.opensearch_stub import Cluster, running


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    with running(cluster) as url:
        yield url


def answer(address: str, words: str) -> dict[str, Any]:
    """As the web server passes it on."""
    said: list[str] = []
    environment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/api/search",
        "QUERY_STRING": f"q={quote(words)}",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
    }
    body = b"".join(search_cluster.service(address)(environment, lambda status, headers: said.append(status)))
    spoken: dict[str, Any] = json.loads(body)
    return spoken | {"status": said[0]}


def test_from_site_to_answer(
    site: Site, cluster: Cluster, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(
        {"xw/yw/2026/00001.md": item("关于优化营商环境的通知"), "xw/yw/2026/00002.md": item("防汛通知", status="草稿")}
    )
    folder.build()
    monkeypatch.chdir(folder.root)
    assert search_desk.bring_up_to_date(cluster=address) == 0
    assert "写入 1 条，删除 0 条" in capsys.readouterr().out
    found = answer(address, "营商环境")
    assert (found["status"], found["total"], found["hits"][0]["path"]) == ("200 OK", 1, "xw/yw/2026/00001")
    folder.write({"xw/yw/2026/00001.md": item("关于防汛的通知")})
    folder.build()
    assert search_desk.bring_up_to_date(cluster=address) == 0
    assert "写入 1 条，删除 0 条" in capsys.readouterr().out
    assert answer(address, "防汛")["total"] == 1
    assert search_desk.bring_up_to_date(cluster=address, full=True) == 0
    assert [*cluster.indexes] == ["gongkai-000002"]


def test_synonyms_go_with_it(site: Site, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "同义词:\n  - {俗称: 低保, 规范用语: 最低生活保障}\n"
    folder = site({"xw/yw/2026/00001.md": item("最低生活保障标准"), "synonyms.yaml": words})
    folder.build()
    monkeypatch.chdir(folder.root)
    search_desk.bring_up_to_date(cluster=address)
    assert answer(address, "低保")["total"] == 1


def test_nothing_built(site: Site, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site({}).root)
    with pytest.raises(Refused, match="还没有生成过网站"):
        search_desk.bring_up_to_date(cluster=address)


@pytest.mark.parametrize(
    ("address", "environment", "reason"),
    [
        ("10.0.0.5:9200", {}, "不对，请写成"),
        ("https://user:word@10.0.0.5:9200", {}, "不对，请写成"),
        ("http://10.0.0.5:9200", {"GONGKAI_CLUSTER_PASSWORD": "secret"}, "要用 https"),
        ("https://10.0.0.5:9200", {"GONGKAI_CLUSTER_CA": "/nothing.pem"}, "读不出来"),
        ("", {}, "不对，请写成"),
    ],
)
def test_addresses(address: str, environment: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Refused, match=reason) as raised:
        search_cluster.service(address)
    assert "secret" not in str(raised.value)


def test_a_cluster_that_is_not_there(site: Site, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(cluster) as address:
        pass
    folder = site({"xw/yw/2026/00001.md": item("通知")})
    folder.build()
    monkeypatch.chdir(folder.root)
    with pytest.raises(Refused, match="连不上集群"):
        search_desk.bring_up_to_date(cluster=address)
    assert answer(address, "通知")["status"] == "503 Service Unavailable"


def test_a_cluster_that_does_not_know_the_user(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({"xw/yw/2026/00001.md": item("通知")})
    folder.build()
    monkeypatch.chdir(folder.root)
    monkeypatch.setenv("GONGKAI_CLUSTER_USER", "gongkai")
    with running(Cluster(login="Basic eHg6eHg=")) as address, pytest.raises(Refused, match="不认这个用户"):
        search_desk.bring_up_to_date(cluster=address)


def test_the_address_may_stand_in_the_environment(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_CLUSTER", address)
    assert answer("", "通知")["status"].startswith("503")
