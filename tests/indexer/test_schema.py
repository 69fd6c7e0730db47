"""The table of fields, and that its terms are the ones Whoosh makes of the same values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import NUMERIC

from gongbao.indexer.config import Config
from gongbao.indexer.errors import ConfigError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FACETS, FIELDS, field_specs, number_term, number_terms
from gongbao.indexer.store.whoosh_codec import schema_for_whoosh
from gongbao.search.results.results import Hit
from gongbao.tui.cli.search_commands import search

NUMBERS = st.integers(-(2**31), 2**31 - 1)


@given(NUMBERS)
def test_numbers_become_the_terms_that_whoosh_writes(number: int) -> None:
    assert number_terms(number) == [term for term, *_ in NUMERIC(int).index(number)]


@given(NUMBERS, NUMBERS, st.sampled_from(range(0, 32, 4)))
def test_terms_of_numbers_sort_like_the_numbers(first: int, second: int, shift: int) -> None:
    assert (number_term(first, shift) < number_term(second, shift)) == (first >> shift < second >> shift)


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1])
def test_a_number_of_more_bits_is_no_term(number: int) -> None:
    with pytest.raises(ValueError, match="32 bits"):
        number_term(number)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), NUMBERS)
def test_every_field_encodes_values_as_its_whoosh_field_does(text: str, number: int) -> None:
    schema = schema_for_whoosh(FIELDS)
    for spec in (spec for spec in FIELDS if spec.indexed):
        value = number if spec.kind == "number" else text
        assert spec.encode(value) == schema[spec.name].to_bytes(value), spec.name
        assert spec.stored == schema[spec.name].stored and spec.scored == bool(schema[spec.name].scorable)


def test_no_two_fields_share_a_name_and_names_are_as_they_are_folded() -> None:
    names = [name for spec in FIELDS for name in (spec.name, *spec.aliases)]
    assert len(set(names)) == len(names) and names == list(map(fold, names))


def test_what_the_table_says_of_hits_is_true_of_them() -> None:
    shown = [spec.hit for spec in FIELDS if spec.hit]
    assert len(set(shown)) == len(shown) and set(shown) <= set(Hit._fields)


def test_every_facet_that_is_built_in_is_an_option_and_a_custom_one_is_not() -> None:
    specs = field_specs(("部门",))
    assert {specs[name].option for name in FACETS} == {f"--{name}" for name in FACETS}
    assert specs["部门"].facet and specs["部门"].filterable and not specs["部门"].option


def test_the_option_of_every_field_is_one_of_the_command_line() -> None:
    known = {text for option in search.params for text in option.opts}
    assert {spec.option for spec in FIELDS if spec.option} <= known


@pytest.mark.parametrize("name", ["city", "text", "_x", "发文 机关", "a-b", ""])
def test_a_facet_cannot_take_any_name(name: str) -> None:
    with pytest.raises(ConfigError, match="facets"):
        field_specs(Config(facets=(name,)).facets)
