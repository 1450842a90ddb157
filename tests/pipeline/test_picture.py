"""One picture: odd modes, orientation, bombs, smaller files, and what is left out of the file itself."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from pipeline import picture
from pipeline.picture import Picture, make
from pipeline.picture_metadata import without_metadata

SECRET = b"Zhang San 13800138000"


def photo(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Soft shapes with some grain, as in a photograph."""
    grain = Image.effect_noise((width, height), 40).resize((width, height))
    bands = [Image.linear_gradient("L").resize((width, height)).rotate(90 * turn) for turn in range(3)]
    return Image.blend(Image.merge("RGB", bands), Image.merge("RGB", [grain] * 3), 0.15).convert(mode)


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, format, **options)
    return written.getvalue()


def opened(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def of_photo(raw: bytes) -> tuple[Picture, dict[str, bytes]]:
    found, files = make(raw)
    assert not found.fault
    return found, files


def test_a_photograph_gets_both_kinds_in_several_widths_and_all_are_smaller() -> None:
    raw = saved(photo(2400, 1600), "JPEG", quality=92)
    found, files = of_photo(raw)
    assert (found.width, found.height, found.stripped) == (2400, 1600, False)
    assert files.keys() == {f"{width}.{kind}" for width in (1920, 1600, 960, 480) for kind in ("avif", "webp")} - {
        f"1600.{kind}" for kind in ("avif", "webp") if 1920 * picture.APART <= 1600
    }
    for name, content in files.items():
        width = int(name.partition(".")[0])
        assert opened(content).size == (width, round(1600 * width / 2400))
        assert opened(content).format == name.partition(".")[2].upper()
        assert len(content) < len(raw) * 0.9
        assert not opened(content).getexif()


def test_equal_pictures_give_equal_bytes() -> None:
    raw = saved(photo(), "JPEG", quality=92)
    assert make(raw) == make(raw)


def test_a_drawing_keeps_every_pixel() -> None:
    drawing = Image.new("RGB", (900, 600), "white")
    for at in range(0, 900, 7):
        drawing.paste((at % 256, 40, 200 - at % 100), (at, at % 500, at + 4, at % 500 + 90))
    found, files = of_photo(saved(drawing, "PNG", compress_level=1))
    assert {name.partition(".")[2] for name in files} == {"webp"}
    assert opened(files["900.webp"]).convert("RGB").tobytes() == drawing.tobytes()
    assert found.variants[0] == (900, "webp")


def test_small_files_and_those_that_do_not_shrink_are_left_alone() -> None:
    assert make(saved(Image.new("RGB", (64, 64), "red"), "PNG"))[1] == {}
    squeezed = saved(photo(2400, 1600), "WEBP", quality=20)
    assert len(squeezed) > picture.SMALLEST
    assert make(squeezed)[1] == {}


@pytest.mark.parametrize("way_up", range(2, 9))
def test_the_way_up_is_applied(way_up: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = way_up
    image = photo(1200, 800)
    image.paste((255, 0, 0), (0, 0, 1200, 200))
    found, files = of_photo(saved(image, "JPEG", quality=92, exif=exif))
    assert (found.width, found.height) == ((1200, 800) if way_up < 5 else (800, 1200))
    shown = opened(files[f"{found.width}.webp"]).convert("RGB")
    assert shown.size == (found.width, found.height)
    middle = {2: (600, 50), 3: (600, 750), 4: (600, 750), 5: (50, 600), 6: (750, 600), 7: (750, 600), 8: (50, 600)}[
        way_up
    ]
    red, green, blue = shown.getpixel(middle)  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60
    assert "plain" not in files or opened(files["plain"]).getexif()[0x0112] == way_up


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "RGBA", "I;16"])
def test_odd_modes_are_shown_right(mode: str) -> None:
    if mode == "I;16":
        image = photo(mode="L").convert("I").point(lambda value: value * 256).convert("I;16")
    elif mode == "P":
        image = photo().quantize(64)
    else:
        image = photo(mode=mode)
    raw = saved(image, "JPEG", quality=95) if mode == "CMYK" else saved(image, "PNG")
    found, files = of_photo(raw)
    assert (found.width, found.height) == (1200, 800)
    expected = photo(mode="L").convert("RGB") if mode in ("L", "1", "LA", "I;16") else photo()
    for content in files.values():
        shown = opened(content).convert("RGB").resize((12, 8))
        pairs = zip(shown.tobytes(), expected.resize((12, 8)).tobytes(), strict=True)
        assert max(abs(one - other) for one, other in pairs) < 40


def test_a_palette_with_a_clear_colour_stays_clear() -> None:
    image = photo(800, 600).quantize(32)
    image.paste(5, (0, 0, 300, 300))
    _, files = of_photo(saved(image, "PNG", transparency=5))
    for content in files.values():
        shown = opened(content)
        assert shown.mode == "RGBA"
        assert shown.getpixel((10, 10))[3] == 0  # type: ignore[index]
        assert shown.getpixel((shown.width - 5, shown.height - 5))[3] == 255  # type: ignore[index]


