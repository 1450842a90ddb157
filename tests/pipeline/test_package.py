"""Packages as every reader of zip files opens them."""

import zipfile
from io import BytesIO

import pytest

from pipeline.mould import Mould, sign
from pipeline.package import member, packed


@pytest.mark.parametrize("size", [0, 1, 255, 256, 511, 512, 4_095, 4_096, 32_767, 32_768, 70_000])
def test_parts_of_every_size_come_back(size: int) -> None:
    content = b"".join(b"<c r='%d'/>" % number for number in range(size // 8 + 1))[:size]
    with zipfile.ZipFile(BytesIO(packed([member("a.xml", content), member("b.xml", content[::-1])]))) as archive:
        assert archive.testzip() is None
        assert (archive.read("a.xml"), archive.read("b.xml")) == (content, content[::-1])


def test_a_mould_is_cast_the_same_as_text_and_encoded() -> None:
    mould = Mould(f"<甲>{sign(1)}</甲>{sign(0)}{sign(1)}")
    assert mould.cast(["一", "2"]) == "<甲>2</甲>一2"
    assert mould.cast_encoded(["一", "2"]) == "<甲>2</甲>一2".encode()
