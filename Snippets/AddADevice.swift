// Reads the description of a device and prints what a network may use of it.
import Foundation
import Thimble

let text = Device.template  // in place of the contents of your file
do throws(DeviceError) {
  let board = try Device(json: Data(text.utf8), file: "my-board.json")
  let budget = Budget.standard(for: board)
  let (flash, ram) = (budget.bytes(of: .flash) ?? 0, budget.bytes(of: .ram) ?? 0)
  print("\(board.title): \(flash) bytes of flash, \(ram) of RAM")
} catch {
  print(error)  // the file, the field, what was expected and what was found
}
