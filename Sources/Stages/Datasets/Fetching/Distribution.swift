/// The files of a public data set, where their makers offer them, and how they are told from others.
package struct Distribution: Equatable, Sendable {
  /// A file as it lies in the folder in the end.
  package struct File: Equatable, Sendable {
    /// The name in the folder and, in an archive, behind the archive's folder.
    package var name: String
    /// The length in bytes, or nil where only the archive's sum vouches for the file.
    package var bytes: Int?
    /// The SHA-256 sum in hexadecimal digits, or nil as above.
    package var sha256: String?

    package init(_ name: String, bytes: Int? = nil, sha256: String? = nil) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// A file as it is downloaded.
  package struct Archive: Equatable, Sendable {
    /// How files are packed.
    package enum Packing: Equatable, Sendable {
      /// One file, packed with gzip.
      case gzip
      /// A tape archive packed with gzip, whose files lie in a folder of this name.
      case tar(folder: String)
    }

    /// The name on the server.
    package var name: String
    /// The length in bytes.
    package var bytes: Int
    /// The SHA-256 sum in hexadecimal digits.
    package var sha256: String
    package var packing: Packing
    /// What is taken out of it.
    package var files: [File]

    package init(_ name: String, bytes: Int, sha256: String, packing: Packing, files: [File]) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
      self.packing = packing
      self.files = files
    }
  }

  /// The name of the set on the command line.
  package var name: String
  /// The address of the folder on the server.
  package var base: String
  package var archives: [Archive]

  package init(name: String, base: String, archives: [Archive]) {
    self.name = name
    self.base = base
    self.archives = archives
  }
}
