//! Diagnostics as text for a terminal.

use super::{Diagnostic, Sources};

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// ANSI colours.
    Colour,
    /// None.
    Plain,
}

/// Draws diagnostics with their source lines, for a terminal of `width` columns.
pub fn render(
    problems: &[Diagnostic],
    sources: &Sources,
    palette: Palette,
    width: usize,
) -> String {
    let _ = (problems, sources, palette, width);
    todo!()
}
