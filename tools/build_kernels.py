"""Build the shared library of kernels: Numba's own code for recorded signatures, linked without Python.

    python tools/build_kernels.py [--all] [--processes N]

Each signature is compiled by Numba for a fixed kind of processor, as it would be on first use; its
optimised code becomes an object file, with an entry that takes its arguments out of words of eight bytes;
all are linked by the C compiler of the package ziglang. Object files are kept in build/kernels until the
sources that they are made of change. Nothing is done where the library is of these sources already. Without
--all, only the first section of the list is built: what it takes to segment and cut pictures in grey and
colour. What the library lacks is compiled on first use.
"""

import argparse
import gc
import hashlib
import json
import multiprocessing
import os
import platform
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gmmseg.jit_kernels.library_kernels import FOLDER, PACKAGE, SUFFIX, TABLE, fingerprint
from gmmseg.jit_kernels.signatures import READ_ONLY, flat, members_of, writeable

SIGNATURES = PACKAGE / "jit_kernels" / "signatures.txt"
OBJECTS = PACKAGE.parent / "build" / "kernels"
IMPORTED = re.compile(r"^from gmmseg\.([\w.]*\w*kernels\w*) import", re.MULTILINE)
RUNTIME = Path(__file__).with_name("kernels_runtime.c")
WRITTEN = re.compile(r"kernels_(?P<covariance>[a-z]+)_(?P<features>\d+)_(?P<real>float\d+)")
FORMAT = "2"  # of object files: another whenever this script makes other code of the same kernel
AT_ONCE = 5  # kernels of a module that are compiled one after another: they share parts
# What code may ask for from outside: the runtime above, the C library and its mathematics.
OUTSIDE = re.compile(
    r"NRT_MemInfo_alloc_aligned|NRT_MemInfo_call_dtor|NRT_Allocate|NRT_Free|numba_attempt_nocopy_reshape|mem(set|cpy|move)|"
    r"(a?(cos|sin|tan)h?|atan2|hypot|exp2?|log(2|10|1p)?|pow|cbrt|sqrt|floor|ceil|fmod|fma|round|rint|trunc|ldexp|frexp)f?"
)


def recorded(*, every: bool) -> list[dict[str, Any]]:
    """Return the kernels to build, all or the usual: name, types, and which arrays may be read only."""
    found: dict[tuple[str, tuple[str, ...]], list[bool]] = {}
    for line in listed(SIGNATURES.read_text(encoding="utf-8"), every=every):
        name, _, types = line[:-1].partition("(")
        signature = tuple(types.split("; "))
        read_only = [each.endswith(READ_ONLY) and "[" in each for each in flat(signature)]
        key = name, tuple(writeable(each) for each in signature)
        found[key] = [a or b for a, b in zip(found.get(key, read_only), read_only, strict=True)]
    return [
        {"name": name, "arguments": list(types), "read_only": flags, "symbol": symbol_of(name, types)}
        for (name, types), flags in sorted(found.items())
    ]


def listed(text: str, *, every: bool) -> list[str]:
    """Return the lines of all sections of a list of signatures, or of its first; a section begins with #."""
    sections = [section.splitlines()[1:] for section in f"\n{text}".split("\n#")[1:]]
    return [line for section in (sections if every else sections[:1]) for line in section]


def symbol_of(name: str, types: tuple[str, ...]) -> str:
    """Return a name that changes with everything that the machine code depends on."""
    files = {PACKAGE / "jit_kernels" / "numba_kernels.py"} | sources_of(module_path(name.rpartition(".")[0]))
    texts = [file.read_text(encoding="utf-8") for file in sorted(files)]
    text = "\0".join([FORMAT, name, *types, version("numba"), platform.machine(), *texts])
    return f"kernel_{hashlib.sha256(text.encode()).hexdigest()[:20]}"


@cache
def sources_of(path: Path) -> frozenset[Path]:
    """Return a module of kernels and all those that it imports."""
    modules = IMPORTED.findall(path.read_text(encoding="utf-8"))
    files = {PACKAGE.joinpath(*module.split(".")).with_suffix(".py") for module in modules}
    return frozenset({path}.union(*(sources_of(file) for file in files if file.is_file() and file != path)))


@cache
def module_path(name: str) -> Path:
    """Return where a module of kernels lies; those written for a number of features are in a template."""
    (path,) = PACKAGE.rglob("kernels_template.py" if WRITTEN.fullmatch(name) else f"{name}.py")
    return path


