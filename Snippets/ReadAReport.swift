// Prints which numbers of a run were measured and which a model has estimated.
import Foundation
import Thimble

let folder = CommandLine.arguments.dropFirst().first ?? "runs/demo"
do {
  let report = try RunFolder(URL(filePath: folder)).readReport()
  for row in report.rows {
    guard let flash = row.cost[.flash], let time = row.cost[.latency] else { continue }
    print("\(row.device): \(Int(flash.value)) bytes of flash (\(flash.provenance.rawValue)),")
    print("  \(time.value) ms (\(time.provenance.rawValue)), \(row.verified ?? "not verified")")
  }
} catch let error as PipelineError {
  print(error)
}
