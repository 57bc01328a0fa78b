/// The C sources that an image needs beside emitted code where there is no C library.
package enum DeviceRuntime {
  /// The names of the sources to compile and of the header that they bring along.
  package static let files = ["startup.c", "memory.c", "string.h"]

  /// The texts by name: start-up for any Cortex-M, and the functions that compilers call by themselves.
  package static let sources = EmbeddedText.firmware.filter { files.contains($0.key) }
}
