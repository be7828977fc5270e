"""Early stopping: end when held-out text is no longer predicted better, with the best epoch."""

from __future__ import annotations

from lemmavec.training.state import Best, ModelState


class EarlyStopping:
    """Watches the validation loss of a run, and keeps the V and U of its best epoch.

    Parameters
    ----------
    patience : int or None
        Stop after so many epochs without a lower validation loss; None keeps and stops nothing.

    Raises
    ------
    TypeError
        If it is not a whole number.
    ValueError
        If it is below 1.
    """

    def __init__(self, patience: int | None) -> None:
        if patience is not None:
            if isinstance(patience, bool) or not hasattr(patience, "__index__"):
                raise TypeError(
                    f"early_stopping must be a whole number of epochs, got {patience!r}"
                )
            if patience < 1:
                raise ValueError(f"early_stopping must be 1 epoch or more, got {patience}")
        self.patience = patience

    def look(self, state: ModelState, validation_loss: float | None) -> None:
        """Take notice of the epoch that just ended.

        Interrupted while it copies, it can be called again.
        """
        if self.patience is None or validation_loss is None:
            return
        if state.best is None:
            state.best = Best(validation_loss, 0, state.V.copy(), state.U.copy())
        elif validation_loss < state.best.loss:
            state.best.V[:], state.best.U[:] = state.V, state.U
            state.best.loss, state.best.epochs_since = validation_loss, 0
        else:
            state.best.epochs_since += 1

    def is_due(self, state: ModelState) -> bool:
        """Whether the best epoch is long enough ago."""
        best = state.best
        return self.patience is not None and best is not None and best.epochs_since >= self.patience

    def end(self, state: ModelState) -> None:
        """Put the best epoch back, into the same V and U; a run that is due has ended with it."""
        if state.best is None:
            return
        if self.is_due(state):
            state.place.stand_before(state.settings.epochs)
        state.V[:], state.U[:] = state.best.V, state.best.U
        state.best = None
