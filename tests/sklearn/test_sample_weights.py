import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from lemmavec.sklearn.sample_weights import example_weights

LABELS = np.array(["no", "yes", "yes", "so"])


def test_weights_multiply_and_average_one():
    given = example_weights(LABELS, {"no": 3.0}, [1, 0, 4, 1])
    np.testing.assert_allclose(given, np.array([3, 0, 4, 1]) / 2)
    balanced = example_weights(LABELS, "balanced", None)
    by_class = compute_class_weight("balanced", classes=np.unique(LABELS), y=LABELS)
    np.testing.assert_allclose(balanced, by_class[[0, 2, 2, 1]])
    assert example_weights(LABELS, None, None) is None


@pytest.mark.parametrize(
    ("class_weight", "sample_weight", "message"),
    [
        (None, [1, 1], "sample_weight must have 4 entries, one for each example, got 2"),
        (None, [1, 1, 1, -1], "must be 0 or more, and not all zero, got -1 to 1"),
        (None, [0, 0, 0, 0], "must be 0 or more, and not all zero"),
        (None, [1, np.nan, 1, 1], "sample_weight must hold no NaN"),
        ({"yes": 0, "no": -1}, None, "must be 0 or more"),
        ("even", None, "even"),
    ],
)
def test_weights_that_cannot_be(class_weight, sample_weight, message):
    with pytest.raises(ValueError, match=message):
        example_weights(LABELS, class_weight, sample_weight)
