"""What a file of hashes says, in every form that is taken, and what is left out of it."""

import hashlib
import io
import json
import os
from pathlib import Path

import pytest

from series.matching.lists.entries import Algorithm
from series.matching.lists.reading import Bad, Entry, NotAList, read_list

VICS = Path(os.environ.get("ICSE_REFERENCE_FILES", Path(__file__).parents[4] / "shared/data")) / "vics"
MD5, SHA1, SHA256, PDQ = "0e53c14a3e48d94ff596a2824307b492", "ab" * 20, "cd" * 32, "f0" * 32


def read(content: str | bytes) -> "list[Entry | Bad]":
    return list(read_list(io.BytesIO(content.encode() if isinstance(content, str) else content)))


def of(**texts: str) -> Entry:
    """The entry of these hashes, the strongest first."""
    found = {getattr(Algorithm, name.upper()): bytes.fromhex(text) for name, text in texts.items()}
    order = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5, Algorithm.PDQ)
    return Entry(tuple((int(one), found[one]) for one in order if one in found))


def test_plain_lines() -> None:
    text = f"# made by a test\n\n{MD5}\n{SHA1.upper()}\r\n{SHA256}  a name, with {MD5} in it.jpg\n{SHA256} *b.jpg"
    assert read(text) == [of(md5=MD5), of(sha1=SHA1), of(sha256=SHA256), of(sha256=SHA256)]


def test_csv_with_a_header_that_names_the_hashes() -> None:
    for delimiter in ",;\t|":
        lines = [["Name", "SHA-256", "MD5 hash", "pdq"], ["a", SHA256.upper(), MD5, PDQ], ["b", "", MD5, ""]]
        text = "\ufeff" + "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
        assert read(text) == [of(sha256=SHA256, md5=MD5, pdq=PDQ), of(md5=MD5)]


def test_rds_of_nsrl() -> None:
    """Its names hold quotes and bytes that are no UTF-8; one that does not end swallows no other line."""
    header = b'"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
    line = b'"%b","%b","AA6A7B16","%b",2226,228,"358",""\r\n'
    rows = [
        line % (SHA1.upper().encode(), MD5.upper().encode(), name) for name in (b"a.gif", b'"open.gif', b"\xff\xfe")
    ]
    assert read(header + b"".join(rows)) == [of(sha1=SHA1, md5=MD5)] * 3


def medium(**fields: object) -> dict[str, object]:
    return {"MediaID": 0, "MediaSize": "488", "Category": 8, **fields}


def test_hash_set_of_vics() -> None:
    media = [medium(MD5=MD5.upper(), SHA1=SHA1, MediaFiles=[{"MD5": "11" * 16, "FileName": "x"}]), medium(md5=MD5)]
    document = {"odata.metadata": "http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media", "value": media}
    text = "\ufeff" + json.dumps(document)
    assert read(text) == [of(sha1=SHA1, md5=MD5), of(md5=MD5)]


def test_cases_of_vics() -> None:
    more = [{"MD5": MD5, "HashName": "PDQ", "HashValue": PDQ}, {"MD5": MD5, "HashName": "PhotoDNA", "HashValue": "x"}]
    media = [medium(MD5=MD5, SHA1="", AlternativeHashes=more, Exifs=[{"MD5": MD5, "PropertyName": "Make"}])]
    cases = [{"CaseID": "{1}", "CaseNumber": "1", "Media": media}, {"CaseID": "{2}", "Media": [medium(MD5="zz")]}]
    assert read(json.dumps({"value": cases})) == [of(md5=MD5, pdq=PDQ), Bad(2, "wrong_hash")]


@pytest.mark.parametrize("data", [b"", b"x"])
def test_hashes_of_empty_files_are_left_out(data: bytes) -> None:
    made = [hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256")]
    expected = [Bad(1, "empty_file")] * 3 if not data else [of(md5=made[0]), of(sha1=made[1]), of(sha256=made[2])]
    assert [read(one)[0] for one in made] == expected


def test_bad_lines_are_named_by_number_and_code() -> None:
    text = f"md5,sha1,name\n{MD5},,a\n,,b\n{MD5}0,,c\n{MD5},zz,d\n{'0' * 32},,e\n{'x' * 70_000}\n{MD5},,f\n"
    bad = [Bad(3, "no_hash"), Bad(4, "wrong_hash"), Bad(5, "wrong_hash"), Bad(6, "flat"), Bad(7, "too_long")]
    assert read(text) == [of(md5=MD5), *bad, of(md5=MD5)]


@pytest.mark.parametrize(
    "text",
    [f'{{"value": [{{"MD5": "{MD5}"}},', "[" * 40, f'{{"value": [{{"MD5": "{MD5}"}}]}} {{', f'{{"a": {"9" * 5000}}}'],
    ids=["cut off", "deep", "two", "number"],
)
def test_json_that_is_broken_is_no_list(text: str) -> None:
    with pytest.raises(NotAList) as refused:
        read(text)
    assert refused.value.code == "broken"


@pytest.mark.parametrize("content", [b"", b"\n\n", b'{"value": []}', b"{}", b"[]"])
def test_what_says_nothing(content: bytes) -> None:
    assert read(content) == []


def test_a_picture_is_no_list() -> None:
    found = read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)
    assert found
    assert all(isinstance(one, Bad) for one in found)


@pytest.mark.skipif(not VICS.is_dir(), reason="the files of NIST are not here")
def test_nsrl_caid_as_nist_publishes_it() -> None:
    files = sorted(VICS.glob("NSRL-CAID-*.json"))
    found = {path.name: read(path.read_bytes()) for path in files}
    for path in files:
        media = json.loads(path.read_text(encoding="utf-8-sig"))["value"]
        expected = [of(md5=one["MD5"], sha1=one["SHA1"]) for one in media]
        assert found[path.name] == expected
    assert sum(map(len, found.values())) > 900