def kernel_function(name: str) -> Any:
    """Return the kernel of a name such as `counting_kernels.count`."""
    module, _, function = name.rpartition(".")
    if written := WRITTEN.fullmatch(module):
        from gmmseg.mixture.kernels.em_kernels import kernels

        return getattr(kernels(int(written["features"]), written["covariance"], written["real"]), function)
    path = module_path(module).relative_to(PACKAGE.parent).with_suffix("")
    return getattr(import_module(".".join(path.parts)), function)


def numba_type(text: str) -> Any:
    """Return a type as Numba has it."""
    from numba import types

    if text.startswith("("):
        return types.BaseTuple.from_types([numba_type(member) for member in members_of(text)])
    if "[" not in text:
        return types.boolean if text == "bool" else getattr(types, text)
    number, axes, order, marks = re.fullmatch(r"(\w+)\[(\d)\]([ACF])(\w*)", text).groups()
    return types.Array(numba_type(number), int(axes), order, aligned="u" not in marks)


def compile_one(kernel: dict[str, Any]) -> dict[str, Any]:
    """Compile a kernel into an object file; return it with what it returns, or with what is wrong."""
    import llvmlite.binding as llvm

    dispatcher = kernel_function(kernel["name"]).dispatcher()
    signature = tuple(numba_type(each) for each in kernel["arguments"])
    # With Numba's wrappers: then its own cache keeps the same code, for tests that compare both roads.
    dispatcher.compile(signature)
    overload = dispatcher.overloads[signature]
    returns = text_of(overload.signature.return_type)
    if "array" in returns:
        return kernel | {"fault": f"returns {returns}: let it write into an array that it is given"}
    module = overload.library._get_module_for_linking().clone()  # noqa: SLF001 - Numba has no other way to its code
    machine = target_machine(overload.library.codegen)
    native = module.get_function(overload.fndesc.llvm_func_name)
    native.name = kernel["symbol"] + "_native"
    module.link_in(
        llvm.parse_assembly(entry(kernel["symbol"], [str(each.type) for each in native.arguments], module))
    )
    for each in (*module.functions, *module.global_variables):
        if not each.is_declaration:
            each.linkage = "external" if each.name == kernel["symbol"] else "internal"
    builder = llvm.create_pass_builder(machine, llvm.PipelineTuningOptions(speed_level=0))
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, builder)
    asked = {each.name for each in (*module.functions, *module.global_variables) if each.is_declaration}
    strange = [name for name in asked if not (name.startswith("llvm.") or OUTSIDE.fullmatch(name))]
    if strange:
        return kernel | {"fault": f"asks for {', '.join(sorted(strange))}: is a slice assigned to a slice?"}
    (OBJECTS / f"{kernel['symbol']}.returns").write_text(returns, encoding="utf-8")
    unfinished = OBJECTS / f"{kernel['symbol']}.part"
    unfinished.write_bytes(machine.emit_object(module))
    unfinished.replace(OBJECTS / f"{kernel['symbol']}.o")
    return kernel | {"returns": returns}


def text_of(returned: Any) -> str:
    """Return the text of a type that a kernel returns: a number or a tuple of numbers."""
    from numba import types

    if isinstance(returned, types.BaseTuple):
        return f"({', '.join(text_of(each) for each in returned)})"
    return str(returned)


def target_machine(codegen: Any) -> Any:
    """Return what makes machine code that can lie anywhere in memory, for Numba's processor."""
    import llvmlite.binding as llvm

    triple, processor, features = codegen.magic_tuple()
    target = llvm.Target.from_triple(triple)
    return target.create_target_machine(
        cpu=processor, features=features, opt=3, reloc="pic", codemodel="default"
    )


def entry(symbol: str, types: list[str], module: Any) -> str:
    """Return LLVM's text of a function (result, words) -> status that calls a kernel.

    Numba's functions take a pointer to the result, one to an exception, and the arguments, with arrays and
    tuples in parts.
    """
    taken = types[2:]
    loads = "\n".join(
        f"  %at{i} = getelementptr i64, ptr %words, i64 {i}\n  %a{i} = load {each}, ptr %at{i}"
        for i, each in enumerate(taken)
    )
    passed = ", ".join(["ptr %place", "ptr %exception", *(f"{each} %a{i}" for i, each in enumerate(taken))])
    return f"""
target triple = "{module.triple}"
target datalayout = "{module.data_layout}"
declare i32 @{symbol}_native({", ".join(types)})
define i32 @{symbol}(ptr %result, ptr %words) {{
  %exception = alloca ptr
  %spare = alloca [8 x i64]
  %none = icmp eq ptr %result, null
  %place = select i1 %none, ptr %spare, ptr %result
{loads}
  %status = call i32 @{symbol}_native({passed})
  ret i32 %status
}}
"""


