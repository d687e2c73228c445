"""The tests, on both databases; `tests/X/test_y.py` is about `app/X/y.py`."""
