import Architectures
import Datasets
import Devices
import Foundation
import Graphs
import Pipeline
import Reports
import Tensors
import TestSupport
import TinyRuns

extension FileFormat {
  /// Files of the format: what the tool itself writes, then those of `Examples`, among which are all
  /// that once broke a reader.
  package func examples() throws -> [[UInt8]] {
    try made() + kept()
  }

  private func made() throws -> [[UInt8]] {
    switch self {
    case .cifar10: [FormatReader.cifar(labels: 1, records: 2)]
    case .cifar100: [FormatReader.cifar(labels: 2, records: 2)]
    case .idxImages: [FormatReader.idxImages(2)]
    case .idxLabels: [FormatReader.idxLabels(2)]
    case .jpeg, .png: []
    case .pixmap:
      ["P6\n2 1\n255\nabcdef", "P5 # grey\n3 2 255\nabcdef"].map { Array($0.utf8) }
    case .imageCache:
      [
        ImageCache.bytes(
          Array(0..<24), Shape(height: 2, width: 2, channels: 3),
          keys: ["a", "b"].map { String(repeating: $0, count: 64) })
      ]
    case .safetensors: [Array(Self.weights.data)]
    case .device: [Array(Device.template.utf8)]
    case .fleet:
      [
        Array(
          #"[{"device":"rp2040"},{"device":"stm32f401","name":"door","title":"Door","flash":"64 KiB","#
            .utf8) + Array(#""ram":40960,"macs":2000000,"milliseconds":12.5}]"#.utf8)
      ]
    case .latencyTable:
      [Array(#"{"name":"clock","entries":{"Conv":{"count":1,"mean":2.5,"std":0.5}}}"#.utf8)]
    case .space: try [SearchSpace.mobile32(), .ofaMobileNetV3()].map(Self.json)
    case .floatGraph:
      [
        try Self.json(
          StoredNetwork(
            TinyRun.space.largest.graph(in: TinyRun.space),
            NetworkInterface(
              mean: [0.5, 0.4, 0.6], std: [0.25, 0.3, 0.2],
              preprocessing: Preprocessing(side: 12, channels: 3),
              classes: (0..<10).map { "class \($0)" })))
      ]
    case .integerGraph: try [chain(), randomIntegerGraph(seed: 1)].map(Self.json)
    case .records: try Self.records()
    case .emission:
      [
        Array(
          #"{"format":1,"form":"folder","parts":{"door":["door.c","main.c"]},"files":{"door.c":"00ff","main.c":"starter 1"}}"#
            .utf8)
      ]
    case .elf: [Self.linked]
    }
  }

  private func kept() throws -> [[UInt8]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Examples/\(rawValue)")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      Array(try Data(contentsOf: folder.appending(path: $0)))
    }
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(value))
  }

  private static var weights: Safetensors {
    var weights = Weights()
    weights["stem.weight"] = Tensor(shape: [2, 1, 1, 2], values: [1, -2, 3, -4])
    weights["scale"] = Tensor(shape: [], values: [.pi])
    return Safetensors(weights, metadata: ["step": "12"])
  }

  /// A network of few bytes with most operations, so that damage meets its numbers.
  private func chain() throws -> IntegerGraph {
    var ops = RandomIntegerOps(seed: 5)
    let builder = GraphBuilder<IntegerOp>(name: "chain")
    let image = try builder.add(
      .input(ops.type(Shape(height: 4, width: 4, channels: 2))), named: "image")
    let window = Window(kernel: Size(3), stride: Size(2))
    let stem = try image.adding(
      ops.convolution(3, window: window, on: image.value), named: "stem")
    let sum = try stem.adding(ops.add(), named: "sum", with: stem)
    let pooled = try sum.adding(ops.averagePool(Window(kernel: Size(2), padding: Padding(0))))
    let scaled = try sum.adding(ops.multiply(), named: "scaled", with: pooled)
    let largest = try scaled.adding(.maximumPool(window), named: "largest")
    let flat = try largest.adding(.flatten, named: "flat")
    return builder.graph(
      output: try flat.adding(ops.dense(2, on: flat.value), named: "logits"))
  }

  /// One of each JSON record of a run folder, with every field that may be absent.
  private static func records() throws -> [[UInt8]] {
    let cost = #"{"value":1.5,"provenance":"estimated"}"#
    let costs =
      #"{"flashBytes":\#(cost),"ramBytes":\#(cost),"macs":\#(cost),"milliseconds":\#(cost)}"#
    let bytes = #"{"uncut":7,"chosen":6}"#
    let point = #"{"resolution":8,"units":[[{"kernel":3,"expandRatio":2}]]}"#
    let candidate = #"{"architecture":\#(point),"accuracy":0.5,"macs":7}"#
    let texts = [
      #"{"name":"a","classes":["b","c"],"shape":{"height":8,"width":8,"channels":3},"mean":[0.5,"#
        + #"0.5,0.5],"std":[1,1,1],"trainingImages":9,"heldOutImages":1,"testImages":2}"#,
      "[\(candidate)]",
      #"{"measured":[\#(candidate)],"winners":{"device":\#(point)},"costs":{"device":\#(costs)}}"#,
      #"{"architecture":\#(point),"heldOutAccuracy":0.5,"cost":\#(costs)}"#,
      #"{"float":0.5,"integer":0.25,"images":40}"#,
      #"{"table":{"network":"n","scheme":"pc","memoryRule":"planned","flash":\#(bytes),"#
        + #""ram":\#(bytes),"flashLimit":9,"ramLimit":8,"steps":[{"name":"conv0","node":"stem","#
        + #""output":"8 x 8 x 4","weightBits":4,"valueBits":2,"flash":\#(bytes),"ram":\#(bytes)}]},"#
        + #""cost":\#(costs)}"#,
      #"{"space":"tiny","device":"d","axes":["macs"],"source":"1f","points":[{"architecture":"#
        + #"\#(point),"accuracy":0.5,"cost":\#(costs)}]}"#,
      #"[{"architecture":\#(point),"correct":[3,4],"images":[5,6]}]"#,
      "\n1,full,2.5,90.5,1.5,,\n2,elastic kernel,1.5,80.5,2.5,0.5,0.25\n",
      #"{"device":"device","machine":"m","hostOnlyReason":"r","images":3,"mismatches":1,"#
        + #""hostMismatches":0,"firstMismatch":{"image":2,"found":[1],"expected":[-1]},"#
        + #""stackBytes":96,"layers":[{"name":"stem","instructions":5}],"tools":["gcc"]}"#,
      #"{"networks":[{"network":{},"flashBytes":{"modelled":900,"linked":950},"#
        + #""ramBytes":{"modelled":80,"linked":70},"codeBytes":300}]}"#,
    ]
    var request = try TinyRun.request(
      budgets: ["stm32f401": [.flash: 9, .ram: 8, .macs: 7, .latency: 6.5]])
    let table = #"{"name":"clock","entries":{"Conv":{"count":1,"mean":2.5,"std":0.5}}}"#
    request.latencies = try MeasuredLatencies(json: Data(table.utf8), file: "clock.json")
    return try texts.map { Array($0.utf8) } + [
      Array(#"{"format":2,"request":"#.utf8) + json(request) + Array("}".utf8), json(report),
    ]
  }

  private static var report: Report {
    let share = Quantity(0.5, .measured)
    let bytes = Quantity(70_000, .estimated)
    var row = Report.Row(
      device: "Device", architecture: "r8 k3e2",
      cost: [
        .flash: bytes, .ram: bytes, .macs: bytes, .latency: Quantity(6.5, .published),
      ],
      budget: [.flash: 80_000, .ram: 80_000])
    (row.floatAccuracy, row.integerAccuracy, row.instructions) = (share, share, bytes)
    row.verified = "3 images equal"
    row.memory = [
      .init(.flash, "weights", bytes: 900, plannedBytes: 880), .init(.ram, "stack", bytes: 96),
    ]
    return Report(
      title: "Images", command: "thimble fit", conditions: [.init("Seed", "0")], rows: [row],
      candidates: [
        .init(macs: 7, accuracy: 0.25), .init(macs: 9000, accuracy: 0.5, winnerOf: ["Device"]),
      ],
      learning: Report.Learning(points: [
        .init(step: 1, phase: "full", seconds: 1.5, loss: 2.5),
        .init(
          step: 2, phase: "width", seconds: 2.5, loss: 1.5, largestAccuracy: 0.5,
          smallestAccuracy: 0.25),
      ]))
  }

  /// An ELF header, two sections, their names and nothing else.
  private static var linked: [UInt8] {
    func words(_ values: UInt32...) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
    let names = Array("\0.kernels\0.names\0\0".utf8)
    let header: [UInt8] =
      [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
      + words(0x0028_0002, 1, 0x0800_0000, 0, 52, 0) + [52, 0, 32, 0, 0, 0, 40, 0, 3, 0, 2, 0]
    return header + [UInt8](repeating: 0, count: 40)
      + words(1, 1, 6, 0x0800_0000, 172, 8, 0, 0, 4, 0)
      + words(10, 3, 0, 0, 172, UInt32(names.count), 0, 0, 1, 0) + names
  }
}
