/// A field of JSON that a resource names, such as `ramBytes`.
package struct ResourceKey: CodingKey, Hashable {
  package var stringValue: String
  package var intValue: Int? { nil }

  /// The field of costs and budgets.
  package init(_ resource: Resource) { stringValue = resource.description.key }

  package init(stringValue: String) { self.stringValue = stringValue }

  package init?(intValue: Int) { return nil }
}
