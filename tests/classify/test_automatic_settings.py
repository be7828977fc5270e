import pytest

from lemmavec.classify.automatic_settings import is_auto, l2_strength, vector_training


@pytest.mark.parametrize(
    ("words", "epochs", "min_count", "window", "sample"),
    [
        (0, 30, 1, 20, 0.0),
        (9_999, 30, 1, 20, 0.0),
        (10_000, 30, 1, 20, 1e-3),
        (99_999, 30, 1, 20, 1e-3),
        (100_000, 30, 2, 20, 1e-3),
        (150_000, 20, 2, 20, 1e-3),
        (999_999, 5, 2, 20, 1e-3),
        (1_000_000, 5, 5, 5, 1e-3),
        (10**9, 5, 5, 5, 1e-3),
    ],
)
def test_training_follows_the_number_of_words(words, epochs, min_count, window, sample):
    assert vector_training(words) == (epochs, min_count, window, sample)


def test_a_strength_that_is_given_wins():
    assert l2_strength("auto", 400) == 0.025
    assert l2_strength(0, 400) == 0.0
    assert l2_strength(3, 400) == 3.0


def test_another_word_than_auto_is_an_error():
    with pytest.raises(ValueError, match="epochs must be a number or \"auto\", got 'many'"):
        is_auto("epochs", "many")
    assert not is_auto("epochs", 0)
