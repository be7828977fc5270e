"""Gradient checks by central differences: every equation, and every kernel that ships."""
