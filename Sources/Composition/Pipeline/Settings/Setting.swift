/// A value among the settings of a step, declared once: the option that sets it, the values that it may
/// have, and the arguments with which a command repeats it.
///
/// The stored property is its coding; the option of the command line takes its domain from here.
package struct Setting<Settings: Sendable, Value: Equatable & Sendable>: SettingDeclaration {
  /// The option, for example `--epochs`.
  package let option: String
  /// The values that it may have.
  package let domain: Domain<Value>
  /// The value; nil where the settings leave it open.
  let value: @Sendable (Settings) -> Value?
  private let argumentsOfValue: @Sendable (Value) -> [String]

  init(
    _ option: String, _ domain: Domain<Value> = .all,
    value: @escaping @Sendable (Settings) -> Value?,
    arguments: @escaping @Sendable (Value) -> [String]
  ) {
    self.option = option
    self.domain = domain
    self.value = value
    argumentsOfValue = arguments
  }

  package func violation(of settings: Settings) -> String? {
    guard let value = value(settings), !domain.contains(value) else { return nil }
    return "'\(option)' is \(domain.words); here it is \(value)."
  }

  package func arguments(of settings: Settings, unless standard: Settings) -> [String] {
    guard let value = value(settings), value != self.value(standard) else { return [] }
    return argumentsOfValue(value)
  }
}

/// A setting of any type of value.
package protocol SettingDeclaration<Settings>: Sendable {
  /// The settings that it is one of.
  associatedtype Settings

  /// What is wrong with the value, as a sentence; nil where it may be.
  func violation(of settings: Settings) -> String?

  /// The arguments that set the value; none where it is that of `standard`.
  func arguments(of settings: Settings, unless standard: Settings) -> [String]
}

extension Setting {
  /// A number, as its description says it.
  init(_ option: String, _ path: any KeyPath<Settings, Value> & Sendable, _ domain: Domain<Value>)
  where Value: CustomStringConvertible {
    self.init(
      option, domain, value: { $0[keyPath: path] }, arguments: { [option, $0.description] })
  }

  /// A number that may be left open.
  init(
    _ option: String, _ path: any KeyPath<Settings, Value?> & Sendable, _ domain: Domain<Value>
  ) where Value: CustomStringConvertible {
    self.init(
      option, domain, value: { $0[keyPath: path] }, arguments: { [option, $0.description] })
  }

  /// One of several names.
  init(_ option: String, _ path: any KeyPath<Settings, Value> & Sendable)
  where Value: RawRepresentable<String> {
    self.init(option, value: { $0[keyPath: path] }, arguments: { [option, $0.rawValue] })
  }
}

extension Setting where Value == Bool {
  /// A flag with its opposite; without one, only true is stated.
  init(
    flag option: String, opposite: String? = nil,
    _ value: @escaping @Sendable (Settings) -> Bool?
  ) {
    self.init(option, value: value) { isSet in
      isSet ? [option] : opposite.map { [$0] } ?? []
    }
  }
}

/// Settings that list what they consist of.
package protocol DeclaredSettings {
  /// The settings in the order of the help.
  static var declarations: [any SettingDeclaration<Self>] { get }
}

extension DeclaredSettings {
  /// The first value that it may not have, as a sentence; nil where there is none.
  var violation: String? {
    Self.declarations.lazy.compactMap { $0.violation(of: self) }.first
  }

  /// The arguments of what is not as in `standard`, in the order of the help.
  func arguments(unless standard: Self) -> [String] {
    Self.declarations.flatMap { $0.arguments(of: self, unless: standard) }
  }
}
