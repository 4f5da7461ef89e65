//! The fingerprint by which GitHub tells alerts apart, `primaryLocationLineHash`: per line a rolling hash over the next
//! hundred UTF-16 units of the file, without spaces and tabs, and how often that hash came before.

use std::collections::BTreeMap;

const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Stands behind the last unit.
const END: u16 = 0xffff;

/// The hash of every line.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let units = units(text);
    let unit = |at: usize| units.get(at).map_or(0, |unit| u64::from(*unit));
    let oldest = (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
    let mut hash = (0..WINDOW).fold(0_u64, |hash, at| hash.wrapping_mul(FACTOR).wrapping_add(unit(at)));
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let mut hashes = Vec::new();
    let mut starts = true;
    for at in 0..units.len() {
        if starts {
            let count = seen.entry(hash).or_default();
            *count += 1;
            hashes.push(format!("{hash:x}:{count}"));
        }
        starts = unit(at) == u64::from(b'\n');
        hash = hash.wrapping_mul(FACTOR).wrapping_add(unit(at + WINDOW)).wrapping_sub(unit(at).wrapping_mul(oldest));
    }
    hashes
}

/// Without spaces and tabs, all line endings as line feeds, with an end.
fn units(text: &str) -> Vec<u16> {
    let mut units = Vec::new();
    let mut carriage = false;
    for unit in text.encode_utf16() {
        let blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        let paired = carriage && unit == u16::from(b'\n');
        carriage = unit == u16::from(b'\r');
        if !blank && !paired {
            units.push(if carriage { u16::from(b'\n') } else { unit });
        }
    }
    units.push(END);
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_githubs_upload_action() {
        let lorem = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let table: [(&str, &[&str]); 4] = [
            ("", &["c129715d7a2bc9a3:1"]),
            (" a\nb\n  \t\tc\n d", &["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
            (
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                &[
                    "e9496ae3ebfced30:1",
                    "fb7c023a8b9ccb3f:1",
                    "ce8ba1a563dcdaca:1",
                    "e20e36e16fcb0cc8:1",
                    "b3edc88f2938467e:1",
                    "c8e28b0b4002a3a0:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
            (
                &lorem,
                &[
                    "a7f2ff13bc495cf2:1",
                    "a7f2ff13bc495cf2:2",
                    "a7f2ff13bc495cf2:3",
                    "a7f2ff13bc495cf2:4",
                    "a7f2ff13bc495cf2:5",
                    "a7f2ff13bc495cf2:6",
                    "a7f2ff1481e87703:1",
                    "a9cf91f7bbf1862b:1",
                    "55ec222b86bcae53:1",
                    "cc97dc7b1d7d8f7b:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(line_hashes(text), expected, "{text:?}");
        }
    }
}
