"""What a processor can do at most: multiply-adds that wait for nothing, on vectors that stay in registers."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

CHAINS, ROUNDS = (
    12,
    2_000_000,
)  # chains that do not wait for each other; more than two units times their latency
FLOAT, WHOLE = ir.FloatType(), ir.IntType(64)


def main() -> None:
    with ThreadPoolExecutor(2) as pool:
        print(f"{multiply_adds(pool, 2) / 1e9:.0f} billion float32 multiply-adds a second on 2 threads")


def multiply_adds(pool: ThreadPoolExecutor, threads: int, repetitions: int = 20) -> float:
    """Return how many float32 multiply-adds all threads make in a second, at the better vector length."""
    return max(_speed(loop(lanes), lanes, pool, threads, repetitions) for lanes in (8, 16))


def _speed(
    chains: Callable[[int], float], lanes: int, pool: ThreadPoolExecutor, threads: int, repetitions: int
) -> float:
    chains(1)
    best = float("inf")
    for _ in range(repetitions):
        begun = time.perf_counter()
        list(pool.map(chains, [ROUNDS] * threads))
        best = min(best, time.perf_counter() - begun)
    return threads * ROUNDS * CHAINS * lanes / best


def loop(lanes: int) -> Callable[[int], float]:
    """Return a compiled loop of so many rounds, each one multiply-add for every chain."""
    vector = ir.VectorType(FLOAT, lanes)

    @intrinsic
    def chains(_, rounds):  # noqa: ARG001 - Numba tells them apart by name
        def write(_context, builder, _signature, arguments):
            function = ir.FunctionType(vector, [vector] * 3)
            multiply_add = ir.Function(builder.module, function, f"llvm.fma.v{lanes}f32")
            before, body = builder.block, builder.append_basic_block()
            builder.branch(body)
            builder.position_at_end(body)
            done = builder.phi(WHOLE)
            done.add_incoming(WHOLE(0), before)
            sums = [builder.phi(vector) for _ in range(CHAINS)]
            half, one = vector([FLOAT(0.5)] * lanes), vector([FLOAT(1.0)] * lanes)
            added = [builder.call(multiply_add, [each, half, one]) for each in sums]
            for number, (each, result) in enumerate(zip(sums, added, strict=True)):
                each.add_incoming(
                    vector([FLOAT(float(number))] * lanes), before
                )  # else they would be one chain
                each.add_incoming(result, body)
            count = builder.add(done, WHOLE(1))
            done.add_incoming(count, body)
            after = builder.append_basic_block()
            builder.cbranch(builder.icmp_signed("<", count, arguments[0]), body, after)
            builder.position_at_end(after)
            total = added[0]
            for result in added[1:]:
                total = builder.fadd(total, result)
            return builder.extract_element(total, ir.IntType(32)(0))

        return types.float32(types.int64), write

    @numba.njit(nogil=True)
    def run(rounds):
        return chains(rounds)

    return run


if __name__ == "__main__":
    main()
