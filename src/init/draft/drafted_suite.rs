//! Drafted suites as text, and the options for drafting them.

/// Facts for a draft that the contract does not contain.
#[derive(Debug, Clone)]
pub struct DraftOptions {
    /// The name of the API, from which the slug of the suite is made.
    pub name: String,
    /// The paths of the contract and its layers, relative to the folder of suites.
    pub contracts: Vec<String>,
    /// The document as named on the command line. The head of the suite repeats it.
    pub source: String,
    /// The base URL for the `statusquo run` command in the head of the suite.
    pub target: String,
}

/// The drafted suites of one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The suites. The suite with the name of the API comes first.
    pub suites: Vec<DraftSuite>,
    /// The operations for which no case was written.
    pub omitted: Vec<OmittedOperation>,
}

/// One drafted suite: its text, and what the author has to complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSuite {
    /// The name of the suite, a slug.
    pub name: String,
    /// The path of the file below the folder of suites. If an API has several suites, they
    /// share a folder with the name of the API.
    pub file: String,
    /// The content of the file, which is YAML.
    pub text: String,
    /// The number of cases in the suite.
    pub cases: usize,
    /// The variables whose values the author has to fill in.
    pub to_fill_in: Vec<String>,
    /// The environment variables that the suite reads.
    pub environment: Vec<String>,
}

/// An operation for which no case was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OmittedOperation {
    /// The method and path of the operation.
    pub operation: String,
    /// The reason, as a clause without a full stop.
    pub reason: String,
}
