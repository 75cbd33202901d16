//! Reports as others read them: every format against readers and schemas that nobody here wrote, hostile
//! answers through every format, and the samples in `reports/`.

mod formats;
mod hostile;
mod readers;
mod samples;
