//! Text that goes to a log. CI systems obey commands that they find in the logs of a step: GitHub `::name::` at the start of a line
//! and `##[name]` anywhere, Azure `##vso[name]` anywhere. Names, values and source lines from a plan must not be among them.

use std::io::Write;

/// Writes lines on which nothing is a command; what would be one gets a blank in between.
pub(super) struct Log<'o> {
    out: &'o mut dyn Write,
    line: Vec<u8>,
}

impl<'o> Log<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, line: Vec::new() }
    }
}

impl Write for Log<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.flush()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let line = std::mem::take(&mut self.line);
        match std::str::from_utf8(&line) {
            Ok(text) => self.out.write_all(harmless(text).as_bytes()),
            Err(_) => self.out.write_all(&line),
        }
    }
}

/// A line that no CI system obeys.
pub(super) fn harmless(line: &str) -> std::borrow::Cow<'_, str> {
    // A runner does not see the colours of a line.
    let starts = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}').starts_with("::");
    if !starts && !line.contains("##") {
        return line.into();
    }
    let mut line = line.to_owned();
    while line.contains("##") {
        line = line.replace("##", "# #");
    }
    if starts { line.replacen("::", ": :", 1).into() } else { line.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_command() {
        let table = [
            ("  ::error file=x::y\n", "  : :error file=x::y\n"),
            ("a ::error::b", "a ::error::b"),
            ("x ##vso[task.complete]y ##[error]z", "x # #vso[task.complete]y # #[error]z"),
            ("###[x]", "# # #[x]"),
            ("a # comment", "a # comment"),
        ];
        for (line, expected) in table {
            let mut out = Vec::new();
            let mut log = Log::new(&mut out);
            // However it is cut into pieces.
            for byte in line.as_bytes() {
                log.write_all(&[*byte]).expect("memory");
            }
            log.flush().expect("memory");
            assert_eq!(String::from_utf8(out).expect("text"), expected);
        }
    }
}
