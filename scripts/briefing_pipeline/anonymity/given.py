"""Given names that are common in the United Kingdom; some are words or places as well."""

from __future__ import annotations

from collections.abc import Mapping

from ..phrases import key_of, read_list
from .shared import HERE

# True for what is only a name; False for what is a word, a place or a month too, and a name beside a surname.
GIVEN: Mapping[str, bool] = {key_of(line.rstrip(" ?")): not line.endswith("?") for line in read_list(HERE / "given_names.txt")}
