import ArgumentParser

/// What concerns sets of images as such.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Fetch a public set of images.",
    discussion: """
      EXAMPLES
        thimble data fetch cifar10
            downloads, checks and unpacks CIFAR-10 into '.data/cifar10'
        thimble data fetch --help
      """,
    subcommands: [DataFetchCommand.self])
}
