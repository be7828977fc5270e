import contextlib
import io
import subprocess
import sys

import pytest

from lemmavec.progress import ProgressBar, ProgressLines, count_in_words, for_terminal, summary


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def train(progress, clock=None, steps=10, seconds_each=1.0, validation_loss=None):
    progress.counting(0.5, 500)
    if clock is not None:
        clock.now += 6
    progress.counting(1.0, 1000)
    progress.epoch_start(1, 2)
    for step in range(1, steps + 1):
        if clock is not None:
            clock.now += seconds_each
        progress.training(step / steps, 2_000_000.0, 2.5, 0.02)
    progress.epoch_end(1, 2, 2.4, validation_loss)
    progress.finished(20_000_000, 10.0, 2.25)


def test_lines_come_at_most_once_an_interval():
    stream, clock = io.StringIO(), Clock()
    train(ProgressLines(stream, interval=5.0, clock=clock), clock)
    lines = stream.getvalue().splitlines()
    # Seconds 1 to 10: a line at second 1 and at second 6, one for counting, one at the end.
    assert [line.split(":")[0] for line in lines] == [
        "counting",
        "training",
        "training",
        "trained 20 M words in 10 s",
    ]


def test_the_end_of_an_epoch_is_told_where_text_is_held_out():
    stream, bar_stream = io.StringIO(), io.StringIO()
    train(ProgressLines(stream), validation_loss=2.61803)
    with ProgressBar(bar_stream) as bar:
        train(bar, validation_loss=2.61803)
    line = "epoch 1/2: loss 2.4000, validation loss 2.6180\n"
    assert line in stream.getvalue()
    assert line in bar_stream.getvalue()


def test_a_line_tells_percent_epoch_speed_loss_and_time_left():
    stream, clock = io.StringIO(), Clock()
    lines = ProgressLines(stream, clock=clock)
    lines.epoch_start(2, 5)
    clock.now += 30
    lines.training(0.25, 3_456_000.0, 2.5, 0.01)
    assert stream.getvalue() == (
        "training: 25%, epoch 2/5, 3.46 M words/s, loss 2.500, alpha 0.0100, 90 s left\n"
    )


def test_a_loss_that_is_not_known_is_left_out():
    stream = io.StringIO()
    lines = ProgressLines(stream)
    lines.training(0.0, 1000.0, float("nan"), 0.025)
    assert stream.getvalue() == "training: 0%, 1 k words/s, alpha 0.0250\n"
    assert summary(1000, 2.0, float("nan")) == "trained 1 k words in 2.0 s: 500 words/s"


def test_lines_go_to_the_standard_error_of_the_moment(capsys):
    ProgressLines().finished(10, 1.0, 1.0)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trained 10 words")


@pytest.mark.parametrize("interrupted", [False, True])
def test_the_bar_draws_and_gives_the_terminal_back(monkeypatch, interrupted):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    stream = io.StringIO()
    if interrupted:
        with contextlib.suppress(KeyboardInterrupt), ProgressBar(stream) as bar:
            bar.epoch_start(1, 2)
            raise KeyboardInterrupt
    else:
        with ProgressBar(stream) as bar:
            train(bar)
        text = stream.getvalue()
        for part in ("counting words", "epoch 1/2", "100%", "2 M words/s", "loss 2.500"):
            assert part in text
        assert "trained 20 M words in 10 s" in text
    # The cursor is hidden while the bar lives, and shown again at the end.
    shown, hidden = "\x1b[?25h", "\x1b[?25l"
    assert stream.getvalue().rindex(shown) > stream.getvalue().rindex(hidden)


def test_lines_are_chosen_where_there_is_no_terminal(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    assert isinstance(for_terminal(), ProgressLines)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert isinstance(for_terminal(), ProgressBar)


def test_rich_is_imported_only_for_a_bar():
    code = "import sys, lemmavec.progress; print('rich' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (7.4, "7"),
        (999, "999"),
        (1000, "1 k"),
        (99_950, "100 k"),
        (999_499, "999 k"),
        (999_600, "1 M"),
        (12_577_299, "12.6 M"),
        (2.5e12, "2500 G"),
        (float("nan"), "?"),
    ],
)
def test_counts_have_three_digits(number, text):
    assert count_in_words(number) == text
