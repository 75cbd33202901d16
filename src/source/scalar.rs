//! Plain scalars to values: the YAML 1.2 core schema.
