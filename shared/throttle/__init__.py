"""Token buckets in a small database of their own, shared by every process of an installation."""

from shared.throttle.buckets import Buckets, Grant, Rate, ThrottledError

__all__ = ["Buckets", "Grant", "Rate", "ThrottledError"]
