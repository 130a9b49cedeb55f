"""Shapes of JSON, made ready one at a time.

msgspec makes what it knows of a class when it first meets it, and shows other threads what is half made: decoding by
that ends the process (0.22.0, a null pointer). So nothing decodes by a class that was not made ready here.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_making = Lock()
_made: Callable[[Any], msgspec.json.Decoder[Any]] = cache(msgspec.json.Decoder)


def decoder_of(shape: type[_T]) -> msgspec.json.Decoder[_T]:
    """The decoder of a shape, for any number of threads."""
    with _making:
        return _made(shape)
