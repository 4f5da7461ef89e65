//! Writes a report into a file: whole or not at all, by way of a temporary file beside it.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file by a renderer.
///
/// # Errors
/// The file cannot be written; what was there before is left as it was.
pub fn write(path: &Path, render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    // What a link points at is replaced, not the link; a device or pipe is written to.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|of| !of.is_file() && !of.is_dir()) {
        return fill(OpenOptions::new().write(true).open(&path)?, render);
    }
    let temporary = temporary(&path)?;
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|file| fill(file, render))
        .and_then(|()| std::fs::rename(&temporary, &path));
    if written.is_err() {
        // It may never have been made.
        drop(std::fs::remove_file(&temporary));
    }
    written
}

fn fill(file: File, render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut file = BufWriter::new(file);
    render(&mut file)?;
    file.flush()
}

fn temporary(path: &Path) -> std::io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| std::io::Error::other("this is no name of a file"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(hidden))
}
