public import Graphs

/// Networks of the literature by name, without weights, to count, to compare and to measure.
///
/// Parameters and multiply-adds are those of the published networks, to the last one.
public enum Zoo {
  /// The names to choose from; `mobilenetv1` and `mobilenetv2` also come in other widths and
  /// resolutions, as in `mobilenetv1-0.5-160` and `mobilenetv1-0.35-cifar`.
  public static let names = [
    "mobilenetv1-1.0-224", "mobilenetv1-0.75-224", "mobilenetv1-0.25-96-vww",
    "mobilenetv2-1.0-224", "mobilenetv3-large-1.0-224", "mobilenetv3-small-1.0-224",
    "resnet18", "resnet50", "vgg16", "vgg19", "ds-cnn", "autoencoder",
    "resnet8-cifar", "resnet20-cifar", "resnet56-cifar", "vgg16-cifar", "vgg19-cifar",
    "mobilenetv1-0.25-cifar", "mobilenetv1-0.5-cifar", "mobilenetv1-0.75-cifar",
    "mobilenetv1-1.0-cifar",
  ]

  /// The network of this name; the error of an unknown name suggests the nearest ones.
  public static func network(named name: String) throws -> FloatGraph {
    switch name.lowercased() {
    case "mobilenetv1-0.25-96-vww": return try visualWakeWords()
    case "mobilenetv3-large-1.0-224": return try mobileNetV3Large()
    case "mobilenetv3-small-1.0-224": return try mobileNetV3Small()
    case "resnet18": return try resNet18()
    case "resnet50": return try resNet50()
    case "vgg16": return try vgg16()
    case "vgg19": return try vgg19()
    case "ds-cnn": return try dsCNN()
    case "autoencoder": return try autoencoder()
    case "resnet8-cifar": return try resNet8()
    case "resnet20-cifar": return try resNetCIFAR(depth: 20)
    case "resnet56-cifar": return try resNetCIFAR(depth: 56)
    case "vgg16-cifar": return try vgg16CIFAR()
    case "vgg19-cifar": return try vgg19CIFAR()
    default:
      guard let scaled = try scaledMobileNet(named: name.lowercased()) else {
        throw ZooError.unknown(name: name, nearest: names.nearest(to: name), known: names)
      }
      return scaled
    }
  }

  /// The network behind a name like `mobilenetv1-0.75-224`, or nil where it is no such name.
  private static func scaledMobileNet(named name: String) throws -> FloatGraph? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let width = Double(parts[1]) else { return nil }
    if parts[0] == "mobilenetv1", parts[2] == "cifar" {
      try check(width, in: 0.1...2, of: name)
      return try mobileNetV1CIFAR(width: width)
    }
    guard let resolution = Int(parts[2]) else { return nil }
    switch parts[0] {
    case "mobilenetv1":
      try check(width, in: 0.1...2, resolution, of: name)
      return try mobileNetV1(width: width, resolution: resolution)
    case "mobilenetv2":
      try check(width, in: 0.35...1.4, resolution, of: name)
      return try mobileNetV2(width: width, resolution: resolution)
    default:
      return nil
    }
  }

  private static func check(
    _ width: Double, in widths: ClosedRange<Double>, _ resolution: Int? = nil, of name: String
  ) throws(ZooError) {
    let resolutions = 96...224
    guard widths.contains(width) else {
      throw .setting(
        network: name, setting: "width",
        expected: "\(widths.lowerBound) to \(widths.upperBound)", found: "\(width)")
    }
    guard let resolution else { return }
    guard resolutions.contains(resolution) else {
      throw .setting(
        network: name, setting: "resolution",
        expected: "\(resolutions.lowerBound) to \(resolutions.upperBound)", found: "\(resolution)")
    }
  }
}

extension Flow where Op == FloatOp {
  /// The average over all pixels and a fully connected layer, which end most of the networks.
  func classified(_ classes: Int) throws(GraphError) -> Flow {
    try globalAveragePool(named: "pool").dense("classifier", classes)
  }
}

extension Shape {
  /// A square image in colour.
  static func image(_ side: Int) -> Shape { Shape(height: side, width: side, channels: 3) }
}
