"""What the learned networks share: word pieces, and sessions that compute the same on every processor."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

_WITHOUT_OVERFLOW = ("session.x64quantprecision", "1")  # costs half as much again
_PROCESSOR = Path("/proc/cpuinfo")
_SLOWER = ["SkipLayerNormFusion"]  # on a CPU the fused operator takes four times as long as its two parts


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a file, without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def sums_may_overflow() -> bool:
    """Whether 8-bit products are summed in 16 bits here: on x86 without VNNI, where records would differ from
    those of all other processors. So too where the processor's abilities cannot be read."""
    if platform.machine().lower() not in ("x86_64", "amd64", "i386", "i686"):
        return False
    try:
        abilities = _PROCESSOR.read_text("ascii", "replace")
    except OSError:
        return True
    return "vnni" not in abilities


def onnx_session(path: Path, threads: int = 1) -> Any:
    """A session of onnxruntime on the network in a file."""
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    if sums_may_overflow():
        options.add_session_config_entry(*_WITHOUT_OVERFLOW)
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )
