//! What stands in a document and is no part of the specification.

use super::files::Files;
use super::version::Version;
use crate::diagnostic::Diagnostic;

/// Reports what does not belong into a document of this version.
pub(super) fn check(_files: &Files, _version: Version, _problems: &mut Vec<Diagnostic>) {}
