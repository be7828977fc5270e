"""Estimators for scikit-learn (extra `sklearn`): from texts to vectors to classes.

Each fits into `Pipeline`, `GridSearchCV`, `cross_val_score`, `clone` and `set_output`.

Examples
--------
>>> from sklearn.pipeline import make_pipeline
>>> texts, labels = ["good fun", "bad taste", "good taste", "bad fun"] * 20, [1, 0, 1, 0] * 20
>>> vectorizer = Word2VecVectorizer(vector_size=8, sample=0, min_count=1, epochs=30, workers=1)
>>> model = make_pipeline(vectorizer, SoftmaxRegression(l2=1e-5)).fit(texts, labels)
>>> model.predict(["good", "bad"])
array([1, 0])
"""

try:
    import scipy  # noqa: F401
    import sklearn  # noqa: F401
except ImportError as error:
    raise ImportError(
        'lemmavec.sklearn needs scikit-learn: pip install "lemmavec[sklearn]"'
    ) from error

from lemmavec.sklearn.doc2vec import Doc2VecVectorizer
from lemmavec.sklearn.explaining import explain
from lemmavec.sklearn.saving import load_estimator, save_estimator
from lemmavec.sklearn.softmax import SoftmaxRegression
from lemmavec.sklearn.text import TextClassifier
from lemmavec.sklearn.two_layer import TwoLayerClassifier
from lemmavec.sklearn.vectorizer import Word2VecVectorizer

__all__ = [
    "Doc2VecVectorizer",
    "SoftmaxRegression",
    "TextClassifier",
    "TwoLayerClassifier",
    "Word2VecVectorizer",
    "explain",
    "load_estimator",
    "save_estimator",
]
