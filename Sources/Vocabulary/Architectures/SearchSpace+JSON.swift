public import Foundation
import Graphs

extension SearchSpace {
  /// Reads and validates a space; errors name `file` and the field.
  public init(json: Data, file: String) throws(ArchitectureError) {
    do {
      self = try StrictJSONDecoder.decode(SearchSpace.self, from: Array(json))
    } catch let error as DecodingError {
      let (field, problem) = error.fieldAndProblem
      if field.isEmpty { throw .notJSON(file: file, detail: "\(problem).") }
      throw .field(file: file, field: field, problem: problem)
    } catch {
      throw .notJSON(file: file, detail: "\(error)")
    }
    try validate()
  }
}

/// Name, resolutions, stem channels and units must be there; all else has a default.
///
/// What was added later is written only where it differs from its default, so that the text of an
/// older space stays what it was: trained weights are known by it.
extension SearchSpace: Codable {
  private enum Field: String, CodingKey, CaseIterable {
    case name, resolutions, imageChannels, stemChannels, stemStride, units, headChannels
    case featureChannels, classes, activation, channelMultiple, epsilon
  }

  /// Reads a space; an unknown field is an error.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Field.self)
    let standard = SearchSpace(
      name: "", resolutions: [], stemChannels: 0, units: [], headChannels: 0, classes: 10)
    self.init(
      name: try fields.decode(String.self, forKey: .name),
      resolutions: try fields.decode([Int].self, forKey: .resolutions),
      imageChannels: try fields.value(.imageChannels) ?? standard.imageChannels,
      stemChannels: try fields.decode(Int.self, forKey: .stemChannels),
      stemStride: try fields.value(.stemStride) ?? standard.stemStride,
      units: try fields.decode([Unit].self, forKey: .units),
      headChannels: try fields.value(.headChannels) ?? standard.headChannels,
      featureChannels: try fields.value(.featureChannels) ?? standard.featureChannels,
      classes: try fields.value(.classes) ?? standard.classes,
      activation: try fields.choice(.activation) ?? standard.activation,
      channelMultiple: try fields.value(.channelMultiple) ?? standard.channelMultiple,
      epsilon: try fields.value(.epsilon) ?? standard.epsilon)
  }

  /// Writes the space.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(resolutions, forKey: .resolutions)
    try fields.encode(imageChannels, forKey: .imageChannels)
    try fields.encode(stemChannels, forKey: .stemChannels)
    try fields.encode(stemStride, forKey: .stemStride)
    try fields.encode(units, forKey: .units)
    try fields.encode(headChannels, forKey: .headChannels)
    try fields.encode(classes, forKey: .classes)
    try fields.encode(activation, forKey: .activation)
    if featureChannels != 0 { try fields.encode(featureChannels, forKey: .featureChannels) }
    if channelMultiple != 1 { try fields.encode(channelMultiple, forKey: .channelMultiple) }
    if epsilon != 1e-5 { try fields.encode(epsilon, forKey: .epsilon) }
  }
}

/// The fields of a unit: those of all units, and a list of choices for each gene of blocks.
private struct UnitField: CodingKey, CaseIterable {
  static let channels = UnitField(stringValue: "channels")
  static let stride = UnitField(stringValue: "stride")
  static let depths = UnitField(stringValue: "depths")
  static let activation = UnitField(stringValue: "activation")
  static let squeezes = UnitField(stringValue: "squeezes")
  static let kind = UnitField(stringValue: "kind")

  static var allCases: [UnitField] {
    [channels, stride, depths] + BlockGene.allCases.map(choices(of:))
      + [activation, squeezes, kind]
  }

  static func choices(of gene: BlockGene) -> UnitField { UnitField(stringValue: gene.listField) }

  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) {
    return nil
  }
}

extension SearchSpace.Unit: Codable {
  /// Reads a unit; activation, squeezes and kind have defaults.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(UnitField.self)
    let kind: BlockKind = try fields.choice(.kind) ?? .invertedBottleneck
    self.init(
      channels: try fields.decode(Int.self, forKey: .channels),
      stride: try fields.decode(Int.self, forKey: .stride),
      depths: try fields.decode([Int].self, forKey: .depths), kernels: [], expandRatios: [],
      kind: kind)
    for gene in BlockGene.allCases {
      let field = UnitField.choices(of: gene)
      self[gene] =
        kind.genes.contains(gene)
        ? try fields.decode([Int].self, forKey: field) : try fields.value(field) ?? []
    }
    activation = try fields.choice(.activation)
    squeezes = try fields.value(.squeezes) ?? false
  }

  /// Writes the unit.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: UnitField.self)
    try fields.encode(channels, forKey: .channels)
    try fields.encode(stride, forKey: .stride)
    try fields.encode(depths, forKey: .depths)
    for gene in BlockGene.allCases where kind.genes.contains(gene) || !self[gene].isEmpty {
      try fields.encode(self[gene], forKey: .choices(of: gene))
    }
    try fields.encodeIfPresent(activation, forKey: .activation)
    if squeezes { try fields.encode(squeezes, forKey: .squeezes) }
    if kind != .invertedBottleneck { try fields.encode(kind, forKey: .kind) }
  }
}

extension KeyedDecodingContainer {
  /// The value of a field, or nil where it is absent.
  fileprivate func value<Value: Decodable>(_ key: Key) throws -> Value? {
    try decodeIfPresent(Value.self, forKey: key)
  }

  /// The case that a field names, or nil where it is absent.
  fileprivate func choice<Value>(_ key: Key) throws -> Value?
  where Value: RawRepresentable<String> & CaseIterable {
    guard let name: String = try value(key) else { return nil }
    guard let choice = Value(rawValue: name) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "expected one of \(known), found '\(name)'")
    }
    return choice
  }
}