def moving(format: str, **more: Any) -> bytes:
    frames = [photo(400, 300).rotate(turn) for turn in (0, 20, 40)]
    if format == "GIF":
        frames = [frame.quantize(64) for frame in frames]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=80, **more)


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_moving_pictures_stay_as_they_are_with_their_first_frame_beside_them(format: str) -> None:
    raw = moving(format)
    found, files = make(raw)
    assert (found.width, found.height, found.moving, found.variants) == (400, 300, True, ((400, "webp"),))
    still = opened(files["400.webp"])
    assert files.keys() == {"400.webp"}
    assert not getattr(still, "is_animated", False)
    assert still.convert("RGB").getpixel((200, 150)) == pytest.approx(
        opened(raw).convert("RGB").getpixel((200, 150)), abs=9
    )


def test_a_second_view_in_the_file_of_a_camera_is_no_movement() -> None:
    found, files = of_photo(saved(photo(), "MPO", save_all=True, append_images=[photo()], quality=92))
    assert not found.moving
    assert {name.partition(".")[2] for name in files} >= {"webp", "avif"}
    assert len(files["plain"]) < found.size * 1.01, "the second view is left out"


def test_another_colour_space_is_brought_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    found, files = of_photo(saved(photo(), "JPEG", quality=92, icc_profile=profile))
    assert found.variants, "a profile that does not fit is left out of account"
    assert all("icc_profile" not in opened(content).info for name, content in files.items() if name != "plain")


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and would be, of one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (1, 2**31 - 1), (8000, 5001)])
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    found, files = make(bomb(width, height))
    assert (found.fault, files) == ("pixels", {})


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xd8\xff",
        saved(photo(300, 200), "JPEG")[:900],
        bomb(100, 100)[:60],
        b"GIF89a",
    ],
)
def test_what_cannot_be_read_is_told(raw: bytes) -> None:
    found, files = make(raw)
    assert (found.fault, found.variants, files) == ("unreadable", (), {})


@pytest.mark.parametrize("raw", [b"", b"not a picture", b"<svg/>", b"%PDF-1.4"])
def test_what_is_no_picture_at_all_is_left_to_the_check_of_attachments(raw: bytes) -> None:
    assert make(raw) == (Picture(0, 0, len(raw), False, ()), {})


# metadata -------------------------------------------------------------------------------------------------------------


def tagged(format: str, way_up: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = way_up, SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    if format == "JPEG":
        return saved(photo(300, 200), "JPEG", exif=exif, comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET) + SECRET
    if format == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Author", SECRET.decode())
        told.add_itxt("Comment", SECRET.decode())
        return saved(photo(300, 200), "PNG", pnginfo=told, exif=exif) + SECRET
    return saved(photo(300, 200), "WEBP", exif=exif, xmp=b"<x:xmpmeta>" + SECRET)


def test_comments_and_packets_in_a_moving_picture_go_and_its_frames_and_repeats_stay() -> None:
    plain = moving("GIF", loop=0)
    packet = b"!\xff\x0bXMP DataXMP<x:xmpmeta>" + SECRET + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    comment = b"!\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    start = 13 + (3 << (plain[10] & 7) + 1)
    bare = without_metadata(plain[:start] + comment + packet + plain[start:] + SECRET)
    assert bare == plain
    assert b"NETSCAPE2.0" in bare
    assert without_metadata(plain[:start] + comment + plain[start:-1]) == plain[:-1], "without the mark of its end"
    assert without_metadata(saved(photo(30, 20).quantize(8), "GIF", comment=SECRET)).find(SECRET) < 0


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_a_file_whose_metadata_cannot_be_told_from_the_picture_is_reported(cut: int) -> None:
    raw = tagged("JPEG")
    at = raw.index(b"\xff\xdb")
    found, files = make(raw[:at] + b"\0" * cut + raw[at:])
    assert found.fault in ("metadata", "unreadable")
    assert "plain" not in files


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("way_up", [1, 6])
def test_nothing_but_the_picture_is_left(format: str, way_up: int) -> None:
    raw = tagged(format, way_up)
    assert SECRET in raw
    bare = without_metadata(raw, way_up)
    assert SECRET not in bare
    assert opened(bare).convert("RGB").tobytes() == opened(raw).convert("RGB").tobytes()
    left = opened(bare).getexif()
    assert dict(left) == ({} if way_up == 1 else {0x0112: way_up})
    assert without_metadata(bare, way_up) == bare


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_tells_nothing_keeps_its_bytes(format: str) -> None:
    raw = saved(photo(300, 200), format)
    assert without_metadata(raw) == raw


def test_a_profile_of_colours_and_a_progressive_scan_stay() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = saved(photo(300, 200), "JPEG", icc_profile=profile, progressive=True, comment=SECRET)
    bare = without_metadata(raw)
    assert opened(bare).info["icc_profile"] == profile
    assert opened(bare).tobytes() == opened(raw).tobytes()
    assert SECRET not in bare


def test_the_published_file_is_the_stripped_one() -> None:
    raw = tagged("JPEG")
    found, files = make(raw)
    assert found.stripped
    assert found.size == len(files["plain"]) < len(raw)
    assert SECRET not in files["plain"]
