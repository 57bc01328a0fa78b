package import Devices

/// The numbers of a microcontroller by name, as stored lines print them.
extension Cost {
  package var flashBytes: Quantity { quantity(of: .flash) }
  package var ramBytes: Quantity { quantity(of: .ram) }
  package var macs: Quantity { quantity(of: .macs) }
  package var milliseconds: Quantity { quantity(of: .latency) }

  private func quantity(of resource: Resource) -> Quantity {
    guard let quantity = self[resource] else { fatalError("The cost has no \(resource).") }
    return quantity
  }
}
