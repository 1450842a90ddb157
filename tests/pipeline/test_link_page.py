"""What a page says of itself is read from its bytes, in whatever charset, and in time that grows with its length alone."""

import time

import pytest

from pipeline.link_page import MOST_BYTES, marks_of, title_of

TITLE = "示范市统计局喆"


@pytest.mark.parametrize(
    ("raw", "header"),
    [
        (f"<title>{TITLE}</title>".encode(), "utf-8"),
        (f"<title>{TITLE}</title>".encode(), "ISO-8859-1"),
        (f"<title>{TITLE}</title>".encode("gbk"), "gb2312"),
        (f"<title>{TITLE}</title>".encode("gbk"), "utf-8"),
        (f"<title>{TITLE}</title>".encode("gbk"), "no-such-charset"),
        (f"<meta charset=gbk><title>{TITLE}</title>".encode("gbk"), ""),
        (f'<META http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{TITLE}'.encode("gbk"), ""),
        (f"<title>{TITLE}</title>".encode("utf-16"), ""),
        (f"<title>{TITLE}</title>".encode() + b"\xff\xfe\xe4", "utf-8"),
        (f"<!-- <title>旧</title> --><svg><title>图</title></svg><TITLE id=a>\n {TITLE}\n</TITLE>".encode(), "utf-8"),
        (f"<script>'<title>旧</title>'</script><title>{TITLE}</title><title>后</title>".encode(), "utf-8"),
        (f"<title>{TITLE}&#x1b;\x07\u202e</title>".encode(), "utf-8"),
    ],
)
def test_titles(raw: bytes, header: str) -> None:
    title, charset, _ = marks_of(raw)
    assert title_of(title, header, charset) == TITLE


@pytest.mark.parametrize(
    ("page", "sent_on"),
    [
        ("<meta http-equiv=refresh content='0;url=http://b.cn/'>", "http://b.cn/"),
        ('<META content="3; URL=\'/b?x=1&amp;y=2\'" http-equiv="Refresh">', "/b?x=1&y=2"),
        ("<meta http-equiv=refresh content=30>", ""),
        ("<meta http-equiv=refresh content='600;url=/news'>", ""),
        ("<!--<meta http-equiv=refresh content='0;url=http://b.cn/'>-->", ""),
        ("<meta name=refresh content='0;url=http://b.cn/'>", ""),
    ],
)
def test_where_a_page_sends_its_reader_on(page: str, sent_on: str) -> None:
    assert marks_of(page.encode())[2] == sent_on
    assert marks_of(b"", "0; url=http://c.cn/")[2] == "http://c.cn/"


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<title", "<title>", "<script>", "<meta ", "<meta>", "<meta content='", "<meta http-equiv= ", "<meta charset= \"'",
     "<meta http-equiv=refresh content='0 ", "</title>", "<title>&#1;", "<"],
)  # fmt: skip
def test_a_strangers_page_costs_little(piece: str) -> None:
    started = time.process_time()
    title, charset, _ = marks_of((piece * MOST_BYTES).encode()[:MOST_BYTES] + b">")
    title_of(title, charset)
    marks_of(piece.encode() + b" " * MOST_BYTES + b">", " " * MOST_BYTES)
    assert time.process_time() - started < 5  # a step too many took minutes
