"""What the rules may know of a text is the same however its words are found."""

import re
import struct
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from app.resources.records.texts import shingles, word_count

ASCII = st.text(st.characters(max_codepoint=127), max_size=80)
ANY = st.text(st.sampled_from("abC 9_-'\t\n\x1c\x85\xa0\u2003éßİΣ丁"), max_size=80) | st.text()
texts = ASCII | ANY


@given(texts)
def test_a_word_stands_between_blanks_and_has_a_letter_or_a_digit(text: str) -> None:
    words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
    assert word_count(text) == len(words)


@given(texts)
def test_shingles_are_five_words_of_letters_and_digits_in_a_row(text: str) -> None:
    words = re.findall(r"[^\W_]+", text.casefold())
    rows = [" ".join(words[start : start + 5]) for start in range(len(words) - 4)]
    hashes = sorted({crc32(row.encode()) for row in rows})
    assert shingles(text) == struct.pack(f"<{len(hashes)}I", *hashes)


def test_no_text_is_not_an_empty_one() -> None:
    assert (word_count(None), shingles(None)) == (None, None)
    assert (word_count(""), shingles("")) == (0, b"")
