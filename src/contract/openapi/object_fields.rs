//! The objects of the specification and their fields, by version.

use super::version::Version;

/// A kind of object of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Document,
    Info,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Media,
    Responses,
    Response,
    Header,
    Link,
    Schema,
    /// Any value. The value is not checked.
    Opaque,
}

/// The shape of a field's value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Any,
    Text,
    Flag,
    Texts,
    List(Form),
    Map(Form),
    Form(Form),
}

/// One field of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// The description of an object.
pub(super) struct About {
    /// The name with its article, such as `an operation`.
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    /// The shape of the values under other keys. `None` if other keys are not allowed.
    pub(super) others: Option<Shape>,
}

impl Form {
    /// Returns true if a `$ref` can replace the object.
    pub(super) fn may_be_referred_to(self) -> bool {
        !matches!(
            self,
            Self::Document | Self::Info | Self::Components | Self::Paths | Self::Responses
        )
    }

    /// Returns true if a key that starts with `x-` in a map of these objects is an ordinary name, not an extension.
    pub(super) fn is_named_freely(self) -> bool {
        matches!(self, Self::Header | Self::Schema | Self::ServerVariable)
    }
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

/// Returns the description of an object in one version.
pub(super) fn of(form: Form, version: Version) -> About {
    let old = version == Version::V2;
    let (name, fields, others): (_, &'static [Field], _) = match form {
        Form::Document if old => ("the document", DOCUMENT_2, None),
        Form::Document if version == Version::V3_0 => ("the document", DOCUMENT_3_0, None),
        Form::Document => ("the document", DOCUMENT, None),
        Form::Info => ("`info`", INFO, None),
        Form::Server => ("a server", SERVER, None),
        Form::ServerVariable => ("a variable of a server", SERVER_VARIABLE, None),
        Form::Components => ("`components`", COMPONENTS, None),
        Form::Paths => ("`paths`", &[], Some(Shape::Form(Form::PathItem))),
        Form::PathItem => ("a path", PATH_ITEM, None),
        Form::Operation if old => ("an operation", OPERATION_2, None),
        Form::Operation => ("an operation", OPERATION, None),
        Form::Parameter if old => ("a parameter", PARAMETER_2, None),
        Form::Parameter => ("a parameter", PARAMETER, None),
        Form::RequestBody => ("a request body", REQUEST_BODY, None),
        Form::Media => ("a media type", MEDIA, None),
        Form::Responses => ("`responses`", &[], Some(Shape::Form(Form::Response))),
        Form::Response if old => ("a response", RESPONSE_2, None),
        Form::Response if version == Version::V3_2 => ("a response", RESPONSE_3_2, None),
        Form::Response => ("a response", RESPONSE, None),
        Form::Header if old => ("a header", &[], Some(Shape::Any)),
        Form::Header => ("a header", HEADER, None),
        Form::Link => ("a link", LINK, None),
        Form::Schema | Form::Opaque => ("this", &[], Some(Shape::Any)),
    };
    About { name, fields, others }
}

static DOCUMENT_2: &[Field] = &[
    must("swagger", Shape::Any),
    must("info", Shape::Form(Form::Info)),
    field("host", Shape::Text),
    field("basePath", Shape::Text),
    field("schemes", Shape::Texts),
    field("consumes", Shape::Texts),
    field("produces", Shape::Texts),
    field("paths", Shape::Form(Form::Paths)),
    field("definitions", Shape::Map(Form::Schema)),
    field("parameters", Shape::Map(Form::Parameter)),
    field("responses", Shape::Map(Form::Response)),
    field("securityDefinitions", Shape::Map(Form::Opaque)),
    field("security", Shape::List(Form::Opaque)),
    field("tags", Shape::List(Form::Opaque)),
    field("externalDocs", Shape::Form(Form::Opaque)),
];

static DOCUMENT_3_0: &[Field] = &[
    must("openapi", Shape::Any),
    must("info", Shape::Form(Form::Info)),
    field("servers", Shape::List(Form::Server)),
    field("paths", Shape::Form(Form::Paths)),
    field("components", Shape::Form(Form::Components)),
    field("security", Shape::List(Form::Opaque)),
    field("tags", Shape::List(Form::Opaque)),
    field("externalDocs", Shape::Form(Form::Opaque)),
];

static DOCUMENT: &[Field] = &[
    must("openapi", Shape::Any),
    field("$self", Shape::Text),
    must("info", Shape::Form(Form::Info)),
    field("jsonSchemaDialect", Shape::Text),
    field("servers", Shape::List(Form::Server)),
    field("paths", Shape::Form(Form::Paths)),
    field("webhooks", Shape::Map(Form::PathItem)),
    field("components", Shape::Form(Form::Components)),
    field("security", Shape::List(Form::Opaque)),
    field("tags", Shape::List(Form::Opaque)),
    field("externalDocs", Shape::Form(Form::Opaque)),
];

static INFO: &[Field] = &[
    must("title", Shape::Any),
    must("version", Shape::Any),
    field("summary", Shape::Any),
    field("description", Shape::Any),
    field("termsOfService", Shape::Any),
    field("contact", Shape::Any),
    field("license", Shape::Any),
];

static SERVER: &[Field] = &[
    must("url", Shape::Text),
    field("name", Shape::Text),
    field("description", Shape::Any),
    field("variables", Shape::Map(Form::ServerVariable)),
];

static SERVER_VARIABLE: &[Field] =
    &[field("enum", Shape::Texts), must("default", Shape::Any), field("description", Shape::Any)];

static COMPONENTS: &[Field] = &[
    field("schemas", Shape::Map(Form::Schema)),
    field("responses", Shape::Map(Form::Response)),
    field("parameters", Shape::Map(Form::Parameter)),
    field("examples", Shape::Map(Form::Opaque)),
    field("requestBodies", Shape::Map(Form::RequestBody)),
    field("headers", Shape::Map(Form::Header)),
    field("securitySchemes", Shape::Map(Form::Opaque)),
    field("links", Shape::Map(Form::Link)),
    field("callbacks", Shape::Map(Form::Opaque)),
    field("pathItems", Shape::Map(Form::PathItem)),
    field("mediaTypes", Shape::Map(Form::Media)),
];

static PATH_ITEM: &[Field] = &[
    field("$ref", Shape::Text),
    field("summary", Shape::Any),
    field("description", Shape::Any),
    field("get", Shape::Form(Form::Operation)),
    field("put", Shape::Form(Form::Operation)),
    field("post", Shape::Form(Form::Operation)),
    field("delete", Shape::Form(Form::Operation)),
    field("options", Shape::Form(Form::Operation)),
    field("head", Shape::Form(Form::Operation)),
    field("patch", Shape::Form(Form::Operation)),
    field("trace", Shape::Form(Form::Operation)),
    field("query", Shape::Form(Form::Operation)),
    field("additionalOperations", Shape::Map(Form::Operation)),
    field("servers", Shape::List(Form::Server)),
    field("parameters", Shape::List(Form::Parameter)),
];

static OPERATION_2: &[Field] = &[
    field("tags", Shape::Texts),
    field("summary", Shape::Any),
    field("description", Shape::Any),
    field("externalDocs", Shape::Any),
    field("operationId", Shape::Text),
    field("consumes", Shape::Texts),
    field("produces", Shape::Texts),
    field("parameters", Shape::List(Form::Parameter)),
    must("responses", Shape::Form(Form::Responses)),
    field("schemes", Shape::Texts),
    field("deprecated", Shape::Flag),
    field("security", Shape::List(Form::Opaque)),
];

static OPERATION: &[Field] = &[
    field("tags", Shape::Texts),
    field("summary", Shape::Any),
    field("description", Shape::Any),
    field("externalDocs", Shape::Any),
    field("operationId", Shape::Text),
    field("parameters", Shape::List(Form::Parameter)),
    field("requestBody", Shape::Form(Form::RequestBody)),
    field("responses", Shape::Form(Form::Responses)),
    field("callbacks", Shape::Any),
    field("deprecated", Shape::Flag),
    field("security", Shape::List(Form::Opaque)),
    field("servers", Shape::List(Form::Server)),
];

static PARAMETER_2: &[Field] = &[
    must("name", Shape::Text),
    must("in", Shape::Text),
    field("description", Shape::Any),
    field("required", Shape::Flag),
    field("schema", Shape::Form(Form::Schema)),
    field("type", Shape::Text),
    field("format", Shape::Any),
    field("allowEmptyValue", Shape::Flag),
    field("items", Shape::Any),
    field("collectionFormat", Shape::Text),
    field("default", Shape::Any),
    field("maximum", Shape::Any),
    field("exclusiveMaximum", Shape::Any),
    field("minimum", Shape::Any),
    field("exclusiveMinimum", Shape::Any),
    field("maxLength", Shape::Any),
    field("minLength", Shape::Any),
    field("pattern", Shape::Any),
    field("maxItems", Shape::Any),
    field("minItems", Shape::Any),
    field("uniqueItems", Shape::Any),
    field("enum", Shape::Any),
    field("multipleOf", Shape::Any),
];

static PARAMETER: &[Field] = &[
    must("name", Shape::Text),
    must("in", Shape::Text),
    field("description", Shape::Any),
    field("required", Shape::Flag),
    field("deprecated", Shape::Flag),
    field("allowEmptyValue", Shape::Flag),
    field("style", Shape::Text),
    field("explode", Shape::Flag),
    field("allowReserved", Shape::Flag),
    field("schema", Shape::Form(Form::Schema)),
    field("example", Shape::Any),
    field("examples", Shape::Map(Form::Opaque)),
    field("content", Shape::Map(Form::Media)),
];

static REQUEST_BODY: &[Field] = &[
    field("description", Shape::Any),
    must("content", Shape::Map(Form::Media)),
    field("required", Shape::Flag),
];

static MEDIA: &[Field] = &[
    field("schema", Shape::Form(Form::Schema)),
    field("itemSchema", Shape::Form(Form::Schema)),
    field("example", Shape::Any),
    field("examples", Shape::Map(Form::Opaque)),
    field("encoding", Shape::Map(Form::Opaque)),
    field("prefixEncoding", Shape::Any),
    field("itemEncoding", Shape::Any),
];

static RESPONSE_2: &[Field] = &[
    must("description", Shape::Any),
    field("schema", Shape::Form(Form::Schema)),
    field("headers", Shape::Map(Form::Header)),
    field("examples", Shape::Map(Form::Opaque)),
];

static RESPONSE: &[Field] = &[
    must("description", Shape::Any),
    field("headers", Shape::Map(Form::Header)),
    field("content", Shape::Map(Form::Media)),
    field("links", Shape::Map(Form::Link)),
];

static RESPONSE_3_2: &[Field] = &[
    field("summary", Shape::Any),
    field("description", Shape::Any),
    field("headers", Shape::Map(Form::Header)),
    field("content", Shape::Map(Form::Media)),
    field("links", Shape::Map(Form::Link)),
];

static HEADER: &[Field] = &[
    field("description", Shape::Any),
    field("required", Shape::Flag),
    field("deprecated", Shape::Flag),
    field("allowEmptyValue", Shape::Flag),
    field("style", Shape::Text),
    field("explode", Shape::Flag),
    field("schema", Shape::Form(Form::Schema)),
    field("example", Shape::Any),
    field("examples", Shape::Map(Form::Opaque)),
    field("content", Shape::Map(Form::Media)),
];

static LINK: &[Field] = &[
    field("operationRef", Shape::Text),
    field("operationId", Shape::Text),
    field("parameters", Shape::Any),
    field("requestBody", Shape::Any),
    field("description", Shape::Any),
    field("server", Shape::Form(Form::Server)),
];
