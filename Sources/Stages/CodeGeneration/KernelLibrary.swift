import Files
import Foundation
import Planning

/// The kernels as files beside a network; all networks of a folder share them.
enum KernelLibrary {
  /// What tells these kernels from those of other versions, as a number in C.
  static let version: String = {
    let all = EmbeddedText.cKernels.sorted { $0.key < $1.key }.map { $0.key + "\n" + $0.value }
    return "0x\(Data(all.joined().utf8).fingerprint.prefix(8))u"
  }()

  /// The sources of the kernels that are called, and their headers, in one flat folder.
  static func files(of kernels: [Kernel]) -> [Firmware.File] {
    let sources = Set(kernels.flatMap(\.files)).sorted()
    return (Kernel.headers + sources).map { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return Firmware.File(
        path: "\(folder)/\(name)", text: CText.banner + text(of: path), role: .shared)
    }
  }

  /// Where they lie.
  static let folder = "kernels"

  private static func text(of path: String) -> String {
    guard let text = EmbeddedText.cKernels[path] else {
      fatalError("Kernel source \(path) is not among the embedded files.")
    }
    guard path == "include/thimble_kernels.h" else { return text }
    let guardLine = "#define THIMBLE_KERNELS_H\n"
    return text.replacingOccurrences(
      of: guardLine,
      with: """
        \(guardLine)
        /* Networks check that they were emitted with these kernels. */
        #define THIMBLE_KERNELS_VERSION \(version)

        """)
  }
}
