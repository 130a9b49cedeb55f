import gzip
import json
import random
import tracemalloc

import msgspec
import pytest

from shared.amazon.report_files import ReportFileError, iter_json_records


class Row(msgspec.Struct, gc=False):
    n: int
    text: str = ""


def records(content: bytes, *, size: int = 1 << 16, gzipped: bool = False, **options):
    chunks = (content[start : start + size] for start in range(0, len(content), size))
    return [row for batch in iter_json_records(chunks, Row, gzipped=gzipped, **options) for row in batch]


def code_of(content: bytes, **options) -> str:
    with pytest.raises(ReportFileError) as caught:
        records(content, **options)
    return caught.value.code


def array(count: int, **options) -> bytes:
    return json.dumps([{"n": n, "text": f"kettle {n}"} for n in range(count)], **options).encode()


@pytest.mark.parametrize(
    "options", [{"separators": (",", ":")}, {}, {"indent": 2}], ids=["compact", "spaced", "tall"]
)
@pytest.mark.parametrize("size", [1, 7, 1000, 10**9])
@pytest.mark.parametrize("gzipped", [True, False])
def test_every_record_once_whatever_the_pieces(options, size, gzipped):
    content = array(300, **options)
    packed = gzip.compress(content) if gzipped else content
    rows = records(packed, size=size, gzipped=gzipped, batch_bytes=500)
    assert [row.n for row in rows] == list(range(300))
    assert rows[299].text == "kettle 299"


@pytest.mark.parametrize("gzipped", [True, False])
def test_batches_are_small_even_if_all_comes_at_once(gzipped):
    content = array(50_000)
    whole = gzip.compress(content) if gzipped else content
    sizes = [len(batch) for batch in iter_json_records([whole], Row, gzipped=gzipped)]
    assert sum(sizes) == 50_000
    assert max(sizes) < 20_000


NASTY = ['},{"n":1', "}, {", '"},{"', "\\", '\\"},{', "},{},{},{" * 20, "水壶},{", "[{", "}]"]


@pytest.mark.parametrize("seed", range(5))
def test_what_looks_like_a_border_is_none(seed):
    chance = random.Random(seed)  # noqa: S311
    rows = [{"n": n, "text": "".join(chance.choices(NASTY, k=chance.randrange(6)))} for n in range(400)]
    content = json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()
    for batch_bytes in (50, 700, 5000):
        found = records(content, size=chance.randrange(1, 3000), batch_bytes=batch_bytes)
        assert [(row.n, row.text) for row in found] == [(row["n"], row["text"]) for row in rows]


def test_a_record_larger_than_a_batch():
    rows = [{"n": 0, "text": "},{" * 100_000}, {"n": 1, "text": "x" * 300_000}, {"n": 2}]
    content = json.dumps(rows, separators=(",", ":")).encode()
    assert [len(row.text) for row in records(content, batch_bytes=1000)] == [300_000, 300_000, 0]


class Tree(msgspec.Struct):
    n: int
    leaves: list[dict[str, int]]


def test_borders_inside_records():
    rows = [{"n": n, "leaves": [{"a": 1}, {"b": 2}, {"c": 3}]} for n in range(200)]
    content = json.dumps(rows, separators=(",", ":")).encode()
    chunks = [content[start : start + 100] for start in range(0, len(content), 100)]
    found = [row for batch in iter_json_records(chunks, Tree, gzipped=False, batch_bytes=150) for row in batch]
    assert [row.n for row in found] == list(range(200))
    assert all(len(row.leaves) == 3 for row in found)


@pytest.mark.parametrize("content", [b"[]", b" [ ] \n", b"\xef\xbb\xbf[]"])
def test_an_empty_array_has_no_records(content):
    assert records(content, size=1) == []
    assert records(gzip.compress(content), gzipped=True) == []


def test_a_byte_order_mark_is_passed_over():
    assert [row.n for row in records(b"\xef\xbb\xbf " + array(3), size=1)] == [0, 1, 2]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_empty_files(content):
    assert code_of(content) == "file-empty"
    assert code_of(b"", gzipped=True) == "file-empty"


@pytest.mark.parametrize("content", [b"{}", b'{"n":1}', b"null", b"hello", b"1", b"\xef\xbbX"])
def test_what_is_no_array(content):
    assert code_of(content, size=1) == "json-invalid"


@pytest.mark.parametrize("end", [1, 2, 10, 3000, 11_000])
def test_text_that_breaks_off(end):
    content = array(500)
    assert code_of(content[:-end], batch_bytes=1000) == "file-truncated"


