//! Sorted batches of cases on disk, and all of them as one sorted stream.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::event::CaseFinished;

/// Bytes that are read ahead of each batch.
const AHEAD: usize = 8 << 10;

/// Sorted batches of cases in a temporary file, which is gone when the spool is.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    /// Where each batch begins; it ends where the next one does.
    batches: Vec<u64>,
    end: u64,
}

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, batches: Vec::new(), end: 0 })
    }

    /// Adds a batch that is sorted already. What was added before stays if this fails.
    pub(super) fn add(&mut self, batch: &[CaseFinished]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        let mut out = BufWriter::new(&self.file);
        for case in batch {
            serde_json::to_writer(&mut out, case)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        drop(out);
        self.batches.push(self.end);
        self.end = self.file.stream_position()?;
        Ok(())
    }

    /// The batches, each in its order.
    pub(super) fn batches(&self) -> impl Iterator<Item = Batch<'_>> {
        let ends = self.batches.iter().skip(1).copied().chain([self.end]);
        self.batches.iter().zip(ends).map(|(at, end)| {
            let section = Section { file: &self.file, at: *at, end };
            let lines = BufReader::with_capacity(AHEAD, section).split(b'\n');
            let cases = lines.map(|line| Ok(serde_json::from_slice::<CaseFinished>(&line?)?));
            Box::new(cases) as Batch<'_>
        })
    }
}

/// Cases in their order.
pub(super) type Batch<'s> = Box<dyn Iterator<Item = io::Result<CaseFinished>> + 's>;

/// The cases of several batches in one order.
pub(super) fn merged<'s, K: Ord + 's>(
    batches: impl IntoIterator<Item = Batch<'s>>,
    key: impl Fn(&CaseFinished) -> K + 's,
) -> Batch<'s> {
    let batches = batches.into_iter().collect();
    Box::new(Merge { batches, heads: BinaryHeap::new(), key, begun: false })
}

/// A part of a file, read from its own position: several of them share one file.
struct Section<'f> {
    file: &'f File,
    at: u64,
    end: u64,
}

impl Read for Section<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let most = left.min(bytes.len());
        self.file.seek(SeekFrom::Start(self.at))?;
        let read = self.file.read(&mut bytes[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The first case of a batch that was not given out yet.
struct Head<K> {
    key: K,
    case: CaseFinished,
    batch: usize,
}

impl<K: Ord> Head<K> {
    /// Equal keys come in the order of their batches.
    fn order(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key).then(self.batch.cmp(&other.batch))
    }
}

impl<K: Ord> PartialEq for Head<K> {
    fn eq(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }
}

impl<K: Ord> Eq for Head<K> {}

impl<K: Ord> PartialOrd for Head<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> Ord for Head<K> {
    /// The smallest is on top of the heap.
    fn cmp(&self, other: &Self) -> Ordering {
        other.order(self)
    }
}

struct Merge<'s, K, F> {
    batches: Vec<Batch<'s>>,
    heads: BinaryHeap<Head<K>>,
    key: F,
    begun: bool,
}

impl<K: Ord, F: Fn(&CaseFinished) -> K> Merge<'_, K, F> {
    fn refill(&mut self, batch: usize) -> io::Result<()> {
        if let Some(case) = self.batches[batch].next().transpose()? {
            self.heads.push(Head { key: (self.key)(&case), case, batch });
        }
        Ok(())
    }

    fn first(&mut self) -> io::Result<Option<CaseFinished>> {
        if !self.begun {
            self.begun = true;
            (0..self.batches.len()).try_for_each(|batch| self.refill(batch))?;
        }
        let Some(Head { case, batch, .. }) = self.heads.pop() else { return Ok(None) };
        self.refill(batch)?;
        Ok(Some(case))
    }
}

impl<K: Ord, F: Fn(&CaseFinished) -> K> Iterator for Merge<'_, K, F> {
    type Item = io::Result<CaseFinished>;

    fn next(&mut self) -> Option<Self::Item> {
        self.first().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    #[test]
    fn batches_come_back_as_one_in_order() {
        let all: Vec<CaseFinished> = sample_record().cases.to_vec();
        let mut spool = Spool::new().expect("a temporary file");
        let mut by_id = all.clone();
        by_id.sort_by_key(|case| case.case.clone());
        // Every other one, so that the batches are interleaved.
        let part = |of: usize| -> Vec<CaseFinished> {
            by_id.iter().skip(of).step_by(2).cloned().collect()
        };
        spool.add(&part(0)).expect("there is room");
        spool.add(&part(1)).expect("there is room");
        let read: Vec<CaseFinished> = merged(spool.batches(), |case| case.case.clone())
            .collect::<io::Result<_>>()
            .expect("the file is there");
        assert_eq!(read, by_id);
        assert!(read.len() > 4);
    }
}
