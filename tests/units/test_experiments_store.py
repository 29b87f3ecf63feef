"""What is in a store stays there, once, and as it was: kills, flipped bits, a second process, no room."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.experiments import sealing
from sim.experiments.locking import Busy
from sim.experiments.store import Conflict, Damaged, Store, Unwritable
from tests.helpers import desk
from tests.torture.stores import flipped_bits, killed_writers
from tests.torture.writer import row, write

SEED = 20260711


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


def test_a_value_is_there_again_when_the_store_is_opened_again(path: Path) -> None:
    with Store(path) as store:
        store.put(b"a", b"1")
        store.put_all([(b"b", b"2"), (b"a", b"1")])
    with Store(path) as store:
        assert (store.get(b"a"), store.get(b"b"), store.get(b"c"), len(store)) == (b"1", b"2", None, 2)


def test_a_closed_store_is_one_file_and_what_guards_it(path: Path) -> None:
    write(path, 40)
    parts = {"kept.sqlite", "kept.sqlite-seal", "kept.sqlite-mark", "kept.sqlite-lock"}
    assert {p.name for p in path.parent.iterdir()} == parts


def test_the_same_question_with_another_answer_is_an_alarm_and_changes_nothing(path: Path) -> None:
    with Store(path) as store:
        store.put(b"a", b"1")
        with pytest.raises(Conflict, match="answered differently before"):
            store.put_all([(b"b", b"2"), (b"a", b"3")])
        assert (store.get(b"a"), store.get(b"b")) == (b"1", None)


def test_a_second_holder_is_refused_in_this_process_and_in_another(path: Path) -> None:
    with Store(path):
        with pytest.raises(Busy, match=r"another process \(\d+\) is working on"):
            Store(path)
        command = [sys.executable, "-m", "tests.torture.writer", str(path), "3"]
        other = subprocess.run(
            command, cwd=desk.ROOT, env=desk.environment(), capture_output=True, text=True, check=False
        )
        assert "is working on" in other.stderr and other.stdout == ""
    Store(path).close()


def test_killed_writers_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    killed_writers(tmp_path / "store", kills=6, rows=400, seed=SEED)


def test_every_flipped_bit_of_a_closed_store_is_noticed(path: Path) -> None:
    write(path, 40)
    assert flipped_bits(path, flips=60, seed=SEED) == []
    Store(path).close()


def test_every_flipped_bit_of_the_main_file_is_noticed_after_a_kill(path: Path, tmp_path: Path) -> None:
    """The folder as a kill leaves it: copied while the store is open, its last rows only in the WAL."""
    store = Store(path)
    for n in range(20):
        store.put(*row(n))
    store._reseal(sealing.OPEN)
    for n in range(20, 30):
        store.put(*row(n))
    left = shutil.copytree(tmp_path, tmp_path.with_name(tmp_path.name + "-left"))
    store.close()
    kept = left / path.name
    for flip in range(30):
        folder = shutil.copytree(left, tmp_path / f"flip{flip}")
        assert flipped_bits(folder / kept.name, flips=1, seed=SEED + flip) == [], f"flip {flip}"
    with Store(kept) as found:
        assert all(found.get(row(n)[0]) == row(n)[1] for n in range(30))


@pytest.mark.parametrize("part", ["wal", "mark"])
def test_a_flipped_bit_beside_the_main_file_costs_no_row_in_silence(path: Path, part: str) -> None:
    store = Store(path)
    for n in range(10):
        store.put(*row(n))
    left = shutil.copytree(path.parent, path.parent.with_name(path.parent.name + "-left"))
    store.close()
    beside = left / f"{path.name}-{part}"
    data = bytearray(beside.read_bytes())
    data[len(data) // 2] ^= 4
    beside.write_bytes(data)
    with pytest.raises(Damaged, match=r"rows are missing|its mark"):
        Store(left / path.name)


def test_a_seal_that_is_lost_is_damage(path: Path) -> None:
    write(path, 3)
    path.with_name(path.name + "-seal").unlink()
    with pytest.raises(Damaged, match="its seal is missing"):
        Store(path)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from sim.experiments.store import Store, Unwritable
from tests.torture.writer import row

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
done = 0
try:
    for n in range(400):
        store.put(*row(n))
        done = n + 1
except Unwritable as error:
    print(done, error)
store.close()
"""


def test_no_room_ends_in_a_sentence_and_what_was_finished_is_kept(path: Path) -> None:
    """The room for each file is limited, as on a full disk; afterwards there is room again."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=desk.ROOT,
        env=desk.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    number, _, told = done.stdout.partition(" ")
    assert "cannot be written" in told and "is kept" in told, done.stderr
    with Store(path) as store:
        assert 0 < int(number) <= len(store)
        assert all(store.get(row(n)[0]) == row(n)[1] for n in range(int(number)))
        store.put(*row(400))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable, match="cannot be written"):
        Store(tmp_path / "file" / "kept.sqlite")


def test_a_seal_that_cannot_be_written_at_the_end_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    store.put(*row(10))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "write_seal", full)
        store.close()
    assert sealing.read_seal(path.with_name(path.name + "-seal")) is not None
    with Store(path) as again:
        assert again.get(row(10)[0]) == row(10)[1]
