//! A name for what several texts say together, such as the fingerprint of a finding: the same in every run and on every machine.

use sha2::{Digest, Sha256};

/// Half of a SHA-256 over the texts, in hexadecimal. Where one text ends and the next begins makes a difference.
pub(crate) fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    hash.finalize().iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        assert_eq!(digest(["a", "b"]), "8fb20ef63ced4145fc2e983ffe597d1d".to_owned());
        assert_ne!(digest(["ab", ""]), digest(["a", "b"]));
    }
}
