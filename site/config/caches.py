"""A Redis cache whose absence slows the site and breaks nothing."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


class SteadyRedisCache(RedisCache):
    """Redis; while it cannot be reached, a memory of this process.

    Attempts at a password are then counted per process, which is stricter than not counting.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._fallback = LocMemCache("while-redis-is-away", params)

    def _or_memory(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("cache_away", operation=name, error=type(error).__name__)
            return getattr(self._fallback, name)(*args, **kwargs)

    def ping(self) -> None:
        """Raise when Redis itself cannot be reached: what a probe wants to know."""
        RedisCache.has_key(self, "ping")

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("delete_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("incr", *args, **kwargs)

    def clear(self) -> Any:
        return self._or_memory("clear")
