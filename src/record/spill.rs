//! Sorted batches of cases on disk, read back as one sorted stream.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use super::case_order::{CaseOrder, CaseRank};
use crate::event::CaseFinished;

/// Bytes that are read ahead of each batch. A run of a million cases has about 60 batches, so their buffers
/// stay below a megabyte.
const AHEAD: usize = 8 << 10;

/// Sorted batches of cases in a temporary file, which is deleted with the value.
///
/// This is the first half of an external merge sort: memory holds one batch at a time, and
/// [`merge`] holds one case of each batch.
#[derive(Debug)]
pub(super) struct Spill {
    /// Locked for each read: the position of a file is shared by all that read it.
    file: Mutex<File>,
    /// The offset of each batch. A batch ends where the next one starts.
    batches: Vec<u64>,
    end: u64,
}

impl Spill {
    /// Creates an empty spill file in the temporary folder of the system.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: Mutex::new(tempfile::tempfile()?), batches: Vec::new(), end: 0 })
    }

    /// Appends a sorted batch. If this fails, the earlier batches are still whole.
    pub(super) fn add(&mut self, batch: &[CaseFinished]) -> io::Result<()> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        // Not at the end of the file: a batch that failed half-way is overwritten.
        file.seek(SeekFrom::Start(self.end))?;
        let mut out = BufWriter::new(&mut *file);
        for case in batch {
            serde_json::to_writer(&mut out, case)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        drop(out);
        let end = file.stream_position()?;
        self.batches.push(self.end);
        self.end = end;
        Ok(())
    }

    /// Cuts the file off, as a damaged disk would.
    #[cfg(test)]
    pub(super) fn damage(&self) {
        let file = self.file.lock().expect("no test panics with it");
        file.set_len(self.end / 2).expect("a temporary file can be cut off");
    }

    /// Returns the batches, each one sorted.
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

/// A sorted stream of cases.
pub(super) type Batch<'s> = Box<dyn Iterator<Item = io::Result<CaseFinished>> + 's>;

/// Merges sorted batches into one sorted stream.
pub(super) fn merge<'s>(
    batches: impl IntoIterator<Item = Batch<'s>>,
    order: &'s CaseOrder,
) -> Batch<'s> {
    let batches = batches.into_iter().collect();
    Box::new(MergeSort { batches, heads: BTreeMap::new(), order, started: false })
}

/// A part of a file that is read from a position of its own.
struct Section<'f> {
    file: &'f Mutex<File>,
    at: u64,
    end: u64,
}

impl Read for Section<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let most = left.min(bytes.len());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut bytes[..most])?;
        if read == 0 && most > 0 {
            // To the reader of lines this would look like the end of the batch, and its cases would be lost in silence.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += read as u64;
        Ok(read)
    }
}

/// The second half of the external merge sort.
struct MergeSort<'s> {
    batches: Vec<Batch<'s>>,
    /// The first case of each batch that was not returned yet, by its rank and the index of its batch. Cases of equal
    /// rank come in the order of their batches, which is the order in which they ended.
    heads: BTreeMap<(CaseRank, usize), CaseFinished>,
    order: &'s CaseOrder,
    started: bool,
}

impl MergeSort<'_> {
    fn refill(&mut self, batch: usize) -> io::Result<()> {
        if let Some(case) = self.batches[batch].next().transpose()? {
            self.heads.insert((self.order.case_rank(&case), batch), case);
        }
        Ok(())
    }

    fn pop(&mut self) -> io::Result<Option<CaseFinished>> {
        if !self.started {
            self.started = true;
            // Read with the first case and not in the constructor, which could not report an error.
            (0..self.batches.len()).try_for_each(|batch| self.refill(batch))?;
        }
        let Some(((_, batch), case)) = self.heads.pop_first() else { return Ok(None) };
        // The batch must contribute its next case before the next comparison, or the stream would not be sorted.
        self.refill(batch)?;
        Ok(Some(case))
    }
}

impl Iterator for MergeSort<'_> {
    type Item = io::Result<CaseFinished>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pop().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    #[test]
    fn batches_are_read_back_as_one_sorted_stream() {
        let sorted = sample_record().cases.to_vec().expect("the sample is in memory");
        let order = CaseOrder::new(&sample_record().started.suites);
        let mut spill = Spill::new().expect("a temporary file");
        // Every other one, so that the batches are interleaved.
        let part = |of: usize| -> Vec<CaseFinished> {
            sorted.iter().skip(of).step_by(2).cloned().collect()
        };
        spill.add(&part(0)).expect("there is room");
        spill.add(&part(1)).expect("there is room");
        let read: Vec<CaseFinished> = merge(spill.batches(), &order)
            .collect::<io::Result<_>>()
            .expect("the file can be read");
        assert_eq!(read, sorted);
        assert!(read.len() > 4);
    }
}
