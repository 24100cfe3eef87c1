"""Classes of values, as `dataclasses` make them, without the milliseconds that it takes to import and to write code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass_transform(eq_default=False)
def piece(cls: type[T]) -> type[T]:
    """A class whose instances have the attributes that it declares, and are equal to themselves alone.

    >>> @piece
    ... class Stone:
    ...     weight: int
    ...     colour: str = "grey"
    >>> changed(Stone(3), weight=4).weight, Stone(3).colour, Stone(3) == Stone(3)
    (4, 'grey', False)
    """
    names = tuple(cls.__annotations__)
    cls.__init__ = _init(names)  # type: ignore[method-assign]  # what the decorator is for
    return cls


def changed(one: T, **values: Any) -> T:
    """A copy with other values."""
    return type(one)(**{**vars(one), **values})


def _init(names: tuple[str, ...]) -> Callable[..., None]:
    def init(self: object, *values: Any, **named: Any) -> None:
        vars(self).update(zip(names, values, strict=False), **named)

    return init
