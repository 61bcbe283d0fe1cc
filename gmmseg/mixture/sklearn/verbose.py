"""What a fit of the scikit-learn face prints when it is asked to be verbose, as scikit-learn words it."""

from time import perf_counter


class VerboseOutput:
    """Prints the course of a fit: nothing at `verbose` 0, iterations at 1, gains and times from 2."""

    def __init__(self, verbose: int, interval: int) -> None:
        self.verbose, self.interval = int(verbose), interval
        self.begun = self.printed = perf_counter()

    def begin(self, initialization: int) -> None:
        """Print that an initialisation begins."""
        self.begun = self.printed = perf_counter()
        self._say(f"Initialization {initialization}")

    def step(self, iteration: int, change: float) -> None:
        """Print every so manieth iteration, and by how much the bound rose."""
        if iteration % self.interval != 0 or not self.verbose:
            return
        now = perf_counter()
        details = f"\t time lapse {now - self.printed:.5f}s\t ll change {change:.5f}"
        self._say(f"  Iteration {iteration}" + (details if self.verbose > 1 else ""))
        self.printed = now

    def end(self, bound: float, *, converged: bool) -> None:
        """Print how an initialisation ended."""
        details = f" time lapse {perf_counter() - self.begun:.5f}s\t lower bound {bound:.5f}."
        outcome = "converged" if converged else "did not converge"
        self._say(f"Initialization {outcome}." + (details if self.verbose > 1 else ""))

    def _say(self, text: str) -> None:
        if self.verbose:
            print(text)  # noqa: T201 - `verbose` asks for it, as in scikit-learn
