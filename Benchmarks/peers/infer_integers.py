#!/usr/bin/env python3
"""Times int8 inference of the four networks of MLPerf Tiny in LiteRT, ONNX Runtime and Thimble, in turns.

    swift build -c release --product thimble-bench
    python Benchmarks/peers/infer_integers.py MODELS

MODELS is the folder of the benchmark's .tflite files, which LiteRT runs with XNNPACK. ONNX Runtime runs the
same layers with drawn weights, quantized by its own tool to int8 per channel, and Thimble with drawn weights,
too. One image, one thread; the best time of each round. The ratio is the time of the faster peer over ours.
Needs ai-edge-litert, onnx and onnxruntime.
"""
import argparse, json, pathlib, platform, statistics, subprocess, sys, tempfile, time

import numpy as np
import onnx
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from onnx import TensorProto, helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

NETWORKS = {"resnet8-cifar": "pretrainedResnet_quant.tflite", "mobilenetv1-0.25-96-vww": "vww_96_int8.tflite",
            "ds-cnn": "kws_ref_model.tflite", "autoencoder": "ad01_int8.tflite"}


class Layers:
    """A float network of ONNX, layer by layer; batch norms are folded already."""

    def __init__(self, shape):
        self.nodes, self.weights, self.shape, self.last = [], [], shape, "x"
        self.random = np.random.default_rng(0)

    def node(self, operation, inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name

    def constant(self, *shape):
        name = f"w{len(self.weights)}"
        values = self.random.normal(0, (2 / max(1, np.prod(shape[1:]))) ** 0.5, shape).astype(np.float32)
        self.weights.append(onnx.numpy_helper.from_array(values, name))
        return name

    def convolution(self, x, inputs, outputs, kernel, stride=1, groups=1, relu=True, pads=None):
        kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        y = self.node("Conv", [x, self.constant(outputs, inputs // groups, *kernel), self.constant(outputs)],
                      kernel_shape=kernel, strides=(stride, stride), group=groups,
                      pads=pads or (kernel[0] // 2, kernel[1] // 2) * 2)
        return self.node("Relu", [y]) if relu else y

    def classifier(self, x, inputs, outputs):
        return self.dense(self.node("Flatten", [self.node("GlobalAveragePool", [x])]), inputs, outputs, relu=False)

    def dense(self, x, inputs, outputs, relu=True):
        y = self.node("Gemm", [x, self.constant(outputs, inputs), self.constant(outputs)], transB=1)
        return self.node("Relu", [y]) if relu else y

    def model(self, result):
        graph = helper.make_graph(
            self.nodes, "network", [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(result, TensorProto.FLOAT, None)], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def resnet8():
    n = Layers((1, 3, 32, 32))
    x, channels = n.convolution("x", 3, 16, 3), 16
    for outputs, stride in [(16, 1), (32, 2), (64, 2)]:
        y = n.convolution(n.convolution(x, channels, outputs, 3, stride), outputs, outputs, 3, relu=False)
        if stride > 1:
            x = n.convolution(x, channels, outputs, 1, stride, relu=False)
        x, channels = n.node("Relu", [n.node("Add", [x, y])]), outputs
    return n.model(n.classifier(x, 64, 10))


def visual_wake_words():
    n = Layers((1, 3, 96, 96))
    x, channels = n.convolution("x", 3, 8, 3, 2), 8
    for outputs, stride in [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2)] + [(128, 1)] * 5 + [(256, 2), (256, 1)]:
        x = n.convolution(n.convolution(x, channels, channels, 3, stride, channels), channels, outputs, 1)
        channels = outputs
    return n.model(n.classifier(x, 256, 2))


def ds_cnn():
    n = Layers((1, 1, 49, 10))
    x = n.convolution("x", 1, 64, (10, 4), 2, pads=(4, 1, 5, 1))
    for _ in range(4):
        x = n.convolution(n.convolution(x, 64, 64, 3, groups=64), 64, 64, 1)
    return n.model(n.classifier(x, 64, 12))


def autoencoder():
    n = Layers((1, 640))
    sizes = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640]
    x = "x"
    for inputs, outputs in zip(sizes, sizes[1:]):
        x = n.dense(x, inputs, outputs, relu=outputs != 640)
    return n.model(x)


BUILDERS = {"resnet8-cifar": resnet8, "mobilenetv1-0.25-96-vww": visual_wake_words, "ds-cnn": ds_cnn,
            "autoencoder": autoencoder}


class Drawn(CalibrationDataReader):
    def __init__(self, shape):
        random = np.random.default_rng(1)
        self.batches = iter([{"x": random.normal(0, 1, shape).astype(np.float32)} for _ in range(4)])

    def get_next(self):
        return next(self.batches, None)


def onnx_runtime(network, folder):
    """The integer part alone: x and the result are int8 between their quantizer and dequantizer."""
    model, plain, ready, path = BUILDERS[network](), *(f"{folder}/{network}.{part}.onnx" for part in ("float", "ready", "int8"))
    onnx.save(model, plain)
    quant_pre_process(plain, ready, skip_symbolic_shape=True)
    shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    quantize_static(ready, path, Drawn(shape), quant_format=QuantFormat.QDQ, per_channel=True,
                    weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    run = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {"x": np.random.default_rng(2).normal(0, 1, shape).astype(np.float32)}
    return lambda: run.run(None, feed)


def litert(path):
    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()[0]
    values = np.random.default_rng(3).integers(-128, 128, details["shape"]).astype(details["dtype"])
    interpreter.set_tensor(details["index"], values)
    return interpreter.invoke


def best(run, seconds):
    for _ in range(20):
        run()
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - start)
    return 1e6 * least


def ours(path, *arguments):
    return json.loads(subprocess.run([path, *arguments], check=True, capture_output=True, text=True).stdout)


def processor():
    names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=pathlib.Path, help="folder of the .tflite files")
    parser.add_argument("--ours", default=".build/release/thimble-bench", help="path of the program thimble-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="per timing")
    parser.add_argument("--instructions", help="vectors other than the fastest of this processor")
    options = parser.parse_args()
    choice = ["--instructions", options.instructions] if options.instructions else []
    print(f"{processor()}; ONNX Runtime {onnxruntime.__version__}; one image, one thread, microseconds")
    print(f"{'network':<24} {'round':>5} {'thimble':>8} {'GMAC/s':>7} {'LiteRT':>8} {'ORT':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for network, file in NETWORKS.items():
            lite, runtime, ratios = litert(options.models / file), onnx_runtime(network, folder), []
            for number in range(options.rounds):
                peers = best(lite, options.seconds), best(runtime, options.seconds)
                result = ours(options.ours, "infer-integers", "--network", network, "--seconds", str(options.seconds), *choice)
                mine = result["microseconds_per_image"]
                ratios.append(min(peers) / mine)
                print(f"{network:<24} {number:>5} {mine:>8.1f} {result['giga_macs_per_second']:>7.1f} {peers[0]:>8.1f} "
                      f"{peers[1]:>8.1f} {ratios[-1]:>6.2f}", flush=True)
            print(f"{network:<24} {'':>5} {result['instructions']:>24} {'median':>17} {statistics.median(ratios):>6.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
