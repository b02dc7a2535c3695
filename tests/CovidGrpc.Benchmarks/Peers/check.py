"""Holds one_shot.py against the golden logits: check.py WEIGHTS GOLDEN_FOLDER."""

import json
import sys

import numpy
import torch
from PIL import Image

from one_shot import load

weights, folder = sys.argv[1:]
image = torch.from_numpy(numpy.asarray(Image.open(f"{folder}/images/ct1.png"))).float().div(255).expand(1, 3, 512, 512)
with open(f"{folder}/forward_resnext50_32x4d.json") as file:
    cases = [case for case in json.load(file)["cases"] if case["image"] == "ct1.png"]
for case in cases:
    with torch.inference_mode():
        logits, boxes, scores, *_ = load(weights, case["mode"] == "paper")(image)
    difference = (logits - torch.tensor(case["final_logits"])).abs().max().item()
    print(case["mode"], "logits differ by", difference, "| detections", [round(s, 4) for s in scores.tolist()], "golden", [round(d["score"], 4) for d in case["detections_thr0.75_max4"]])
    assert difference < 2e-3