@pytest.mark.parametrize("end", [1, 4, 8, 9, 500])
def test_packed_data_that_breaks_off(end):
    assert code_of(gzip.compress(array(500))[:-end], gzipped=True, batch_bytes=1000) == "file-truncated"


@pytest.mark.parametrize("garbage", [b"x", b"[]", b",{}", b'},{"n":1}]', b"\x00"])
def test_garbage_after_the_array(garbage):
    assert code_of(array(50) + garbage, batch_bytes=100) == "json-invalid"


def test_garbage_in_the_middle():
    content = array(100)
    assert code_of(content.replace(b'"n": 50', b"n: 50"), batch_bytes=100) == "json-invalid"


@pytest.mark.parametrize("garbage", [b"garbage", b"\x1f\x8bgarbage but longer than a header"])
def test_garbage_after_packed_data(garbage):
    assert code_of(gzip.compress(array(5)) + garbage, gzipped=True) == "file-rejected"


def test_damaged_packed_data():
    packed = bytearray(gzip.compress(array(500)))
    packed[-6] ^= 1  # of the checksum
    assert code_of(bytes(packed), gzipped=True) == "file-rejected"
    assert code_of(b"\x1f\x8bnot gzip", gzipped=True) == "file-rejected"
    assert code_of(b"no gzip at all", gzipped=True) == "file-rejected"


def test_several_members_are_one_file():
    content = array(100)
    packed = gzip.compress(content[:777]) + gzip.compress(content[777:])
    assert len(records(packed, gzipped=True, size=5)) == 100


@pytest.mark.parametrize("gzipped", [True, False])
def test_the_size_limit(gzipped):
    content = array(1000)
    packed = gzip.compress(content) if gzipped else content
    assert len(records(packed, gzipped=gzipped, max_bytes=len(content))) == 1000
    assert code_of(packed, gzipped=gzipped, max_bytes=len(content) - 1) == "file-rejected"


def test_a_bomb_takes_no_memory():
    bomb = gzip.compress(b"[" + b" " * 60_000_000)
    tracemalloc.start()
    try:
        assert code_of(bomb, gzipped=True, max_bytes=50_000_000) in {"file-rejected", "json-invalid"}
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


def test_what_unpacks_to_more_than_a_report_would_is_refused_long_before_the_limit():
    """A packed byte becomes a thousand here; reports become 5 to 30."""
    packed = gzip.compress(b'[{"n":1,"text":"' + b"0" * 300_000_000 + b'"}]', compresslevel=6)
    seen = []

    def chunks():
        for start in range(0, len(packed), 1 << 14):
            seen.append(start)
            yield packed[start : start + (1 << 14)]

    with pytest.raises(ReportFileError) as refused:
        list(iter_json_records(chunks(), Row, gzipped=True))
    assert (refused.value.code, refused.value.detail) == ("file-rejected", "the file unpacks to too much")
    assert len(seen) == 1  # 16 kB of 300


def test_a_small_file_may_be_packed_as_it_likes():
    content = b'[{"n":1,"text":"' + b"0" * (4 * 1024 * 1024 - 100) + b'"}]'
    assert len(records(gzip.compress(content), gzipped=True)) == 1


def test_the_record_limit():
    assert len(records(array(100), max_rows=100)) == 100
    assert code_of(array(101), max_rows=100) == "file-rejected"


def test_bad_records_are_told_and_the_others_kept():
    rows = json.loads(array(1000))
    rows[3] = {"n": "three"}
    rows[500] = {"text": "no number"}
    rows[501] = [1, 2]
    rows[999] = None
    bad: list[tuple[int, str]] = []
    content = json.dumps(rows, separators=(",", ":")).encode()
    found = records(content, size=100, batch_bytes=300, on_error=lambda index, message: bad.append((index, message)))
    assert [row.n for row in found] == [n for n in range(1000) if n not in {3, 500, 501, 999}]
    assert [index for index, _ in bad] == [3, 500, 501, 999]
    assert bad[0][1].en == "Expected `int`, got `str` - at `$.n`"


def test_a_record_that_is_no_utf_8_is_a_bad_record():
    bad: list[int] = []
    content = array(10).replace(b"kettle 4", b"kettle \xff")
    assert len(records(content, on_error=lambda index, _: bad.append(index))) == 9
    assert bad == [4]


def test_endless_nesting():
    assert code_of(b'[{"n":1},{"n":' + b"[" * 200_000) == "json-invalid"


def test_a_bad_record_ends_the_reading_when_nobody_is_told():
    assert code_of(array(10).replace(b'"n": 4', b'"n": "x"')) == "json-invalid"
