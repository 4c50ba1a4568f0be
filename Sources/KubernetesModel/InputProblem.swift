/// Input that could not be read.
package struct InputProblem: Sendable, Hashable {
    /// As it was named on the command line, or below a directory that was; `-` is standard input.
    package var file: String
    /// nil where the file as a whole could not be read.
    package var position: SourcePosition?
    package var message: String

    package init(file: String, position: SourcePosition? = nil, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }
}
