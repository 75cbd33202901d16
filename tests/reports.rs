//! Reports as others read them: every format against readers and schemas that nobody here wrote, hostile
//! answers through every format, and the samples in `reports/`.

mod reports {
    pub(crate) mod formats;
    pub(crate) mod hostile;
    pub(crate) mod readers;
    pub(crate) mod samples;
}
