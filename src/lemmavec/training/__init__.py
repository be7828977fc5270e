"""Training: epochs over the native kernel, and what is watched, kept and stopped meanwhile."""
