import Graphs
import Planning

/// An operation as the table of supported ones shows it.
struct SupportedOperator: Codable, Equatable, Sendable {
  /// The name in tables and errors.
  var name: String
  /// Whether networks in floating point have it.
  var isFloat: Bool
  /// Whether integer networks have it.
  var isInteger: Bool
  /// The sentences of its rules in every dialect that has it.
  var rules: [String]
  /// The sentences of what integer networks ask for beyond them.
  var integerRules: [String]

  /// Every operation; the rules are read from the values that check a graph, and what becomes of an
  /// operation from the one that lowers it.
  static let all: [SupportedOperator] = [
    both(
      "convolution, dense, grouped or depthwise",
      Convolution.constraints.map(\.statement), IntegerConvolution.constraints.map(\.statement)),
    both("dense", Dense.constraints.map(\.statement), IntegerDense.constraints.map(\.statement)),
    float(.batchNorm(BatchNorm())),
    float(.activation(.relu)),
    float(.activation(.hSwish)),
    integer("lookup", IntegerLookup.constraints.map(\.statement)),
    both("add", ElementWise.sameShape.map(\.statement), IntegerAdd.constraints.map(\.statement)),
    both(
      "multiply", ElementWise.sameShapeOrPerChannel.map(\.statement),
      IntegerRules.oneMultiplier.map(\.statement)),
    both(
      "average pool", Pool.constraints.map(\.statement),
      IntegerAveragePool.constraints.map(\.statement)),
    both("maximum pool", Pool.constraints.map(\.statement), []),
    float(.globalAveragePool),
    both(
      "concat", ElementWise.sameArea.map(\.statement),
      IntegerRules.sameQuantization.map(\.statement)),
    both("flatten", [], []),
    float(.softmax, ElementWise.vector.map(\.statement)),
  ]

  private static func both(_ name: String, _ float: [String], _ integer: [String]) -> Self {
    Self(
      name: name, isFloat: true, isInteger: true,
      rules: float, integerRules: integer)
  }

  private static func float(_ op: FloatOp, _ rules: [String] = []) -> Self {
    Self(
      name: name(of: op) ?? op.mnemonic, isFloat: true, isInteger: false,
      rules: rules + (op.loweringNote.map { [$0] } ?? []), integerRules: [])
  }

  private static func integer(_ name: String, _ rules: [String]) -> Self {
    Self(name: name, isFloat: false, isInteger: true, rules: [], integerRules: rules)
  }
}

extension SupportedOperator {
  /// The entry of an operation; a new case of the dialect makes the compiler ask for one.
  static func name(of op: FloatOp) -> String? {
    switch op {
    case .input: nil
    case .convolution: "convolution, dense, grouped or depthwise"
    case .activation(let function):
      // Functions that are lowered alike share an entry.
      Activation.allCases.filter { $0.isClamp == function.isClamp }.map(\.rawValue)
        .joined(separator: ", ")
    case .dense, .batchNorm, .add, .multiply, .pool, .globalAveragePool, .concat, .flatten,
      .softmax:
      op.mnemonic
    }
  }

  /// The entry of an integer operation.
  static func name(of op: IntegerOp) -> String? {
    switch op {
    case .input: nil
    case .convolution: "convolution, dense, grouped or depthwise"
    case .dense, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten:
      op.mnemonic
    }
  }
}
