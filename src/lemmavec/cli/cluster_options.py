"""The options of training on a Ray cluster, and the `RayCluster` that they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from lemmavec import RayCluster

HERE = "local"


def cluster_of(given: dict[str, Any]) -> RayCluster | None:
    """Return the cluster that the options of a command name, if they name one.

    Raises
    ------
    typer.BadParameter
        If one of them is missing, or out of its range.
    """
    address, workers, rounds = given["ray"], given["ray_workers"], given["ray_rounds"]
    if address is None:
        if workers is not None or rounds is not None:
            raise typer.BadParameter(
                "--ray-workers and --ray-rounds need --ray ADDRESS, or --ray local for this machine"
            )
        return None
    if workers is None:
        raise typer.BadParameter("--ray needs --ray-workers N: how many workers train")
    from lemmavec import RayCluster

    threads = given["workers"]
    try:
        return RayCluster(
            workers=workers,
            address=None if address == HERE else address,
            threads=1 if threads is None else threads,
            rounds=rounds,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
