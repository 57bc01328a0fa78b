/// What a folder of emitted code becomes.
package enum ProjectForm: String, CaseIterable, Sendable {
  /// Sources, and no more.
  case folder
  /// A project for a device with a Makefile.
  case make
  /// A project for a device with CMake files.
  case cmake
  /// A library of the Arduino IDE.
  case arduino
  /// A library of PlatformIO.
  case platformIO = "platformio"
  /// A module of Zephyr.
  case zephyr
  /// A component of ESP-IDF.
  case espIDF = "esp-idf"

  /// Whether it is a whole program for a device without an operating system.
  var isBareMetal: Bool {
    switch self {
    case .make, .cmake: true
    case .folder, .arduino, .platformIO, .zephyr, .espIDF: false
    }
  }

  /// Where sources lie below the folder, with a slash where that is a folder of its own.
  var sourceFolder: String {
    switch self {
    case .folder, .make, .cmake: ""
    case .arduino, .platformIO, .zephyr, .espIDF: "src/"
    }
  }
}
