"""Nothing is lost: lines in = rows kept + lines rejected, whatever a file looks like (INPUTS.md)."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.lib.errors import TieringError
from orchestration.lib.landing import assess, records
from tests.integration.landing_kit import Place

TEXT = st.text(st.sampled_from("aÄ€ 1,;|\t\"'\n.-"), max_size=8)
AMOUNT = st.one_of(st.integers(-5, 9999).map(str), st.sampled_from(["", "1.5", "x", "N/A"]))
DAY = st.sampled_from(["", "2026-01-02", "2026-13-01", "1 May 2026", "n/a"])
SOUND = st.tuples(TEXT, AMOUNT, DAY)
PLAIN = ("", "0", "")
DAMAGED = st.sampled_from(
    [
        '{key},"open,1,',
        "{key},short",
        "{key},a,1,2026-01-01,long,x",
        '"{key},whole,1,"',
        '"{key},whole,1,",,,',
        '{key},a"b"c,1,',
        "",
    ]
)


def _written(rows: list[tuple[str, str, str] | str], delimiter: str, line_end: str) -> str:
    """The rows as a CSV file; a row that is a text is written as it stands, as a damaged line."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(["account_id", "name", "annual_revenue", "created_at"])
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str):
            file.write(row.format(key=f"K{number}").replace(",", delimiter) + line_end)
        else:
            writer.writerow([f"K{number}", "Co" + row[0], *row[1:]])
    return file.getvalue()


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(st.one_of(SOUND, SOUND, SOUND, DAMAGED), max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
    large=st.sampled_from([assess.LARGE, 0]),
)
# A lost quotation mark whose partner is several lines, a blank one and a character of three bytes away.
@example([PLAIN, PLAIN, '{key},"open,1,', PLAIN, "", ("€,", "0", "2026-13-01")], ",", "\n", "utf-8", 0)
@example([PLAIN, PLAIN, '{key},"open,1,', PLAIN, "", PLAIN], ",", "\n", "utf-8", assess.LARGE)
def test_every_line_is_kept_or_rejected(
    rows: list[tuple[str, str, str] | str], delimiter: str, line_end: str, encoding: str, large: int
) -> None:
    """Also where the file counts as large, so that it is assumed to be sound."""
    content = _written(rows, delimiter, line_end)
    with tempfile.TemporaryDirectory() as folder, patch.object(assess, "LARGE", large):
        place = Place(Path(folder)).put({"crm/accounts.csv": content.encode(encoding)})
        manifest = place.land()
        file = manifest.files[0]
        kept = place.query("select account_id, name, _line from raw.crm__accounts order by _line", manifest)
        rejected = place.query("select line from raw.rejects", manifest)
    assert file.lines_in == file.rows_kept + file.rows_rejected
    assert (len(kept), len(rejected)) == (file.rows_kept, file.rows_rejected)
    assert len({line for _, _, line in kept}) == len(kept), "a line is kept once"
    assert not {line for _, _, line in kept} & {line for (line,) in rejected}, "and is not rejected as well"
    # Without a damaged line, every row whose cells can be typed is there, whole.
    if all(isinstance(row, tuple) for row in rows):
        expected = [
            (f"K{number}", ("Co" + row[0]).strip(" \t\n"))
            for number, row in enumerate(rows, start=1)
            if isinstance(row, tuple) and row[1] != "x" and row[2] != "2026-13-01"
        ]
        assert [(key, name) for key, name, _ in kept] == expected


def test_a_lost_line_stops_the_landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path).put({"crm/accounts.csv": 'account_id,name\n1,"A\nB"\n2,C\n'})
    monkeypatch.setattr(records, "_line_breaks", lambda *_: 0)
    monkeypatch.setattr(records, "salvaged_records", lambda *_: ("select 1", 0))
    with pytest.raises(TieringError, match="3 lines are in the file, 0 were found"):
        place.land()
    assert not list(place.settings.raw.rglob("*.parquet")) and not (place.settings.raw / "ledger.jsonl").exists()


def test_a_quotation_mark_without_partner_costs_its_line_only(tmp_path: Path) -> None:
    """DuckDB alone loses a million lines of this file without a word."""
    rows = "".join(f"{number},name {number} of a company,\n" for number in range(3, 400_000))
    place = Place(tmp_path).put({"crm/accounts.csv": f'account_id,name,city\n1,A,\n2,"B,\n{rows}'})
    manifest = place.land()
    file = manifest.files[0]
    assert (file.lines_in, file.rows_kept, file.rows_rejected) == (399_999, 399_998, 1)
    assert place.query("select line, reason, raw_text from raw.rejects", manifest) == [
        (3, "a quotation mark has no partner", '2,"B,')
    ]
    assert place.query("select min(_line), max(_line), count(distinct _line) from raw.crm__accounts", manifest) == [
        (2, 400_000, 399_998)
    ]
