// Trains one network once and fits it into two microcontrollers.
import Foundation
import Thimble

let request = FitRequest(
  data: .generated(training: 6000, test: 1000),
  devices: [try .named("stm32f746"), try .named("stm32g431")],
  space: .mobile32())
let run = RunFolder(URL(filePath: "runs/snippet"))
let pipeline = try Pipeline(request: request, in: run)
try await pipeline.fit()
print(try run.readReport().text)
