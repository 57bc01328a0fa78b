import Execution
package import Testing

extension Trait where Self == ConditionTrait {
  /// Skips a test where one of these tools is absent.
  package static func needs(_ tools: TestTool...) -> Self {
    let names = tools.map(\.rawValue).joined(separator: ", ")
    return .enabled("Needs \(names) on PATH") { tools.allSatisfy(\.isPresent) }
  }

  /// Skips a test where no compiler for Cortex-M is present.
  package static var needsDeviceCompiler: Self {
    .enabled("Needs arm-none-eabi-gcc, or clang with ld.lld, on PATH") {
      !Toolchain.Family.present.isEmpty
    }
  }

  /// Skips a test where code for Cortex-M cannot be compiled and run.
  package static var needsEmulation: Self {
    .enabled("Needs qemu-system-arm, and arm-none-eabi-gcc or clang with ld.lld, on PATH") {
      !Toolchain.Family.present.isEmpty && TestTool.emulator.isPresent
    }
  }
}
