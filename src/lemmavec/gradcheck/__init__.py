"""Gradient checks: every equation, and every kernel that ships, by central differences."""
