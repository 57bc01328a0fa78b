import Reports
import Testing

struct ServingCostTests {
  /// Hours, pounds of carbon dioxide and dollars for 40 devices as arXiv 1908.09791, table 1, prints
  /// them, in thousands. The row of MobileNetV3-Large has 1.8 thousand pounds there, which its hours
  /// do not give, and is left out with nil.
  private static let table: [(String, hours: Double, pounds: Double?, dollars: Double)] = [
    ("MobileNetV2", 6, 1.7, 18.4), ("MobileNetV2 #1200", 48, 13.6, 146.9),
    ("NASNet-A", 1920, 544.5, 5875.2), ("DARTS", 14, 4.0, 42.8), ("MnasNet", 1600, 453.8, 4896.0),
    ("FBNet-C", 23, 6.5, 70.4), ("ProxylessNAS", 20, 5.7, 61.2), ("SinglePathNAS", 17, 4.8, 52.0),
    ("AutoSlim", 12, 3.4, 36.7), ("MobileNetV3-Large", 7.2, nil, 22.2),
    ("once for all", 1.2, 0.34, 3.7), ("once for all #25", 2.2, 0.62, 6.7),
    ("once for all #75", 4.2, 1.2, 13.0),
  ]

  @Test("The published table for 40 devices follows from hours once and hours per device")
  func published() throws {
    #expect(ServingCost.published.map(\.method) == Self.table.map(\.0))
    for (cost, row) in zip(ServingCost.published, Self.table) {
      let hours = cost.hours(devices: 40)
      // The table rounds hours before it multiplies, so a few percent are left.
      #expect(abs(hours / 1000 - row.hours) <= 0.045 * row.hours, "\(cost.method)")
      #expect(
        abs(hours * ServingCost.dollarsPerHour / 1000 - row.dollars) <= 0.03 * row.dollars,
        "\(cost.method)")
      if let pounds = row.pounds {
        #expect(
          abs(hours * ServingCost.poundsPerHour / 1000 - pounds) <= 0.04 * pounds,
          "\(cost.method)")
      }
    }
  }

  @Test("Devices cost nothing more where nothing is trained for them")
  func constant() {
    let cost = ServingCost(method: "shared", sharedHours: 2, hoursPerDevice: 0)
    #expect(cost.hours(devices: 1) == cost.hours(devices: 1000))
  }
}
