/// Reads Python source for what it loads: hub downloads, `from_pretrained`, model registries, object stores.
///
/// Nothing is run. Constants are followed where they are assigned to a simple variable or read from the environment;
/// whatever else decides about a name makes the reference unresolved.
package enum PythonText {
    /// What the code loads, in the order in which it stands.
    package static func references(
        in text: Word, environment: Variables = [:]
    ) -> [FoundReference] {
        read(text, environment: environment).references
    }

    /// The same with the commands that the code starts, and what of it cannot be read.
    ///
    /// - Parameter arguments: what the code finds in `sys.argv`; nil where nobody knows.
    package static func read(
        _ text: Word, environment: Variables = [:], arguments: [Word]? = nil
    ) -> ShellReading {
        ShellScript.read(python: text, environment: environment, arguments: arguments)
    }
}

/// What a value in Python source is, as far as the text says.
enum PythonValue: Hashable {
    case text(Word)
    /// The local path that a download returns.
    case fetched
    /// Nobody knows; the name says what it depends on.
    case unknown(String)
    /// A list, a tuple or a set.
    case list([PythonValue])
    case dictionary([PythonEntry])
    /// What each round of a loop gives, or each call of a function: values of one loop belong together by their index.
    case each(loop: Int, [PythonValue])
    case none

    var word: Word? {
        guard case .text(let word) = self else { return nil }
        return word
    }
}

/// A key of a dictionary and what stands under it.
struct PythonEntry: Hashable {
    var key: PythonValue
    var value: PythonValue
}

/// A command that Python code starts.
enum PythonCommand {
    case shell(Word)
    case words([Word])
}
