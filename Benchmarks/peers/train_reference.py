#!/usr/bin/env python3
"""Times a training step of the reference networks in eager PyTorch and in Thimble, in turns.

    swift build -c release --product thimble-bench
    python Benchmarks/peers/train_reference.py --networks mobile-k7 mobile-k3 vgg --threads 1

Each round times Thimble in float32 and in bfloat16, then PyTorch with NCHW and with channels_last tensors,
for the same number of seconds and threads. The ratio of a round is Thimble's images/s in float32 over the
better of the two layouts; the last column is Thimble's bfloat16 over its float32. Needs torch (any CPU build).
"""
import argparse, json, statistics, subprocess, sys, time

import torch
from torch import nn


class Block(nn.Module):
    """Inverted bottleneck: 1x1 expand, k x k depthwise, 1x1 project, residual where shapes allow."""

    def __init__(self, inputs, outputs, expand, kernel, stride):
        super().__init__()
        middle = inputs * expand
        layers = []
        if expand > 1:
            layers += [nn.Conv2d(inputs, middle, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU()]
        layers += [
            nn.Conv2d(middle, middle, kernel, stride, kernel // 2, groups=middle, bias=False),
            nn.BatchNorm2d(middle), nn.ReLU(),
            nn.Conv2d(middle, outputs, 1, bias=False), nn.BatchNorm2d(outputs),
        ]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.layers(x)
        return x + y if self.residual else y


def mobile(kernel):
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), Block(16, 16, 1, 3, 1)]
    channels = 16
    for outputs in (24, 40, 80):
        layers += [Block(channels, outputs, 6, kernel, 2), Block(outputs, outputs, 6, kernel, 1)]
        channels = outputs
    layers += [nn.Conv2d(80, 480, 1, bias=False), nn.BatchNorm2d(480), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(480, 10))


def vgg():
    layers, channels = [], 3
    for outputs, stride in ((32, 1), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1)):
        layers += [nn.Conv2d(channels, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        channels = outputs
    layers += [nn.Conv2d(128, 128, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


NETWORKS = {"mobile-k7": lambda: mobile(7), "mobile-k5": lambda: mobile(5), "mobile-k3": lambda: mobile(3), "vgg": vgg}


def torch_speed(name, channels_last, batch, seconds):
    torch.manual_seed(0)
    network = NETWORKS[name]()
    images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, 10, (batch,))
    if channels_last:
        network, images = network.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=1e-4)
    loss_of = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(network(images), labels).backward()
        optimizer.step()

    for _ in range(3):
        step()
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        best = min(best, time.perf_counter() - start)
    return batch / best


def our_speed(path, name, batch, threads, seconds, precision):
    output = subprocess.run(
        [path, "train", "--network", name, "--batch", str(batch), "--threads", str(threads),
         "--seconds", str(seconds), "--precision", precision],
        check=True, capture_output=True, text=True).stdout
    result = json.loads(output)
    return result["images_per_second"], result["gflops"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=".build/release/thimble-bench", help="path of the program thimble-bench")
    parser.add_argument("--networks", nargs="+", default=["mobile-k7"], choices=list(NETWORKS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="per timing")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(f"torch {torch.__version__}, {options.threads} thread(s), batch {options.batch}, images/s of the best step in {options.seconds} s")
    print(f"{'network':<10} {'round':>5} {'float32':>8} {'GFLOP/s':>8} {'bfloat16':>9} {'torch NCHW':>11} {'ch. last':>9} {'ratio':>6} {'bf16/f32':>9}")
    for name in options.networks:
        ratios, gains = [], []
        for number in range(options.rounds):
            ours, gflops = our_speed(options.ours, name, options.batch, options.threads, options.seconds, "float32")
            half, _ = our_speed(options.ours, name, options.batch, options.threads, options.seconds, "bfloat16")
            plain = torch_speed(name, False, options.batch, options.seconds)
            last = torch_speed(name, True, options.batch, options.seconds)
            ratios.append(ours / max(plain, last))
            gains.append(half / ours)
            print(f"{name:<10} {number:>5} {ours:>8.0f} {gflops:>8.1f} {half:>9.0f} {plain:>11.0f} {last:>9.0f} {ratios[-1]:>6.2f} {gains[-1]:>9.2f}", flush=True)
        print(f"{name:<10} median ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f}), "
              f"bfloat16 over float32 {statistics.median(gains):.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
