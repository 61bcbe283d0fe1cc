"""Signatures as text: what decides which machine code arguments need."""

import numpy as np
import pytest

from gmmseg.jit_kernels.signatures import flat, key_of, members_of, signature_of, writeable

ROWS = np.zeros((4, 6), np.float32)


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        (3, "int64"),
        (True, "bool"),
        (0.5, "float64"),
        (np.float32(0.5), "float32"),
        (np.uint8(3), "uint8"),
        (np.bool_(True), "bool"),
        (ROWS, "float32[2]C"),
        (ROWS.T, "float32[2]F"),
        (ROWS[:, ::2], "float32[2]A"),
        (ROWS[1:3], "float32[2]C"),
        (np.frombuffer(b"1234", np.uint8), "uint8[1]Cr"),
        (np.zeros(17, np.uint8)[1:].view(np.float64), "float64[1]Cu"),
        ((1, (ROWS, 2.0)), "(int64, (float32[2]C, float64))"),
    ],
)
def test_a_type_is_written_as_numba_tells_types_apart(argument, text):
    assert signature_of((argument,)) == (text,)


@pytest.mark.parametrize(
    "argument", [None, "text", [1, 2], np.zeros(3, ">f4"), np.zeros(3, np.complex64), np.zeros(()), (1, None)]
)
def test_what_no_kernel_takes_has_no_signature(argument):
    assert signature_of((1, argument)) is None


def test_whatever_changes_the_signature_changes_the_key():
    frozen = ROWS.copy()
    frozen.flags.writeable = False
    several = [
        1,
        1.0,
        True,
        np.float32(1),
        ROWS,
        ROWS.T,
        ROWS[:, ::2],
        ROWS.astype(np.float64),
        frozen,
        (ROWS, 1),
        (1, ROWS),
    ]

    assert len({key_of((each,)) for each in several}) == len(several)
    assert key_of((ROWS, 1)) == key_of((ROWS.copy(), 2))


def test_tuples_are_taken_apart():
    assert members_of("(int64, (float32[2]C, float64), bool)") == ["int64", "(float32[2]C, float64)", "bool"]
    assert members_of("(int64)") == ["int64"]
    assert flat(("bool", "(int64, (float32[2]C, float64))")) == ["bool", "int64", "float32[2]C", "float64"]


def test_the_mark_of_what_may_be_read_only_comes_off():
    assert writeable("(uint8[2]Cr, float32[1]C, uint8)") == "(uint8[2]C, float32[1]C, uint8)"
    assert writeable("float32") == "float32"
