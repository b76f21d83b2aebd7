"""Why does reading a large problem not slow down? The cycle collector rests meanwhile: nothing here makes cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sans_ramassage() -> Iterator[None]:
    """Suspend the cycle collector, which would otherwise walk millions of tuples again and again."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()
