"""A class method that an instance does not have: on one, it would drop the instance in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class _ClassOnly(classmethod):  # type: ignore[type-arg]
    """As `classmethod`, but an AttributeError on an instance.

    Examples
    --------
    >>> class Model:
    ...     @class_only
    ...     def load(cls):
    ...         return cls()
    >>> Model().load()
    Traceback (most recent call last):
        ...
    AttributeError: load makes a new object: call it on the class, Model.load(...)
    """

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is not None:
            name = self.__func__.__name__
            raise AttributeError(
                f"{name} makes a new object: call it on the class, {owner.__name__}.{name}(...)"
            )
        return super().__get__(instance, owner)


if TYPE_CHECKING:
    class_only = classmethod
else:
    class_only = _ClassOnly
