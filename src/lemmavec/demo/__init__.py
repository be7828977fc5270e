"""The demo (extra `demo`): from film reviews to word vectors, pictures and sentiment."""
