import Files
package import Foundation

extension Firmware {
  /// Puts the files into a folder, beside those of other networks and of the user, or does nothing
  /// where that fails.
  ///
  /// - Parameters:
  ///   - form: what the folder becomes.
  ///   - target: the device of a project without an operating system.
  ///   - isAlone: whether the files of other networks are removed.
  ///   - overwrites: whether generated files that were changed are replaced.
  /// - Returns: the files that stay as the user has them.
  /// - Throws: `ManagedFolderError`, `FileError`; `CodeGenerationError.collision`, and `noTarget`
  ///   where a project has no device.
  @discardableResult
  package func write(
    to folder: URL, as form: ProjectForm = .folder, for target: BareMetalTarget? = nil,
    isAlone: Bool = false, overwrites: Bool = false
  ) throws -> [String] {
    try ManagedFolder(folder).write(
      part: name.text, form: form.rawValue, isAlone: isAlone, overwrites: overwrites
    ) { others in
      let own = ownFiles(in: form)
      let uses = try others.keys.filter { $0 != name.text }.map { other in
        let header = folder.appending(path: "\(form.sourceFolder)\(other).h")
        return EmittedUse(
          try CodeName(other), header: try? String(contentsOf: header, encoding: .utf8))
      }
      let project = Project(
        form: form, target: target,
        networks: (uses + [EmittedUse(name, header: self["\(name.text).h"])])
          .sorted { $0.text < $1.text },
        sources: Set(others.values.joined() + own.map(\.path))
          .filter { Self.isSource($0, in: form) }.sorted())
      if let other = uses.first(where: { $0.name.collides(with: name) }) {
        throw CodeGenerationError.collision(name: name.text, other: other.text)
      }
      return (own + (try project.files)).map {
        ManagedFolder.File(path: $0.path, data: Data($0.text.utf8), role: $0.role)
      }
    }
  }

  /// The files of the network and of its kernels where the form has them.
  private func ownFiles(in form: ProjectForm) -> [File] {
    let check =
      form.isBareMetal ? self.check.map { [File(path: "\(name.text)_check.c", text: $0)] } : []
    return (files + (check ?? [])).map {
      File(path: form.sourceFolder + $0.path, text: $0.text, role: $0.role)
    }
  }

  /// Whether a listed file is compiled into programs; tests of networks are not.
  private static func isSource(_ path: String, in form: ProjectForm) -> Bool {
    guard path.hasPrefix(form.sourceFolder), path.hasSuffix(".c"), !path.hasSuffix("_check.c")
    else {
      return false
    }
    let below = path.dropFirst(form.sourceFolder.count)
    return below.hasPrefix("\(KernelLibrary.folder)/")
      || (!below.contains("/") && below != "main.c" && below != "check.c")
  }
}
