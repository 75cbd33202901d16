//! The stable codes of all diagnostics.

use std::fmt;

/// The stable name of a kind of diagnostic, such as `unknown-key`.
///
/// Every code is defined once, as a constant of this type. `statusquo explain CODE` shows its explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub(super) &'static str);

impl Code {
    /// Returns the text that diagnostics show in brackets and that `statusquo explain` takes.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Returns true if the diagnostic reports a definition that nothing uses.
    pub fn reports_unused(self) -> bool {
        [Self::UNUSED_VARIABLE, Self::UNUSED_CAPTURE, Self::UNUSED_CREDENTIAL, Self::UNUSED_SHARED]
            .contains(&self)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Defines one constant for each code, and [`Code::ALL`] with all of them in the order of the table.
macro_rules! codes {
    ($($name:ident = $text:literal,)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $text, "`")]
                pub const $name: Self = Self($text);
            )*

            /// All codes, grouped by topic.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    // Codes of YAML and the keys of a format.
    YAML_SYNTAX = "yaml-syntax",
    YAML_ALIAS = "yaml-alias",
    YAML_TAG = "yaml-tag",
    YAML_NUMBER = "yaml-number",
    AMBIGUOUS_SCALAR = "ambiguous-scalar",
    YAML_MERGE = "yaml-merge",
    YAML_KEY = "yaml-key",
    YAML_EMPTY = "yaml-empty",
    YAML_DOCUMENTS = "yaml-documents",
    YAML_BUDGET = "yaml-budget",
    DUPLICATE_KEY = "duplicate-key",
    UNKNOWN_KEY = "unknown-key",
    MISSING_KEY = "missing-key",
    WRONG_TYPE = "wrong-type",

    // Codes of the shape of a suite.
    NEWER_VERSION = "newer-version",
    NOT_SHARED = "not-shared",
    USE_CYCLE = "use-cycle",
    UNUSED_SHARED = "unused-shared",
    NO_CASES = "no-cases",
    DUPLICATE_ID = "duplicate-id",
    BAD_SLUG = "bad-slug",
    BAD_NAME = "bad-name",
    BAD_PATH = "bad-path",
    NO_REQUEST = "no-request",
    SEVERAL_REQUESTS = "several-requests",
    SEVERAL_BODIES = "several-bodies",
    BAD_STATUS = "bad-status",
    BAD_QUERY = "bad-query",
    EMPTY_EXPECT = "empty-expect",
    EMPTY_LIST = "empty-list",
    MISSING_COLUMN = "missing-column",
    UNKNOWN_COLUMN = "unknown-column",
    DUPLICATE_ROW = "duplicate-row",
    BAD_EXPRESSION = "bad-expression",
    UNKNOWN_FUNCTION = "unknown-function",
    TEMPLATE_IN_KEY = "template-in-key",
    BAD_HEADER = "bad-header",
    BAD_CREDENTIAL = "bad-credential",
    BAD_COOKIE = "bad-cookie",
    BAD_GRANT = "bad-grant",

    // Codes of function calls, file contents and tables.
    BAD_ARGUMENTS = "bad-arguments",
    DOUBLE_ENCODED = "double-encoded",
    BAD_BASE64 = "bad-base64",
    BAD_PART = "bad-part",
    CAPTURE_IN_PATH = "capture-in-path",
    UNKNOWN_TABLE = "unknown-table",
    DUPLICATE_COLUMN = "duplicate-column",
    RAGGED_ROW = "ragged-row",
    UNCLOSED_QUOTE = "unclosed-quote",
    TOO_MANY_ROWS = "too-many-rows",

    // Codes of requests that are sent more than once.
    BAD_DURATION = "bad-duration",
    BAD_COUNT = "bad-count",
    EMPTY_UNTIL = "empty-until",
    NEVER_AGAIN = "never-again",
    UNSAFE_RETRY = "unsafe-retry",
    SEVERAL_SENDINGS = "several-sendings",
    NO_LINKS = "no-links",
    BAD_METHOD = "bad-method",

