//! The content of requests and responses, by media type.

use super::files::At;
use super::reading_state::Reading;
use super::schema_names::Way;
use super::version::Version;
use crate::contract::Content;

impl<'n> Reading<'n, '_> {
    /// Reads `content:` (since 3.0), which has one entry for each media type. Messages use `name`.
    pub(super) fn content(&mut self, at: &At<'n>, name: &str, way: Way) -> Vec<Content> {
        let mut contents = Vec::new();
        for (media_type, written) in at.entries() {
            let Some(media) = self.resolve(&written) else { continue };
            let examples = self.examples(&media);
            let schema = media.get("schema");
            let schema =
                schema.and_then(|schema| self.schemas.at(&schema, name, way, self.problems));
            let (media_type, named_examples) = (media_type.to_owned(), self.named_examples(&media));
            contents.push(Content { media_type, schema, examples, named_examples });
        }
        contents
    }

    /// Returns the media types of `consumes` or `produces` (2.0), of the operation or else of the document.
    pub(super) fn media_types(&self, operation: &At<'n>, key: &str) -> Vec<String> {
        debug_assert_eq!(self.version, Version::V2);
        let named = operation.get(key).or_else(|| self.files.root().get(key));
        let items = named.map(|named| named.items()).unwrap_or_default();
        items.iter().filter_map(At::text).map(str::to_owned).collect()
    }
}
