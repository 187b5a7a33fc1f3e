"""Cells that a spreadsheet must not take for formulas."""

import pytest

from club.telecentres.exports import csv_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+33 4", "-2", "@SUM(A1)", "\t=1", " =1", "\n@x", "＝1+1", "=cmd|' /C calc'!A0"],
)
def test_formula_is_escaped(text):
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Bonjour", "a=b", "3 - 2", "", 5, -5, None])
def test_other_values_are_left_alone(value):
    assert csv_cell(value) == value
