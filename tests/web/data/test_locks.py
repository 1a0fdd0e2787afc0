"""A lock that one holds alone: of many who ask at once one has it, and no file of it is left."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from portal.web.data import locks


def test_of_many_who_ask_at_once_never_two_hold_a_lock_and_its_file_is_gone_afterwards(app, db, tmp_path):
    holders, most, counted, held = [], [], threading.Lock(), []

    def ask(_number: int) -> None:
        with app.app_context():
            for _time in range(150):
                with locks.exclusive("work", tmp_path) as mine:
                    if mine:
                        with counted:
                            holders.append(1)
                            most.append(len(holders))
                        with counted:
                            holders.pop()
                            held.append(1)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    assert held
    assert set(most) == {1}
    assert list(tmp_path.iterdir()) == []
