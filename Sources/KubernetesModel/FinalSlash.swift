extension String {
    /// The text less one slash at its end: of a URL or repository to which paths are added.
    package var withoutFinalSlash: String { utf8.last == UInt8(ascii: "/") ? String(dropLast()) : self }
}
