#!/usr/bin/env python3
"""Times float inference of four networks in ONNX Runtime and in Thimble, in turns.

    swift build -c release --product thimble-bench
    python Benchmarks/peers/infer_reference.py

Weights are drawn, batch norms are folded by the export. The ratio is ONNX Runtime's time over Thimble's; the
last line is the geometric mean. `--evaluate` times the largest network of mobile-32 on 10,000 images
instead, ONNX Runtime at its best batch. Needs torch, onnx and onnxruntime.
"""
import argparse, io, json, math, statistics, subprocess, sys, time, warnings

import numpy as np
import onnxruntime
import torch
from torch import nn


def layer(inputs, outputs, kernel=1, stride=1, groups=1, activation=nn.ReLU):
    parts = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*parts, *([activation()] if activation else []))


class Residual(nn.Module):
    def __init__(self, body, shortcut=None, activation=True):
        super().__init__()
        self.body, self.shortcut, self.activation = body, shortcut or nn.Identity(), activation

    def forward(self, x):
        y = self.body(x) + self.shortcut(x)
        return torch.relu(y) if self.activation else y


def classifier(channels, classes=1000):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]


def mobilenet_v1():
    layers, channels = [layer(3, 32, 3, 2)], 32
    for outputs, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]:
        layers += [layer(channels, channels, 3, stride, channels), layer(channels, outputs)]
        channels = outputs
    return nn.Sequential(*layers, *classifier(channels))


def bottleneck(inputs, outputs, ratio, kernel, stride, activation):
    middle = inputs * ratio
    body = nn.Sequential(
        *([layer(inputs, middle, activation=activation)] if ratio > 1 else []),
        layer(middle, middle, kernel, stride, middle, activation), layer(middle, outputs, activation=None))
    return Residual(body, activation=False) if stride == 1 and inputs == outputs else body


def mobilenet_v2():
    layers, channels = [layer(3, 32, 3, 2, activation=nn.ReLU6)], 32
    for ratio, outputs, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for index in range(count):
            layers.append(bottleneck(channels, outputs, ratio, 3, stride if index == 0 else 1, nn.ReLU6))
            channels = outputs
    return nn.Sequential(*layers, layer(channels, 1280, activation=nn.ReLU6), *classifier(1280))


def resnet(counts, is_deep):
    layers, channels = [layer(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for stage, count in enumerate(counts):
        width = 64 << stage
        outputs = 4 * width if is_deep else width
        for index in range(count):
            stride = 2 if index == 0 and stage > 0 else 1
            body = nn.Sequential(layer(channels, width), layer(width, width, 3, stride), layer(width, outputs, activation=None)) \
                if is_deep else nn.Sequential(layer(channels, width, 3, stride), layer(width, width, 3, activation=None))
            shortcut = layer(channels, outputs, 1, stride, activation=None) if stride > 1 or channels != outputs else None
            layers.append(Residual(body, shortcut))
            channels = outputs
    return nn.Sequential(*layers, *classifier(channels))


def largest_of_mobile_32():
    layers, channels = [layer(3, 32, 3)], 32
    for outputs, ratio, kernel, depth in [(32, 3, 5, 2), (48, 4, 7, 3), (96, 4, 5, 3)]:
        for index in range(depth):
            layers.append(bottleneck(channels, outputs, ratio, kernel, 2 if index == 0 else 1, nn.ReLU))
            channels = outputs
    return nn.Sequential(*layers, layer(channels, 192), *classifier(192, 10))


NETWORKS = {
    "mobilenetv1-1.0-224": mobilenet_v1, "mobilenetv2-1.0-224": mobilenet_v2,
    "resnet18": lambda: resnet([2, 2, 2, 2], False), "resnet50": lambda: resnet([3, 4, 6, 3], True),
}


def session(network, side, threads):
    file = io.BytesIO()
    torch.onnx.export(network.eval(), torch.randn(1, 3, side, side), file, input_names=["x"],
                      dynamic_axes={"x": {0: "n"}}, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])


def peer_seconds(run, images, seconds):
    for _ in range(2):
        run.run(None, {"x": images})
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        run.run(None, {"x": images})
        best = min(best, time.perf_counter() - start)
    return best


def ours(path, *arguments):
    return json.loads(subprocess.run([path, *arguments], check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=".build/release/thimble-bench", help="path of the program thimble-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="per timing")
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--threads", type=int, default=1, help="of --evaluate")
    options = parser.parse_args()
    torch.manual_seed(0)
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # of the exporter, which does what is needed
    print(f"ONNX Runtime {onnxruntime.__version__}")
    if options.evaluate:
        run, best = session(largest_of_mobile_32(), 32, options.threads), {}
        for _ in range(options.rounds):
            for batch in (1, 8, 32, 64, 128):
                images = np.random.rand(batch, 3, 32, 32).astype(np.float32)
                best[batch] = min(best.get(batch, math.inf), peer_seconds(run, images, options.seconds / 4) / batch)
        batch = min(best, key=best.get)
        result = min((ours(options.ours, "evaluate", "--threads", str(options.threads), "--seconds", str(options.seconds))
                      for _ in range(options.rounds)), key=lambda r: r["seconds"])
        print(f"{options.threads} thread(s), {result['mega_macs']:.1f} MMAC, 10,000 images: Thimble {result['seconds']:.2f} s, "
              f"ONNX Runtime {1e4 * best[batch]:.2f} s (batch {batch}), ratio {1e4 * best[batch] / result['seconds']:.2f}")
        return
    print(f"batch 1, 1 thread\n{'network':<22} {'round':>5} {'thimble ms':>11} {'GFLOP/s':>8} {'ORT ms':>8} {'ratio':>6}")
    medians = []
    for name, build in NETWORKS.items():
        run, ratios = session(build(), 224, 1), []
        images = np.random.rand(1, 3, 224, 224).astype(np.float32)
        for number in range(options.rounds):
            result = ours(options.ours, "infer", "--network", name, "--seconds", str(options.seconds))
            peer = 1000 * peer_seconds(run, images, options.seconds)
            ratios.append(peer / result["milliseconds_per_image"])
            print(f"{name:<22} {number:>5} {result['milliseconds_per_image']:>11.2f} {result['gflops']:>8.1f} {peer:>8.2f} {ratios[-1]:>6.2f}", flush=True)
        medians.append(statistics.median(ratios))
    print(f"geometric mean of the medians {statistics.geometric_mean(medians):.2f}")


if __name__ == "__main__":
    sys.exit(main())
