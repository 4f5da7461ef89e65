//! The `onus` command: nothing but the process around the library.

fn main() {}
