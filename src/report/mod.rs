//! Reports: live ones listen to events, documents are rendered from the run record.
