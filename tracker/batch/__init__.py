"""Big programs: trips in Parquet, analyzed in parts of whole travelers, each by the same ``analyze``."""

from tracker.batch.engine import Engine
from tracker.batch.local import Local
from tracker.batch.run import BatchResult, analyze_in_parts
from tracker.errors import BadOption

__all__ = ["ENGINES", "BatchResult", "Engine", "Local", "analyze_in_parts", "engine_named"]

ENGINES = ("local", "dask")


def engine_named(name: str, *, scheduler: str | None = None, workers: int | None = None) -> Engine:
    """The engine with this name; ``scheduler`` is the address of a Dask cluster. Raises ``BadOption``."""
    if name == "dask":
        try:
            from tracker.batch.cluster import Cluster
        except ModuleNotFoundError as error:
            raise BadOption(
                f"--engine dask needs Dask, which is not installed here ({error}). "
                'Install it with: pip install "coverline[cluster]"'
            ) from error
        return Cluster(scheduler, workers)
    if name != "local":
        raise BadOption(f"--engine: {' or '.join(ENGINES)}, not {name!r}")
    if scheduler is not None:
        raise BadOption("--scheduler: only --engine dask works on a cluster")
    return Local(1 if workers is None else workers)
