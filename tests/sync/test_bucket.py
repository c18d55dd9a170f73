"""Files in an S3-compatible store: any worker goes on where another stood, and a store that is away loses nothing."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import obstore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore

from desk.errors import Trouble
from sync.gateway import files as files_of_the_province
from sync.gateway.boxes import PlainBox, SealedBox
from sync.gateway.bucket import SLICE_BYTES, BucketRoom, opened_bucket
from sync.gateway.files import Claim, Files
from sync.gateway.parts import Superseded
from sync.gateway.store import GatewayStore, slices
from sync.outbox import Ending
from tests.sync.buckets import Weed
from tests.sync.conftest import Province
from tests.sync.desks import MORNING
from tests.sync.held import files_there, journal_there
from tests.sync.test_cuts import a_small_day, everything_is_there_once

KEY = bytes(range(32))


@pytest.mark.parametrize("box", [PlainBox(), SealedBox(KEY)], ids=["plain", "sealed"])
@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(1, 3 * SLICE_BYTES),
    steps=st.lists(
        st.tuples(st.sampled_from(["append", "keep", "rollback", "kill"]), st.integers(1, SLICE_BYTES)),
        max_size=12,
    ),
)
def test_whatever_happens_between_its_pieces_a_file_arrives_as_it_was(box, seed, size, steps) -> None:
    """Workers that die, take over, throw back: what the room says has arrived is always a prefix that is durable."""
    content = random.Random(seed).randbytes(size)
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        store, bucket = GatewayStore(Path(folder)), MemoryStore()

        def worker() -> Files:
            return Files(store, BucketRoom(store, bucket, box))

        files = worker()
        claim = files.begin(sha256, size, MORNING)
        kept = 0
        for step, many in steps:
            if step == "append":
                files.append(claim, content[claim.size : claim.size + many])
            elif step == "keep":
                kept = files.keep(claim)
            elif step == "rollback":
                files.rollback(claim)
                kept = min(kept, claim.size)
            else:
                files = worker()  # the one before is gone without a word
                claim = files.claim(sha256)
                assert claim.size >= kept, "what was said to be kept is there"
                kept = claim.size
        files.append(claim, content[claim.size :])
        files.finish(claim, MORNING)
        assert b"".join(worker().read(sha256)) == content
        at = min(seed % size, size - 1)
        assert worker().piece(sha256, at, 1_000) == content[at : at + 1_000]
        with store.read() as session:
            assert session.execute(slices.select()).first() is None
        store.close()


@pytest.mark.parametrize("size", [SLICE_BYTES + 1, 24 * SLICE_BYTES], ids=["one put", "several parts"])
def test_a_file_that_is_begun_anew_while_it_is_put_away_never_lies_there_cut(
    tmp_path: Path, buckets, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Under its hash lies the whole file or none: nobody would ever ask for the rest."""
    content = random.Random(size).randbytes(size)
    sha256 = hashlib.sha256(content).hexdigest()
    store, bucket = GatewayStore(tmp_path), opened_bucket(buckets())
    here, there = (Files(store, BucketRoom(store, bucket, PlainBox())) for _worker in range(2))
    claim = here.begin(sha256, size, MORNING)
    here.append(claim, content)
    compare = files_of_the_province._is_what_it_says

    def compared_and_then_begun_anew(of: Claim) -> bool:
        same = compare(of)
        there.begin(sha256, size, MORNING)
        return same

    monkeypatch.setattr(files_of_the_province, "_is_what_it_says", compared_and_then_begun_anew)
    with pytest.raises(Superseded):
        here.finish(claim, MORNING)
    assert not there.has(sha256)
    monkeypatch.undo()
    again = there.begin(sha256, size, MORNING)
    there.append(again, content)
    there.finish(again, MORNING)
    assert b"".join(here.read(sha256)) == content
    store.close()


@pytest.fixture
def weed(tmp_path: Path) -> Iterator[Weed]:
    made = Weed(tmp_path / "weed")
    with mock.patch.dict(os.environ, made.environment):
        yield made
    made.close()


@pytest.mark.heavy
def test_while_the_store_is_away_the_journal_goes_on_and_files_come_later(weed, tmp_path, exchange) -> None:
    province = Province(tmp_path / "province", bucket="s3://tinh-thu/nha")
    desk = province.new_desk()
    a_small_day(desk)
    weed.stop()
    report = exchange(desk, until=1.5)
    assert report.outcome is Ending.OUT_OF_TIME
    assert "đang bận" in " ".join(one.message for one in report.attention)
    assert desk.held() == desk.tip(), "the journal needs no bucket"
    weed.start()
    assert exchange(desk).outcome is Ending.DONE
    everything_is_there_once(province, desk)
    province.embedded.stop()


def test_a_store_that_keeps_us_out_or_is_away_is_told_at_the_start(weed, tmp_path) -> None:
    with mock.patch.dict(os.environ, {"AWS_SECRET_ACCESS_KEY": "sai"}), pytest.raises(Trouble) as out:
        Province(tmp_path / "one", bucket="s3://tinh-thu/nha")
    assert out.value.code == "bucket_refused"
    assert "AWS_SECRET_ACCESS_KEY" in out.value.advice
    weed.stop()
    with pytest.raises(Trouble) as away:
        Province(tmp_path / "two", bucket="s3://tinh-thu/nha")
    assert away.value.code == "bucket_away"


def test_with_a_key_nothing_lies_in_the_clear_there_either(buckets, tmp_path, exchange) -> None:
    at = buckets()
    province = Province(tmp_path / "province", KEY, bucket=at)
    desk = province.new_desk()
    secret = b"Nguyen Van Thu " * 500
    whole = desk.attach(desk.receive(), b"%PDF-" + secret)
    assert exchange(desk).outcome is Ending.DONE
    assert files_there(province, desk) == desk.files
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
    lying = bytes(obstore.get(opened_bucket(at), f"files/{whole[:2]}/{whole}").bytes())
    assert secret[:15] not in lying
    claim = province.gateway.files.begin(secrets.token_hex(32), 10_000, MORNING)
    province.gateway.files.append(claim, secret)
    province.gateway.files.keep(claim)
    with province.gateway.store.read() as session:
        under_way = session.scalars(slices.select().with_only_columns(slices.c.data)).all()
    assert under_way
    assert all(secret[:15] not in bytes(one) for one in under_way)
    province.embedded.stop()
