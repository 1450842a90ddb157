"""Pictures made fit for a platform: small enough, the right way up, without what cameras write beside them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.media import gallery
from pipeline.media.channel import Most
from pipeline.media.gallery import FileGallery, NamesOnly, fit
from pipeline.store import AttachmentRow
from tests.media.sites import picture

MOST = Most(1024 * 1024)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def written(image: Image.Image, form: str, **options: object) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


@pytest.mark.parametrize(
    ("form", "size"), [("JPEG", (3000, 2000)), ("PNG", (2200, 2600)), ("WEBP", (900, 400)), ("GIF", (500, 90))]
)
def test_within_the_limits(form: str, size: tuple[int, int]) -> None:
    shot = fit(picture(*size, form), MOST)
    assert shot is not None and len(shot.content) < MOST.size
    image = opened(shot.content)
    assert image.size == (shot.width, shot.height) and image.width == min(1080, size[0])
    assert image.format == {"jpg": "JPEG", "png": "PNG"}[shot.type]


def test_a_tight_limit_makes_it_smaller_or_gives_up() -> None:
    shot = fit(picture(1080, 800), Most(60_000))
    assert shot is not None and len(shot.content) < 60_000 and shot.width < 1080
    assert fit(picture(1080, 800), Most(900)) is None


def test_what_cameras_write_is_left_out_and_the_way_up_applied() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    shot = fit(written(Image.new("RGB", (400, 200), "red"), "JPEG", exif=exif), MOST)
    assert shot is not None and (shot.width, shot.height) == (200, 400)
    assert not opened(shot.content).getexif() and b"Camera" not in shot.content


def test_a_clear_drawing_stays_clear_or_gets_a_white_ground() -> None:
    clear = written(Image.new("RGBA", (300, 200), (255, 0, 0, 0)), "PNG")
    shot = fit(clear, MOST)
    assert shot is not None and shot.type == "png"
    noise = Image.effect_noise((1080, 1080), 100).convert("RGBA")
    noise.putalpha(0)
    flat = fit(written(noise, "PNG"), Most(100_000))
    assert flat is not None and (flat.type == "png" or opened(flat.content).getpixel((5, 5)) == (255, 255, 255))


def test_no_picture_and_too_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fit(b"\xff\xd8\xffnothing", MOST) is None and fit(b"<svg onload=hit(1)>", MOST) is None
    monkeypatch.setattr(gallery, "MOST_PIXELS", 1000)
    assert fit(picture(100, 100), MOST) is None


def test_a_file_that_changed_since_it_was_read_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(100, 100))
    row = AttachmentRow("item", "a.jpg", "a.jpg", 1, "0" * 64, "jpg", 0)
    assert FileGallery(tmp_path, [row]).shot("a.jpg", MOST) is None
    assert NamesOnly(tmp_path, [row]).shot("a.jpg", MOST) is not None
    assert NamesOnly(tmp_path, [row]).shot("b.jpg", MOST) is None
