"""Classifiers of texts and of vectors in plain NumPy; `lemmavec.sklearn` is their public face."""
