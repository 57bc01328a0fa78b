extension DataSource {
  /// The same set with images of at most this side, where it resamples them.
  func limited(toSide limit: Int) -> DataSource {
    guard case .folder(let path, let side, let classes, let reading) = self else { return self }
    return .folder(path: path, side: min(side, limit), classes: classes, reading: reading)
  }

  /// The same set in another folder.
  func moved(to path: String) -> DataSource {
    switch self {
    case .generated: self
    case .cifar10: .cifar10(path: path)
    case .cifar100: .cifar100(path: path)
    case .fashionMNIST: .fashionMNIST(path: path)
    case .mnist: .mnist(path: path)
    case .folder(_, let side, let classes, let reading):
      .folder(path: path, side: side, classes: classes, reading: reading)
    }
  }
}