def link(kernels: list[dict[str, Any]], library: Path) -> None:
    """Link object files and the runtime to a shared library."""
    objects = OBJECTS / "objects.txt"
    objects.write_text("\n".join((OBJECTS / f"{kernel['symbol']}.o").as_posix() for kernel in kernels))
    target = {"linux": ["-target", f"{platform.machine()}-linux-gnu.2.17"]}.get(sys.platform, [])
    command = [
        sys.executable,
        "-m",
        "ziglang",
        "cc",
        *target,
        "-shared",
        "-fPIC",
        "-O2",
        "-s",
        "-fno-sanitize=all",
    ]
    made = subprocess.run(
        [*command, "-o", str(library), str(RUNTIME), f"@{objects}", "-lm"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        sys.exit(f"the library of kernels could not be linked: {made.stderr.strip()}")


def up_to_date(*, every: bool) -> bool:
    """Return whether the library that is there is of these sources and has these signatures."""
    try:
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        return (
            table["sources"] == fingerprint()
            and table["machine"] == platform.machine().lower()
            and {kernel["symbol"] for kernel in recorded(every=every)}
            <= {kernel["symbol"] for kernel in table["kernels"]}
            and (FOLDER / table["file"]).is_file()
        )
    except (OSError, ValueError, KeyError):
        return False


def build(processes: int, *, every: bool) -> None:
    """Compile the signatures that are not yet, with some processes, and link them all."""
    sources, kernels = fingerprint(), recorded(every=every)
    OBJECTS.mkdir(parents=True, exist_ok=True)
    there, missing = [], defaultdict(list)
    for kernel in kernels:
        if (OBJECTS / f"{kernel['symbol']}.o").is_file():
            returns = (OBJECTS / f"{kernel['symbol']}.returns").read_text(encoding="utf-8")
            there.append(kernel | {"returns": returns})
        else:
            missing[kernel["name"].rpartition(".")[0]].append(kernel)
    made = there + compile_all(in_order(missing), processes, len(there), len(kernels))
    if faults := [f"{each['name']}{each['arguments']} {each['fault']}" for each in made if "fault" in each]:
        sys.exit("\n".join(faults))
    current = {kernel["symbol"] for kernel in recorded(every=True)}
    for file in OBJECTS.iterdir():
        if file.stem not in current:
            file.unlink()
    FOLDER.mkdir(exist_ok=True)
    library = FOLDER / f"kernels-{sources}{SUFFIX}"
    for old in FOLDER.iterdir():
        old.unlink()
    link(made, library)
    table = {
        "sources": sources,
        "machine": platform.machine().lower(),
        "file": library.name,
        "kernels": sorted(made, key=lambda kernel: kernel["symbol"]),
    }
    TABLE.write_text(json.dumps(table), encoding="utf-8")


def in_order(by_module: dict[str, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Return kernels in small groups of one module each, the longest work first: no process ends late."""
    groups = [
        all_of[i : i + AT_ONCE] for all_of in by_module.values() for i in range(0, len(all_of), AT_ONCE)
    ]

    def work(group: list[dict[str, Any]]) -> int:
        return len(group) * module_path(group[0]["name"].rpartition(".")[0]).stat().st_size

    return sorted(groups, key=work, reverse=True)


def compile_all(
    groups: list[list[dict[str, Any]]], processes: int, n_there: int, n_all: int
) -> list[dict[str, Any]]:
    """Compile groups of kernels in processes of their own; say how far it is."""
    made: list[dict[str, Any]] = []
    if not groups:
        return made
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done in pool.imap_unordered(compile_group, groups):
            made += done
            print(f"\rcompiling the inner loops: {n_there + len(made)} of {n_all}", end="", flush=True)
    print()
    return made


def compile_group(kernels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compile kernels of one module in one process: they share parts."""
    gc.disable()  # Numba makes millions of small objects, and none of them is worth a look
    made = [compile_one(kernel) for kernel in kernels]
    gc.enable()
    gc.collect()
    return made


def main() -> None:
    """Build the library unless it is up to date."""
    parser = argparse.ArgumentParser(description="Build the shared library of kernels.")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--all", action="store_true", help="build every recorded signature, not the usual ones only"
    )
    options = parser.parse_args()
    os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"
    os.environ.pop("GMMSEG_CPU", None)
    # Numba goes through sets of names: in another order it makes other code, and sums end in other digits.
    os.environ["PYTHONHASHSEED"] = "0"  # of the processes that compile, which begin after this
    if not up_to_date(every=options.all):
        build(options.processes, every=options.all)


if __name__ == "__main__":
    main()
