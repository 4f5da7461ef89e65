//! Hashes of text, in hexadecimal or Base64. Null is an error, unknown makes the result unknown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::md5", 1, Some(1), hexadecimal::<Md5>),
    Function::plain("core::sha1", 1, Some(1), hexadecimal::<Sha1>),
    Function::plain("core::sha256", 1, Some(1), hexadecimal::<Sha256>),
    Function::plain("core::sha512", 1, Some(1), hexadecimal::<Sha512>),
    Function::plain("core::base64sha256", 1, Some(1), base64::<Sha256>),
    Function::plain("core::base64sha512", 1, Some(1), base64::<Sha512>),
];

fn hexadecimal<Hash: Digest>(args: &Args<'_>) -> Result<Val, String> {
    Ok(hexadecimal_of::<Hash>(&args.text(0)?).into())
}

fn base64<Hash: Digest>(args: &Args<'_>) -> Result<Val, String> {
    Ok(base64_of::<Hash>(&args.text(0)?).into())
}

/// The hash of a text in hexadecimal.
pub(super) fn hexadecimal_of<Hash: Digest>(text: &str) -> String {
    Hash::digest(text.as_bytes()).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The hash of a text in Base64.
pub(super) fn base64_of<Hash: Digest>(text: &str) -> String {
    STANDARD.encode(Hash::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn hashes() {
        check(&[
            (r#"core::md5("hello world")"#, r#""5eb63bbbe01eeed093cb22bb8f5acdc3""#),
            (r#"core::sha1("hello world")"#, r#""2aae6c35c94fcfb415dbe95f408b9ce91ee846ed""#),
            (r#"core::sha256("hello world")"#, r#""b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9""#),
            (r#"core::length(core::sha512("hello world"))"#, "128"),
            (r#"core::base64sha256("hello world")"#, r#""uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=""#),
            (r#"core::length(core::base64sha512("hello world"))"#, "88"),
        ]);
        for name in ["md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512"] {
            check(&[
                (&format!("core::{name}(u)"), "?"),
                (&format!("core::{name}(null)"), "! argument 1: string required, got null"),
                (&format!("core::{name}([])"), "! argument 1: string required, got list"),
            ]);
        }
    }
}
