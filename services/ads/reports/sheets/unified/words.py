"""What a language module tells of Unified Reporting."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `fields` are the columns that a row is read from; `known` ones are read over.

    A measure comes in `variants`, named in brackets behind it, and in others that `prefixes` and `suffixes` name;
    those that are no field are read over, too. Two of the `marks` in a header line make it a unified one, and
    a `foreign` column shows that it is the console's of before.
    """

    fields: Mapping[str, tuple[str, ...]]
    known: tuple[str, ...]
    variants: tuple[str, ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    marks: tuple[str, ...]
    foreign: tuple[str, ...]
    ad_products: Mapping[str, tuple[str, ...]]
    states: Mapping[str, tuple[str, ...]]
