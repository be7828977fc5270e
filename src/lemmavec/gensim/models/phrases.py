"""The names of `gensim.models.phrases`."""
