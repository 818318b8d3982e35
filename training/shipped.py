"""The weights of a network as the package ships it, at 8 bits -> weights to go on training from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from detente.extract.tagger.features import FEATURE_SIZES
from training.model import FORBIDDEN, HIDDEN

_PRODUCT = "/MatMul_quant"


def shipped_weights(folder: Path) -> dict[str, Tensor]:
    """Names of `TaggerNetwork` -> weights, from model.int8.onnx and params.json of a setting's folder."""
    graph = onnx.load(str(folder / "model.int8.onnx")).graph
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    found = {}
    for name, array in arrays.items():
        if name.startswith("network."):
            whole = (
                _dequantised(arrays, name.removesuffix("_quantized"))
                if name.endswith("_quantized")
                else array
            )
            found[name.removesuffix("_quantized").removeprefix("network.")] = whole
    for node in graph.node:
        if node.name.endswith(_PRODUCT):
            name = node.name.removeprefix("/network/").removesuffix(_PRODUCT).replace("/", ".")
            found[f"{name}.weight"] = _dequantised(arrays, node.input[1].removesuffix("_quantized")).T
    found = {name: array for name, array in found.items() if not name.endswith(("_scale", "_zero_point"))}
    for number, size in enumerate(
        FEATURE_SIZES
    ):  # those that a network does not see are part of the positions
        found.setdefault(f"features.{number}.weight", np.zeros((size, HIDDEN), np.float32))
    weights = {name: torch.tensor(np.ascontiguousarray(array)).float() for name, array in found.items()}
    return weights | _head(json.loads((folder / "params.json").read_text("utf-8")))


def _dequantised(arrays: dict[str, Any], name: str) -> Any:
    zero = arrays[f"{name}_zero_point"].astype(np.int32)
    return (arrays[f"{name}_quantized"].astype(np.int32) - zero) * arrays[f"{name}_scale"]


def _head(parameters: dict[str, Any]) -> dict[str, Tensor]:
    """What decoding holds; a score that forbids is what the head adds to it itself."""
    names = ("transitions", "first", "distance", "apart", "nobody")
    held = {name: torch.tensor(parameters[name]) for name in names}
    for name in ("transitions", "first"):
        held[name] = torch.where(held[name] < FORBIDDEN / 2, held[name] - FORBIDDEN, held[name])
    return {f"head.{name}": value for name, value in held.items()}