    // Codes of probes.
    UNKNOWN_PROBE = "unknown-probe",
    NO_PROBE = "no-probe",
    NO_CONTROL = "no-control",
    ONE_CHANGE = "one-change",
    UNSAFE_BURST = "unsafe-burst",

    // Codes of references in a suite.
    UNKNOWN_VARIABLE = "unknown-variable",
    UNSET_ENVIRONMENT = "unset-environment",
    EXPANSION_BUDGET = "expansion-budget",
    NULL_IN_TEXT = "null-in-text",
    UNUSED_VARIABLE = "unused-variable",
    UNUSED_CAPTURE = "unused-capture",
    UNKNOWN_CREDENTIAL = "unknown-credential",
    UNUSED_CREDENTIAL = "unused-credential",
    NAME_TAKEN = "name-taken",
    TWO_PRODUCERS = "two-producers",
    ROW_CAPTURE = "row-capture",
    UNKNOWN_CASE = "unknown-case",
    SEVERAL_ROWS = "several-rows",
    CYCLE = "cycle",
    WRONG_PHASE = "wrong-phase",
    UNDOCUMENTED_STATUS = "undocumented-status",
    UNDOCUMENTED_CODE = "undocumented-code",
    AMBIGUOUS_CODE = "ambiguous-code",
    NEVER_PASSES = "never-passes",
    CODE_OF_HEAD = "code-of-head",
    NO_REPLAY = "no-replay",
    UNKNOWN_BODY = "unknown-body",
    BAD_SCHEMA = "bad-schema",
    DUPLICATE_SUITE = "duplicate-suite",

    // Codes of targets and certificates.
    BAD_HOST = "bad-host",
    BAD_CERTIFICATE = "bad-certificate",
    NO_HOSTS = "no-hosts",
    TOKEN_ELSEWHERE = "token-elsewhere",
    UNKNOWN_TARGET = "unknown-target",

    // Codes of contracts.
    CONTRACT_VERSION = "contract-version",
    NO_CODES = "no-codes",
    NO_CODE_QUERY = "no-code-query",
    ALSO_WITHOUT_CODE = "also-without-code",
    REDUNDANT_ALSO = "redundant-also",
    DUPLICATE_STATUS = "duplicate-status",
    DUPLICATE_OPERATION = "duplicate-operation",
    BAD_OPERATION = "bad-operation",
    DUPLICATE_SCOPE = "duplicate-scope",
    BAD_PATH_PATTERN = "bad-path-pattern",
    BAD_MEDIA_TYPE = "bad-media-type",
    UNKNOWN_WORD = "unknown-word",
    UNKNOWN_RULE = "unknown-rule",
    UNKNOWN_LEVEL = "unknown-level",
    SCHEMA_KEYWORD = "schema-keyword",
    SCHEMA_PROVES_NOTHING = "schema-proves-nothing",
    BAD_DATE = "bad-date",
    EMPTY_WHY = "empty-why",
    WAIVER_EXPIRED = "waiver-expired",

    // Codes of OpenAPI documents.
    OPENAPI_VERSION = "openapi-version",
    OPENAPI_EMPTY = "openapi-empty",
    OPENAPI_REF = "openapi-ref",
    OPENAPI_REMOTE_REF = "openapi-remote-ref",
    OPENAPI_TYPE = "openapi-type",
    OPENAPI_PATH = "openapi-path",
    OPENAPI_STATUS = "openapi-status",
    OPENAPI_VALUE = "openapi-value",
    OPENAPI_FIELD = "openapi-field",
    OPENAPI_MISSING = "openapi-missing",
    OPENAPI_PATTERN = "openapi-pattern",
    UNKNOWN_OPERATION = "unknown-operation",

    // Codes of files, folders and command lines.
    FILE_NOT_FOUND = "file-not-found",
    BAD_SECRET = "bad-secret",
    UNREADABLE_FILE = "unreadable-file",
    NOT_UTF_8 = "not-utf-8",
    NOT_JSON = "not-json",
    BAD_JSON = "bad-json",
    FILE_TOO_LARGE = "file-too-large",
    NO_SUITES = "no-suites",
    DUPLICATE_CONTRACT = "duplicate-contract",
}
