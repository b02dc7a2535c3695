"""The one-shot network in plain PyTorch and torchvision, as its description reads, for comparison: nothing joined, nothing laid out anew."""

import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models import resnext50_32x4d
from torchvision.ops import batched_nms, clip_boxes_to_image, nms, roi_align

SIDE, STRIDE, ROIS = 512, 32, 16
PRE_NMS, POST_NMS = 400, 200


class Body(nn.Module):
    """The residual network without pooling and classifier: [1, 3, 512, 512] to [1, 2048, 16, 16]."""

    def __init__(self):
        super().__init__()
        whole = resnext50_32x4d(weights=None)
        for name in ("conv1", "bn1", "layer1", "layer2", "layer3", "layer4"):
            setattr(self, name, getattr(whole, name))

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = Body()
        self.fpn = nn.Module()
        self.fpn.inner_blocks = nn.ModuleList([nn.Sequential(nn.Conv2d(2048, 256, 1))])
        self.fpn.layer_blocks = nn.ModuleList([nn.Sequential(nn.Conv2d(256, 256, 3, padding=1))])

    def forward(self, x):
        return self.fpn.layer_blocks[0](self.fpn.inner_blocks[0](self.body(x)))


def decode(deltas, boxes, position, size):
    """Deltas [R, K, 4] to boxes [R, 4] as [R, K, 4]."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).unsqueeze(1).unbind(-1)
    x, y = boxes[:, 0:1] + width / 2, boxes[:, 1:2] + height / 2
    dx, dy, dw, dh = deltas.unbind(-1)
    largest = 4.135166556742356
    cx, cy = dx / position * width + x, dy / position * height + y
    w, h = torch.exp(torch.clamp(dw / size, max=largest)) * width, torch.exp(torch.clamp(dh / size, max=largest)) * height
    return torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], -1)


class Rpn(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Module()
        self.head.conv = nn.Conv2d(256, 256, 3, padding=1)
        self.head.cls_logits = nn.Conv2d(256, 30, 1)
        self.head.bbox_pred = nn.Conv2d(256, 120, 1)
        size = torch.tensor([2.0, 4, 8, 16, 32])
        ratio = torch.tensor([0.1, 0.25, 0.5, 1, 1.5, 2])
        root = torch.sqrt(ratio)
        w, h = ((1 / root)[:, None] * size).view(-1), (root[:, None] * size).view(-1)
        cell = (torch.stack([-w, -h, w, h], 1) / 2).round()
        shift = torch.arange(SIDE // STRIDE) * float(STRIDE)
        y, x = torch.meshgrid(shift, shift, indexing="ij")
        shifts = torch.stack([x, y, x, y], -1).view(-1, 1, 4)
        self.register_buffer("anchors", (shifts + cell).view(-1, 4), persistent=False)

    def forward(self, features):
        hidden = torch.relu(self.head.conv(features))
        scores = self.head.cls_logits(hidden).permute(0, 2, 3, 1).reshape(-1)
        deltas = self.head.bbox_pred(hidden).permute(0, 2, 3, 1).reshape(-1, 1, 4)
        scores, best = scores.topk(PRE_NMS)
        boxes = decode(deltas[best], self.anchors[best], 1, 1).squeeze(1)
        boxes = clip_boxes_to_image(boxes, (SIDE, SIDE))
        return boxes[nms(boxes, scores, 0.75)[:POST_NMS]]


class BoxHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc6, self.fc7 = nn.Linear(12544, 128), nn.Linear(128, 128)

    def forward(self, pooled):
        return torch.relu(self.fc7(torch.relu(self.fc6(pooled.flatten(1)))))


class BoxPredictor(nn.Module):
    def __init__(self):
        super().__init__()
        self.cls_score, self.bbox_pred = nn.Linear(128, 4), nn.Linear(128, 16)


class RoiHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.box_head, self.box_head_s2 = BoxHead(), BoxHead()
        self.box_predictor, self.box_predictor_s2 = BoxPredictor(), BoxPredictor()
        for name in ("mask_head", "mask_head_s2"):
            head = nn.Module()
            head.mask_fcn1 = nn.Conv2d(256, 256, 3, padding=1)
            setattr(self, name, head)
        self.mask_predictor, self.mask_predictor_s2 = nn.Module(), nn.Module()
        self.mask_predictor.conv_mask = nn.ConvTranspose2d(256, 256, 2, 2)
        self.mask_predictor.mask_fcn_logits = nn.Conv2d(256, 4, 1)
        self.mask_predictor_s2.conv_mask = nn.ConvTranspose2d(256, 256, 2, 2)
        self.mask_predictor_s2.conv_reduce = nn.Conv2d(256, 256, 3, padding=1)

    def candidates(self, features, proposals, head, predictor):
        hidden = head(self.pool(features, proposals, 7))
        scores = predictor.cls_score(hidden).softmax(1)[:, 1:]
        boxes = decode(predictor.bbox_pred(hidden).view(-1, 4, 4), proposals, 10, 5)
        boxes = clip_boxes_to_image(boxes, (SIDE, SIDE))[:, 1:]
        labels = torch.arange(1, 4, device=scores.device).expand_as(scores)
        return boxes.reshape(-1, 4), scores.reshape(-1), labels.reshape(-1)

    @staticmethod
    def pool(features, boxes, bins):
        return roi_align(features, [boxes], bins, 1 / STRIDE, 2)

    def sequence(self, features, proposals):
        boxes, scores, labels = self.candidates(features, proposals, self.box_head_s2, self.box_predictor_s2)
        kept = torch.where((boxes[:, 2:] - boxes[:, :2]).prod(1) > 1e-5)[0]
        boxes, scores, labels = boxes[kept], scores[kept], labels[kept]
        boxes = boxes[batched_nms(boxes, scores, labels, 0.25)[:ROIS]]
        maps = torch.relu(self.mask_head_s2.mask_fcn1(self.pool(features, boxes, 14)))
        maps = torch.relu(self.mask_predictor_s2.conv_reduce(self.mask_predictor_s2.conv_mask(maps)))
        return maps[boxes[:, :2].norm(dim=1).sort()[1]]

    def detections(self, features, proposals):
        boxes, scores, labels = self.candidates(features, proposals, self.box_head, self.box_predictor)
        kept = torch.where(scores > 0.75)[0]
        boxes, scores, labels = boxes[kept], scores[kept], labels[kept]
        kept = batched_nms(boxes, scores, labels, 0.5)[:4]
        boxes, scores, labels = boxes[kept], scores[kept], labels[kept]
        hidden = torch.relu(self.mask_head.mask_fcn1(self.pool(features, boxes, 14)))
        hidden = torch.relu(self.mask_predictor.conv_mask(hidden))
        masks = self.mask_predictor.mask_fcn_logits(hidden).sigmoid()
        return boxes, scores, labels, masks[torch.arange(len(labels), device=labels.device), labels]


class Sieve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_down, self.bn = nn.Conv2d(256, 128, 2, 2), nn.BatchNorm2d(128)
        self.conv_up = nn.ConvTranspose2d(128, 256, 2, 2)

    def forward(self, x):
        return self.conv_up(torch.relu(self.bn(self.conv_down(x))))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.sieve = nn.ModuleList([Sieve()])
        self.conv_d1, self.bn1 = nn.Conv2d(256, 256, 2, 2), nn.BatchNorm2d(256)
        self.conv_d2, self.bn2 = nn.Conv2d(256, 256, 2, 2), nn.BatchNorm2d(256)
        self.conv_d_final, self.bn3 = nn.Conv2d(256, 256, 7), nn.BatchNorm2d(256)
        self.lstm_pos, self.lstm_neg = nn.LSTM(256, 256, batch_first=True), nn.LSTM(256, 256, batch_first=True)
        self.final_linear_pos, self.final_linear_neg = nn.Linear(256, 256), nn.Linear(256, 256)

    def forward(self, maps):
        x = self.sieve[0](maps)
        for conv, norm in ((self.conv_d1, self.bn1), (self.conv_d2, self.bn2), (self.conv_d_final, self.bn3)):
            x = norm(torch.relu(conv(x)))
        sequence = x.view(1, ROIS, 256)
        return self.attend(sequence, self.lstm_pos, self.final_linear_pos), self.attend(sequence, self.lstm_neg, self.final_linear_neg)

    @staticmethod
    def attend(sequence, lstm, linear):
        steps, (last, _) = lstm(sequence)
        query = linear(last[0])
        weights = (steps @ query.unsqueeze(-1)).softmax(1)
        return (steps * weights).sum(1) + query


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc_l1, self.fc_l2, self.class_predict_logits = nn.Linear(256, 128), nn.Linear(128, 128), nn.Linear(128, 3)

    def forward(self, x):
        return self.class_predict_logits(torch.relu(self.fc_l2(torch.relu(self.fc_l1(x)))))


class OneShot(nn.Module):
    """[1, 3, 512, 512], normalised, to logits [3] and detections."""

    def __init__(self):
        super().__init__()
        self.backbone, self.rpn, self.roi_heads, self.attn_layer = Backbone(), Rpn(), RoiHeads(), Attention()
        self.pos_classifier_attn, self.neg_classifier_attn = Classifier(), Classifier()

    def forward(self, image):
        features = self.backbone(image)
        proposals = self.rpn(features)
        positive, negative = self.attn_layer(self.roi_heads.sequence(features, proposals))
        logits = self.pos_classifier_attn(positive) - self.neg_classifier_attn(negative)
        return (logits[0], *self.roi_heads.detections(features, proposals))


def load(weights, batch_statistics, device="cpu"):
    """The network with the weights of a file that `covid model export` wrote, its batch norms in either mode."""
    network = OneShot()
    network.load_state_dict(torch.load(weights, map_location="cpu"))
    network.eval()
    for norm in network.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.train(batch_statistics)
            norm.track_running_stats = not batch_statistics
    return network.to(device)
