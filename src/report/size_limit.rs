//! Documents with a maximum size, because their consumers refuse larger ones.

use std::io::{self, Write};

/// A level of detail that is tried for a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried<L> {
    pub(super) level: L,
    pub(super) shortened: bool,
}

/// Writes a document with the first level of detail at which it has at most `bytes` bytes, or with the last level.
///
/// Each level is rendered into memory first. The last one is not, so that a document of any size can be written.
///
/// # Errors
///
/// If `out` cannot be written.
///
/// # Panics
///
/// If `levels` is empty.
pub(super) fn within<L: Copy>(
    bytes: usize,
    levels: &[L],
    mut out: impl Write,
    render: impl Fn(Tried<L>, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let (last, before) = levels.split_last().expect("a document has a level");
    for (at, level) in before.iter().enumerate() {
        let mut held = Held { bytes: Vec::new(), room: bytes };
        // Rendered into memory, because a part of a document that is too large must not reach `out`.
        match render(Tried { level: *level, shortened: at > 0 }, &mut held) {
            Ok(()) => return out.write_all(&held.bytes).and_then(|()| out.flush()),
            // Our own error from `Held`. The next level has less detail.
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {}
            Err(error) => return Err(error),
        }
    }
    // The last level is written even if it is too large: an oversized report is better than none.
    render(Tried { level: *last, shortened: !before.is_empty() }, &mut out)?;
    out.flush()
}

/// Holds a document in memory, and fails when it becomes too large.
struct Held {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.room {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(room: usize, expected: &str) {
        let mut out = Vec::new();
        let written = within(room, &[8, 4, 2], &mut out, |tried, out| {
            write!(out, "{}{}", "x".repeat(tried.level), if tried.shortened { "…" } else { "" })
        });
        written.expect("memory takes it");
        assert_eq!(String::from_utf8(out).expect("it is UTF-8"), expected);
    }

    #[test]
    fn the_first_level_that_fits_is_written() {
        check(8, "xxxxxxxx");
        check(7, "xxxx…");
        check(6, "xx…");
        check(0, "xx…");
    }
}
