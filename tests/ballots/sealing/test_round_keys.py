from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from portal.ballots.sealing.round_keys import UsedTokenKeys


def test_a_round_has_one_key_however_many_ask_at_once(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _one: UsedTokenKeys(tmp_path / "keys").of(7), range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["spent-7.key"]


def test_rounds_have_different_keys_that_only_their_owner_reads(tmp_path):
    keys = UsedTokenKeys(tmp_path)
    assert keys.of(1) != keys.of(2)
    assert keys.path(1).stat().st_mode & 0o077 == 0


def test_looking_makes_no_key(tmp_path):
    assert UsedTokenKeys(tmp_path).known(7) is None
    assert list(tmp_path.iterdir()) == []


def test_a_destroyed_key_is_gone_for_everyone_who_had_read_it(tmp_path):
    one, other = UsedTokenKeys(tmp_path), UsedTokenKeys(tmp_path)
    assert one.of(7) == other.of(7)
    assert one.destroy(7)
    assert other.known(7) is None
    assert not other.destroy(7)
