"""The names of `gensim.models.callbacks`."""
