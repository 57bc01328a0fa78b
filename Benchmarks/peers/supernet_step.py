#!/usr/bin/env python3
"""Times a step of the sandwich rule on the space mobile-32 in eager PyTorch and in Thimble, in turns.

    swift build -c release --product thimble-bench
    python Benchmarks/peers/supernet_step.py --threads 1

A step trains the largest network on labels and four others (the smallest and three drawn ones) on its
softmax, each at its own resolution, with sliced weights and kernel transforms, and then takes one step of
Nesterov momentum. Both sides draw their networks from the same distribution; the mean over the steps counts.
Needs torch (any CPU build).
"""
import argparse, json, random, statistics, subprocess, sys, time

import torch
import torch.nn.functional as F
from torch import nn

RESOLUTIONS = [16, 24, 32]
STEM, HEAD, CLASSES = 32, 192, 10
UNITS = [  # channels, stride, depths, kernels, expand ratios
    (32, 2, [1, 2], [3, 5], [2, 3]),
    (48, 2, [1, 2, 3], [3, 5, 7], [2, 3, 4]),
    (96, 2, [1, 2, 3], [3, 5], [2, 3, 4]),
]


def pick(choose):
    """An architecture: resolution, and per unit a list of (kernel, expand ratio)."""
    return choose(RESOLUTIONS), [
        [(choose(kernels), choose(ratios)) for _ in range(choose(depths))]
        for _, _, depths, kernels, ratios in UNITS]


class Norm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        count = x.shape[1]
        return F.batch_norm(x, None, None, self.weight[:count], self.bias[:count], True)


class Block(nn.Module):
    """The largest inverted bottleneck of a place; smaller ones are slices of it."""

    def __init__(self, inputs, outputs, stride, kernels, ratio):
        super().__init__()
        middle, side = inputs * ratio, kernels[-1]
        self.kernels, self.stride, self.inputs = kernels, stride, inputs
        self.residual = stride == 1 and inputs == outputs
        self.expand = nn.Parameter(torch.randn(middle, inputs, 1, 1) * (2 / middle) ** 0.5)
        self.depthwise = nn.Parameter(torch.randn(middle, 1, side, side) * (2 / side**2 / middle) ** 0.5)
        self.project = nn.Parameter(torch.randn(outputs, middle, 1, 1) * (2 / outputs) ** 0.5)
        self.norms = nn.ModuleList([Norm(middle), Norm(middle), Norm(outputs)])
        self.transforms = nn.ParameterList([nn.Parameter(torch.eye(k * k)) for k in kernels[:-1]])

    def kernel(self, side, middle):
        weight = self.depthwise[:middle]
        for index in range(len(self.kernels) - 2, self.kernels.index(side) - 1, -1):
            smaller = self.kernels[index]
            margin = (self.kernels[index + 1] - smaller) // 2
            crop = weight[:, :, margin:margin + smaller, margin:margin + smaller].reshape(middle, -1)
            weight = F.linear(crop, self.transforms[index]).view(middle, 1, smaller, smaller)
        return weight

    def forward(self, x, side, ratio):
        middle = self.inputs * ratio
        y = F.relu(self.norms[0](F.conv2d(x, self.expand[:middle])))
        weight = self.kernel(side, middle)
        y = F.relu(self.norms[1](F.conv2d(y, weight, None, self.stride, side // 2, 1, middle)))
        y = self.norms[2](F.conv2d(y, self.project[:, :middle]))
        return x + y if self.residual else y


class Supernet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.stem_norm = nn.Conv2d(3, STEM, 3, 1, 1, bias=False), Norm(STEM)
        units, inputs = [], STEM
        for outputs, stride, depths, kernels, ratios in UNITS:
            blocks = []
            for index in range(depths[-1]):
                blocks.append(Block(inputs, outputs, stride if index == 0 else 1, kernels, ratios[-1]))
                inputs = outputs
            units.append(nn.ModuleList(blocks))
        self.units = nn.ModuleList(units)
        self.head, self.head_norm = nn.Conv2d(inputs, HEAD, 1, bias=False), Norm(HEAD)
        self.classifier = nn.Linear(HEAD, CLASSES)

    def forward(self, x, units):
        x = F.relu(self.stem_norm(self.stem(x)))
        for blocks, choices in zip(self.units, units):
            for block, (side, ratio) in zip(blocks, choices):
                x = block(x, side, ratio)
        x = F.relu(self.head_norm(self.head(x)))
        return self.classifier(x.mean((2, 3)))


def torch_speed(channels_last, batch, students, seconds):
    torch.manual_seed(0)
    draws = random.Random(0)
    supernet = Supernet()
    images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, CLASSES, (batch,))
    if channels_last:
        supernet, images = supernet.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(supernet.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-5)

    def step():
        optimizer.zero_grad(set_to_none=True)
        _, largest = pick(lambda choices: choices[-1])
        logits = supernet(images, largest)
        F.cross_entropy(logits, labels).backward()
        answers = logits.detach().softmax(1)
        for number in range(students):
            resolution, units = pick((lambda choices: choices[0]) if number == 0 else draws.choice)
            small = images if resolution == 32 else F.interpolate(images, size=resolution, mode="bilinear", antialias=True)
            F.cross_entropy(supernet(small, units), answers).backward()
        optimizer.step()

    for _ in range(3):
        step()
    steps, start = 0, time.perf_counter()
    while time.perf_counter() < start + seconds:
        step()
        steps += 1
    return batch * steps / (time.perf_counter() - start)


def our_speed(path, batch, students, threads, seconds, precision):
    output = subprocess.run(
        [path, "supernet", "--batch", str(batch), "--students", str(students), "--threads", str(threads),
         "--seconds", str(seconds), "--precision", precision], check=True, capture_output=True, text=True).stdout
    return json.loads(output)["images_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=".build/release/thimble-bench", help="path of the program thimble-bench")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--students", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="per timing")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(f"torch {torch.__version__}, {options.threads} thread(s), batch {options.batch}, {options.students} students, images/s over {options.seconds} s")
    print(f"{'round':>5} {'float32':>8} {'bfloat16':>9} {'torch NCHW':>11} {'ch. last':>9} {'ratio':>6} {'bf16 ratio':>11}")
    ratios = []
    for number in range(options.rounds):
        ours, half = (our_speed(options.ours, options.batch, options.students, options.threads, options.seconds, p)
                      for p in ("float32", "bfloat16"))
        plain, last = (torch_speed(c, options.batch, options.students, options.seconds) for c in (False, True))
        ratios.append(ours / max(plain, last))
        print(f"{number:>5} {ours:>8.0f} {half:>9.0f} {plain:>11.0f} {last:>9.0f} {ratios[-1]:>6.2f} {half / max(plain, last):>11.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f})")


if __name__ == "__main__":
    sys.exit(main())
