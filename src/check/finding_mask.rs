//! Findings as reports may show them.

use crate::redact::Mask;
use crate::verdict::Finding;

/// Takes every known secret out of a finding.
pub fn mask(mask: &Mask, finding: &mut Finding) {
    let Finding { message, expected, actual, path, .. } = finding;
    for text in [message, expected, actual].into_iter().chain(path) {
        *text = mask.text(text);
    }
    if let Some(place) = &mut finding.place {
        place.text = mask.text(&place.text);
    }
}
