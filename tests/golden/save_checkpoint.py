"""Saves the golden weights as the paper's authors save theirs: torch.save of epoch, weights, optimiser and learning rate.

The weights follow the rules of the golden sets, written here a second time, in numpy. Standard input is JSON: path, format (zip or
legacy), architecture, backbone, tensors (name as torchvision 0.14 spells it, shape), overrides (a file with biases, or null) and plain
(true for the bare state dict that torchvision publishes).
"""
import json
import math
import re
import sys
import types

import numpy as np
import torch

CHUNK = 1 << 15
ROOT = math.sqrt(2)

GAINS = {
    "one_shot_lstm_attention": [
        (r"backbone\.body\.conv1\.weight$", 2.0), (r"backbone\.body\..*\.downsample\.0\.weight$", 1.25), (r"backbone\.body\.", ROOT),
        (r"backbone\.fpn\.", 1.0), (r"rpn\.head\.cls_logits\.", 4.0), (r"rpn\.head\.bbox_pred\.", 0.35),
        (r"roi_heads\.box_predictor\.cls_score\.", 5.0), (r"roi_heads\.box_predictor_s2\.cls_score\.", 3.0),
        (r"roi_heads\.box_predictor(_s2)?\.bbox_pred\.", 1.0), (r"roi_heads\.mask_predictor\.mask_fcn_logits\.", 3.0),
        (r"attn_layer\.(lstm|final_linear)_(pos|neg)\.", 1.5), (r".*\.class_predict_logits\.", 2.0)],
    "mask_rcnn": [
        (r"backbone\.body\.conv1\.weight$", 2.0), (r"backbone\.body\..*\.downsample\.0\.weight$", 1.25),
        (r"backbone\.fpn\.inner_blocks\.", 1.0), (r"backbone\.fpn\.layer_blocks\.0\.", 0.67), (r"backbone\.fpn\.layer_blocks\.1\.", 0.97),
        (r"backbone\.fpn\.layer_blocks\.2\.", 1.65), (r"backbone\.fpn\.layer_blocks\.3\.", 2.9), (r"rpn\.head\.cls_logits\.", 2.0),
        (r"rpn\.head\.bbox_pred\.", 1.4), (r"roi_heads\.box_predictor\.cls_score\.", 5.0), (r"roi_heads\.box_predictor\.bbox_pred\.", 1.0),
        (r"roi_heads\.mask_predictor\.mask_fcn_logits\.", 3.0)],
    "image_classifier": [
        (r"conv1\.weight$", 2.0), (r"features\.conv0\.weight$", 2.0), (r"features\.0\.weight$", 2.0), (r".*\.downsample\.0\.weight$", 1.25),
        (r"fc\.", 8.0), (r"classifier\.weight$", 10.0), (r"classifier\.6\.", 3.0)],
}


def uniform(name, count):
    """Yields the stream of a name, chunk by chunk."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    for begin in range(0, count, CHUNK):
        index = np.arange(begin + 1, min(begin + CHUNK, count) + 1, dtype=np.uint64)
        z = np.uint64(seed) + index * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        yield begin, (z >> np.uint64(40)).astype(np.float64) / 16777216.0 * 2.0 - 1.0


def authors_name(name):
    return re.sub(r"^(backbone\.fpn\.(?:inner|layer)_blocks\.\d+)\.0\.", r"\1.", name)


class Rule:
    def __init__(self, architecture, backbone, names):
        self.architecture, self.names = architecture, set(names)
        self.block_end = re.compile(r"(.*\.)?layer\d\.\d+\." + ("bn2" if backbone in ("resnet18", "resnet34") else "bn3") + r"\.weight$")
        if backbone in ("resnet18", "resnet34"):
            self.block_scale = 0.5
        elif backbone == "resnet50" or (backbone == "resnext50_32x4d" and architecture == "one_shot_lstm_attention"):
            self.block_scale = 0.25
        else:
            self.block_scale = 0.1875

    def of(self, name, shape):
        """What becomes of u."""
        base, leaf = name.rsplit(".", 1)
        if f"{base}.running_mean" in self.names:
            scale = self.block_scale if self.block_end.match(name) and not name.startswith("attn_layer.") else 1.0
            return {
                "weight": lambda u: scale * (1.0 + 0.1 * u),
                "running_var": lambda u: 1.0 + 0.5 * np.abs(u),
            }.get(leaf, lambda u: 0.1 * u)
        if leaf.startswith("bias"):
            return lambda u: 0.05 * u
        transposed = re.search(r"(conv_up|conv_mask|conv5_mask)\.weight$", name)
        fan = shape[0] if transposed else math.prod(shape[1:])
        gain = next((gain for pattern, gain in GAINS[self.architecture] if re.match(pattern, name)), ROOT) * math.sqrt(3.0 / fan)
        return lambda u: u * gain

    def make(self, name, shape):
        if name.endswith(".num_batches_tracked"):
            return torch.tensor(0)
        values = np.empty(math.prod(shape), np.float32)
        rule = self.of(name, shape)
        for begin, u in uniform(authors_name(name) if self.architecture == "mask_rcnn" else name, values.size):
            values[begin:begin + u.size] = rule(u)
            if begin == 0 and self.architecture == "one_shot_lstm_attention" and name == "roi_heads.box_predictor.cls_score.bias":
                values[0] = 0.05 * u[0] - 4.0
        return torch.from_numpy(values.reshape(shape))


def anchor_generator():
    """The object that Mask R-CNN's files drag along; its class lives in the authors' modules alone."""
    path = "models.mask_net.rpn_segmentation"
    module = types.ModuleType(path)
    module.AnchorGenerator = type("AnchorGenerator", (torch.nn.Module,), {"__module__": path})
    for depth in (1, 2):
        sys.modules[".".join(path.split(".")[:depth])] = types.ModuleType("package")
    sys.modules[path] = module
    generator = module.AnchorGenerator()
    generator.sizes, generator.cell_anchors, generator._cache = ((2, 4, 8, 16, 32),), [torch.zeros(30, 4)], {}
    return generator


def main():
    order = json.load(sys.stdin)
    shapes = {tensor["name"]: tensor["shape"] for tensor in order["tensors"]}
    rule = Rule(order["architecture"], order["backbone"], shapes)
    weights = {authors_name(name): rule.make(name, shape) for name, shape in shapes.items()}
    if order["overrides"]:
        with open(order["overrides"], encoding="utf-8") as file:
            weights.update({name: torch.tensor(bias, dtype=torch.float64).float() for name, bias in json.load(file).items()})
    parameter = torch.nn.Parameter(torch.ones(3))
    optimizer = torch.optim.Adam([parameter], lr=1e-5)
    parameter.sum().backward()
    optimizer.step()
    root = {"epoch": "10", "model_weights": weights, "optimizer_state": optimizer.state_dict(), "lrate": 1e-5}
    if order["architecture"] == "mask_rcnn":
        root |= {"model_name": None, "anchor_generator": anchor_generator()}
    torch.save(weights if order["plain"] else root, order["path"], _use_new_zipfile_serialization=order["format"] == "zip")


main()
