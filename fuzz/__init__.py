"""Fuzzing of what reads files: `make fuzz`."""
