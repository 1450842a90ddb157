"""The verbs of search on an OpenSearch cluster: docs/search-cluster.md tells operators how."""

import os
from typing import Any
from urllib.parse import urlsplit

from pipeline.environment import Refused
from plugins.search_site import site_read, suggested

USER, PASSWORD, AUTHORITY = "GONGKAI_CLUSTER_USER", "GONGKAI_CLUSTER_PASSWORD", "GONGKAI_CLUSTER_CA"
ADDRESS = "GONGKAI_CLUSTER"
"""Names of environment variables: passwords stand in no file and on no command line."""


def bring_up_to_date(address: str, *, full: bool = False) -> int:
    """Sends what differs; everything, into a new index that is then switched in, when `full`."""
    from pipeline.search.documents import documents
    from pipeline.search.lexicon import lexicon_file
    from pipeline.search.opensearch_transport import ClusterError

    writer = _backend(address).writer
    with site_read() as (register, store):
        lexicon = lexicon_file(register.tables)
        try:
            if full:
                put, gone = writer.rebuild(documents(register, store), lexicon), 0
            else:
                put, gone = writer.update(documents(register, store), lexicon)
        except ClusterError as fault:
            raise Refused(_explained(fault)) from None
    print(f"集群上的搜索索引已是最新：写入 {put} 条，删除 {gone} 条。")
    return 0


def service(address: str = "") -> Any:
    """The WSGI application; the address may stand in the environment as well, for a server of the operator's own."""
    from pipeline.search.service import Service

    return Service(_backend(address))


def _backend(address: str) -> Any:
    from pipeline.search.opensearch_backend import OpenSearchBackend
    from pipeline.search.opensearch_transport import Access, connect

    address = address or os.environ.get(ADDRESS, "")
    access = Access(address, *(os.environ.get(name, "") for name in (USER, PASSWORD, AUTHORITY)))
    try:
        transport = connect(access)
    except ValueError:
        raise Refused(_refusal(address)) from None
    except OSError:
        raise Refused(f"环境变量 {AUTHORITY} 指的证书文件 {access.authority_file} 读不出来。") from None
    return OpenSearchBackend(transport, suggest=suggested)


def _refusal(address: str) -> str:
    if urlsplit(address).scheme == "http" and "@" not in address:
        return "有密码时集群地址要用 https，否则密码在网络上谁都看得见。"
    return f"集群地址“{address}”不对，请写成 https://主机:9200；用户名和密码放在环境变量 {USER}、{PASSWORD} 里。"


def _explained(fault: Any) -> str:
    if fault.status == 0:
        return f"连不上集群（{fault.reason}）。请检查地址、网络和证书。索引没有改动。"
    if fault.status in (401, 403):
        return f"集群不认这个用户，或者没有给它权限。请检查环境变量 {USER}、{PASSWORD}，权限见 docs/search-cluster.md。"
    return f"集群没有照办：{fault}。读者仍在用原来的索引；需要的设置见 docs/search-cluster.md。"
