import Devices
import Graphs
import Pipeline

/// A value that an option does not take; the sentence says which ones it does.
struct OptionValueError: Error, Equatable, CustomStringConvertible {
  /// The valid forms, as a person would describe them.
  var expected: String

  var description: String { "expected \(expected)." }
}

/// Reads the value of an option; throws ``OptionValueError``.
typealias OptionReader<Value> = @Sendable (String) throws -> Value

/// Reads a value that the option of a setting takes.
func value<Settings, Value: LosslessStringConvertible>(
  of setting: Setting<Settings, Value>
) -> OptionReader<Value> { value(in: setting.domain) }

/// Reads a value of a domain.
func value<Value: LosslessStringConvertible>(in domain: Domain<Value>) -> OptionReader<Value> {
  { text in
    guard let value = Value(text), domain.contains(value) else {
      throw OptionValueError(expected: domain.words)
    }
    return value
  }
}

/// Reads a seed.
let seedNumber: OptionReader<UInt64> = { text in
  guard let seed = UInt64(text) else {
    throw OptionValueError(expected: "a whole number from 0 to \(UInt64.max)")
  }
  return seed
}

/// Reads a size of memory above 0.
let memorySize: OptionReader<ByteCount> = { text in
  guard let size = ByteCount(text), size.bytes > 0 else {
    throw OptionValueError(
      expected: "a whole number above 0 of bytes, or with KiB, MiB, kB or MB behind it, such as "
        + "98304 or 96KiB")
  }
  return size
}

/// Reads a number of operations as a person writes it: `12000000`, `12M`, `800k`.
let operationCount: OptionReader<Int> = { text in
  let factor: Double
  switch text.last {
  case "k", "K": factor = 1e3
  case "m", "M": factor = 1e6
  default: factor = 1
  }
  let digits = factor == 1 ? text : String(text.dropLast())
  guard let value = Double(digits), value * factor < 1e15, value * factor >= 1 else {
    throw OptionValueError(
      expected: "a number above 0, or with k or M behind it, such as 12000000, 12M or 800k")
  }
  return Int((value * factor).rounded())
}

/// Reads one of several names; the error lists them with the nearest first.
func choice<Value: CaseIterable & RawRepresentable<String> & Sendable>(
  of type: Value.Type
) -> OptionReader<Value> {
  { text in
    if let value = Value(rawValue: text) { return value }
    let names = Value.allCases.map(\.rawValue)
    let nearest = names.nearest(to: text, count: names.count)
    throw OptionValueError(expected: "one of \(nearest.joined(separator: ", "))")
  }
}

/// The names of all choices, for completions.
func names<Value: CaseIterable & RawRepresentable<String>>(of type: Value.Type) -> [String] {
  Value.allCases.map(\.rawValue)
}

/// The same as a list for the help.
func choices<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> String {
  names(of: type).joined(separator: ", ")
}

extension [String] {
  /// The texts with commas and an `and` before the last.
  var sentenceList: String {
    guard count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and \(self[count - 1])"
  }
}
