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

  /// What reads camera frames.
  private static let frames = ["include/thimble_image.h", "thimble_image.c"]

  /// The sources of the kernels that are called, and their headers, in one flat folder.
  ///
  /// - Parameter readsFrames: whether what reads camera frames is among them; it takes no room in a
  ///   program that does not call it.
  static func files(of kernels: [Kernel], readsFrames: Bool) -> [Firmware.File] {
    let sources = Set(kernels.flatMap(\.files)).sorted()
    return (Kernel.headers + sources + (readsFrames ? frames : [])).map { path in
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
