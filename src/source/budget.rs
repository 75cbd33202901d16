//! Limits for one YAML file.

/// Limits for one YAML file, so that no file can fill the memory.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Bytes of one file. Default 256 MiB.
    pub bytes: usize,
    /// Levels of nesting. Default 64.
    pub depth: usize,
    /// Nodes that aliases and merge keys may add. Default 100,000.
    pub aliased: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: 256 << 20, depth: 64, aliased: 100_000 }
    }
}
