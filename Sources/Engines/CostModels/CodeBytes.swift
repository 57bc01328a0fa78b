import Devices
import Planning

/// The bytes of code and tables of an image, whatever its layers.
///
/// Sizes of text and read-only data of each object at `-O2`, the larger one of clang 21 and GCC 12.2
/// for the core; the linker drops a few more bytes. `FootprintTests` holds them to linked images.
struct CodeBytes: Sendable {
  /// Vectors, start-up, what compilers call by themselves, entry points of the model and gaps.
  let fixed: Int
  /// The code of functions, each at a multiple of 4 bytes.
  let functions: FunctionSums

  /// Code that calls a layer: four arguments, one of them rarely short, and the branch.
  static let perCall = 24

  init(_ core: Core) {
    let bytes: (CodeSizes) -> Int
    switch core.instructions {
    case .armv7EM where core == .cortexM7:
      fixed = 768 + 96
      bytes = { $0.cortexM7 }
    case .armv7EM, .armv8M:
      // One set of flags builds them all, but for the registers of floats, which no kernel uses.
      fixed = 768 + 96
      bytes = { $0.cortexM4F }
    case .armv7M:
      fixed = 768 + 96
      bytes = { $0.cortexM3 }
    case .armv6M:
      // 64-bit products and divisions are functions here.
      fixed = 1536 + 96
      bytes = { $0.cortexM0Plus }
    case .xtensa, .riscV, .other:
      // No image is linked for these. Compilers for 32-bit RISC-V with compressed instructions make
      // less than this of the kernels; for others it is a guess.
      fixed = 1536 + 96
      bytes = { $0.cortexM0Plus * 5 / 4 }
    }
    functions = FunctionSums { bytes($0.description.codeBytes).roundedUp(to: 4) }
  }
}
