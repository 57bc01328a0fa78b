/// What it costs to serve devices by a method: hours once, and hours for each device.
public struct ServingCost: Equatable, Sendable {
  /// The method in words.
  public var method: String
  /// Hours of search and training that all devices share.
  public var sharedHours: Double
  /// Hours of search and training for each device.
  public var hoursPerDevice: Double

  /// A cost.
  public init(method: String, sharedHours: Double, hoursPerDevice: Double) {
    self.method = method
    self.sharedHours = sharedHours
    self.hoursPerDevice = hoursPerDevice
  }

  /// The hours for so many devices.
  public func hours(devices: Int) -> Double { sharedHours + hoursPerDevice * Double(devices) }

  /// US dollars of an hour of one V100 on demand, as arXiv 1908.09791, table 1, implies.
  public static let dollarsPerHour = 3.06
  /// Pounds of carbon dioxide equivalent of the same hour, from the same table.
  public static let poundsPerHour = 0.2836

  /// The rows of arXiv 1908.09791, table 1: hours of a V100, search and training together.
  public static let published = [
    ServingCost(method: "MobileNetV2", sharedHours: 0, hoursPerDevice: 150),
    ServingCost(method: "MobileNetV2 #1200", sharedHours: 0, hoursPerDevice: 1200),
    ServingCost(method: "NASNet-A", sharedHours: 0, hoursPerDevice: 48_000),
    ServingCost(method: "DARTS", sharedHours: 0, hoursPerDevice: 96 + 250),
    ServingCost(method: "MnasNet", sharedHours: 0, hoursPerDevice: 40_000),
    ServingCost(method: "FBNet-C", sharedHours: 0, hoursPerDevice: 216 + 360),
    ServingCost(method: "ProxylessNAS", sharedHours: 0, hoursPerDevice: 200 + 300),
    ServingCost(method: "SinglePathNAS", sharedHours: 288, hoursPerDevice: 24 + 384),
    ServingCost(method: "AutoSlim", sharedHours: 180, hoursPerDevice: 300),
    ServingCost(method: "MobileNetV3-Large", sharedHours: 0, hoursPerDevice: 180),
    ServingCost(method: "once for all", sharedHours: 40 + 1200, hoursPerDevice: 0),
    ServingCost(method: "once for all #25", sharedHours: 40 + 1200, hoursPerDevice: 25),
    ServingCost(method: "once for all #75", sharedHours: 40 + 1200, hoursPerDevice: 75),
  ]
}
