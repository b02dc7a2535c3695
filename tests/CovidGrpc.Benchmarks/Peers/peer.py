"""What the benchmarks ask of PyTorch.

peer.py time WEIGHTS MODE SECONDS DEVICE    milliseconds of single slices, as JSON; on a CPU on two threads
peer.py export WEIGHTS MODE FOLDER DEVICE   body.onnx and whole.onnx (opset 16)

MODE is batch_statistics or running_statistics, DEVICE cpu or cuda.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from one_shot import ROIS, SIDE, load


class BatchOfRows(nn.Module):
    """Batch norm by batch statistics in operations that ONNX has: the rows of the batch side by side, as one instance."""

    def __init__(self, norm, rows):
        super().__init__()
        self.weight, self.bias, self.eps, self.rows = norm.weight, norm.bias, norm.eps, rows

    def forward(self, x):
        if self.rows == 1:
            return F.instance_norm(x, weight=self.weight, bias=self.bias, eps=self.eps)
        side = x.transpose(0, 1).reshape(1, x.shape[1], -1, 1)
        side = F.instance_norm(side, weight=self.weight, bias=self.bias, eps=self.eps)
        return side.reshape(x.shape[1], self.rows, x.shape[2], x.shape[3]).transpose(0, 1)


def with_instances(module, rows):
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, BatchOfRows(child, rows))
        else:
            with_instances(child, rows)


def measure(network, seconds, device):
    image = torch.randn(1, 3, SIDE, SIDE, device=device)
    taken = []
    # As much as all others are asked for: float32, not its short form.
    torch.backends.cudnn.allow_tf32 = False
    with torch.inference_mode():
        network(image)
        end = time.perf_counter() + seconds
        while len(taken) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            network(image)[0].cpu()
            taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps(taken))


def export(network, batch_statistics, folder):
    if batch_statistics:
        with_instances(network.backbone, 1)
        with_instances(network.attn_layer, ROIS)
        network.eval()
    image = torch.randn(1, 3, SIDE, SIDE)
    with torch.no_grad():
        for name, module in (("body", network.backbone.body), ("whole", network)):
            torch.onnx.export(module, image, f"{folder}/{name}.onnx", opset_version=16, input_names=["image"])


command, weights, mode, argument, device = sys.argv[1:]
torch.set_num_threads(2)
statistics = mode == "batch_statistics"
if command == "time":
    measure(load(weights, statistics, device), float(argument), device)
else:
    export(load(weights, statistics), statistics, argument)
