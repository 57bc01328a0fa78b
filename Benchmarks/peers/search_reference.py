#!/usr/bin/env python3
"""Times the evolutionary search of the Once-for-All paper in PyPI's `ofa` and in Thimble, in one run.

    swift build -c release --product thimble-bench
    python Benchmarks/peers/search_reference.py

Both search the paper's MobileNetV3 space (7371^5 sub-networks at 25 resolutions) with a population of 100 for
500 generations, a predictor with drawn weights and the same limit of multiply-adds per image; `ofa` with its
model of FLOPs, Thimble with its table of blocks and with flash, RAM and latency beside. The constructors of
`ofa` that download weights are not called. Needs ofa, torch, torchvision, tqdm and pyyaml; nothing is fetched.
"""
import argparse, json, random, subprocess, sys, time

import numpy as np
import torch
from ofa.imagenet_classification.elastic_nn.networks import OFAMobileNetV3
from ofa.nas.accuracy_predictor.acc_predictor import AccuracyPredictor
from ofa.nas.accuracy_predictor.arch_encoder import MobileNetArchEncoder
from ofa.nas.efficiency_predictor import Mbv3FLOPsModel
from ofa.nas.search_algorithm import EvolutionFinder

KERNELS, RATIOS, DEPTHS = [3, 5, 7], [3, 4, 6], [2, 3, 4]
RESOLUTIONS = list(range(128, 225, 4))


def their_search(limit, generations, seed):
    """The seconds, the multiply-adds of the winner in millions, and its prediction."""
    for draw in (random.seed, np.random.seed, torch.manual_seed):
        draw(seed)
    encoder = MobileNetArchEncoder(RESOLUTIONS, KERNELS, RATIOS, DEPTHS)
    predictor = AccuracyPredictor(encoder, device="cpu").eval()
    network = OFAMobileNetV3(dropout_rate=0, ks_list=KERNELS, expand_ratio_list=RATIOS, depth_list=DEPTHS)
    finder = EvolutionFinder(Mbv3FLOPsModel(network), predictor, population_size=100, max_time_budget=generations)
    start = time.perf_counter()
    with torch.no_grad():
        # Printed progress is left out of what is compared: one line in a hundred generations.
        _, (accuracy, _, efficiency) = finder.run_evolution_search(limit)
    return time.perf_counter() - start, efficiency, accuracy


def our_search(path, limit, generations, seed):
    output = subprocess.run(
        [path, "search", "--million-macs", str(limit), "--generations", str(generations), "--seed", str(seed)],
        check=True, capture_output=True, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=".build/release/thimble-bench", help="path of the program thimble-bench")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="of torch; Thimble has one")
    parser.add_argument("--limit", type=float, default=300, help="multiply-adds per image in millions")
    parser.add_argument("--generations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(f"torch {torch.__version__}, {options.threads} thread(s); population 100, {options.generations} generations, "
          f"at most {options.limit} million MACs")
    for seed in range(options.rounds):
        ours = our_search(options.ours, options.limit, options.generations, seed)
        print(f"Thimble {ours['seconds']:.3f} s on one thread, winner {ours['million_macs']:.1f} million MACs", flush=True)
        seconds, efficiency, _ = their_search(options.limit, options.generations, seed)
        print(f"ofa     {seconds:.3f} s, winner {efficiency:.1f} million MACs")
        print(f"ratio   {seconds / ours['seconds']:.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
