package import Devices

/// A number with a fixed count of decimals and a dot.
package func decimal(_ value: Double, _ places: Int) -> String {
  guard value.isFinite else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let sign = value < 0 && scaled > 0 ? "-" : ""
  let (whole, part) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
  guard places > 0 else { return "\(sign)\(whole)" }
  let digits = "\(part)"
  return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
}

/// Three significant digits or all whole ones, for example `1.23`, `12.3`, `123`, `1234`.
package func threeDigits(_ value: Double) -> String {
  switch value.magnitude {
  case ..<9.995: decimal(value, 2)
  case ..<99.95: decimal(value, 1)
  default: decimal(value, 0)
  }
}

/// A count with the suffix M, k or none, for example `12.3 M`.
package func count(_ value: Double) -> String {
  switch value.magnitude {
  case 999_500...: "\(threeDigits(value / 1e6)) M"
  case 10_000...: "\(threeDigits(value / 1e3)) k"
  default: decimal(value, 0)
  }
}

/// A number of bytes in KiB, rounded up so that a use never looks smaller than it is.
package func kibibytesUp(_ bytes: Double) -> String { decimal((bytes / 1024).rounded(.up), 0) }

/// A number of bytes in KiB, rounded down so that a budget never looks larger than it is.
func kibibytesDown(_ bytes: Int) -> String { "\(bytes / 1024)" }

/// A whole number with a comma in front of every third digit from the right.
package func grouped(_ value: some BinaryInteger) -> String {
  let digits = Array("\(value.magnitude)")
  let parts = digits.enumerated().map { index, digit in
    index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
  }
  return (value < 0 ? "-" : "") + parts.joined()
}

extension Provenance {
  /// The mark in front of a number; what is measured has none.
  var mark: String {
    switch self {
    case .estimated: "≈ "
    case .measured: ""
    case .published: "† "
    }
  }

  /// What the mark means.
  package var legend: String {
    switch self {
    case .estimated: "≈ estimated by a model"
    case .measured: "no mark: measured"
    case .published: "† published"
    }
  }
}

extension Quantity {
  /// The number in words, with the mark of its provenance.
  package func text(_ word: (Double) -> String) -> String { provenance.mark + word(value) }
}

extension Resource {
  /// A number of the resource with its unit, as a table shows it.
  package func text(_ value: Double) -> String {
    switch description.unit {
    case .bytes: "\(kibibytesUp(value)) \(description.unit.symbol)"
    case .operations: count(value)
    case .time: "\(threeDigits(value)) \(description.unit.symbol)"
    }
  }
}

extension Cost {
  /// Each resource as a table shows it, with the mark of its provenance; a dash where it is not known.
  package var cells: [String] {
    Resource.allCases.map { resource in
      guard let quantity = self[resource] else { return "–" }
      // What is counted is exact, whatever else a cost model estimates.
      return resource.description.isCounted
        ? resource.text(quantity.value) : quantity.text(resource.text)
    }
  }
}
