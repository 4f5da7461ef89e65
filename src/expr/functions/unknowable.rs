//! Functions whose results nobody can know before Terraform runs: the time, random values. Their result
//! is unknown and names the reason; an argument that is null is an error all the same where Terraform says so.

use super::super::eval::undecided;
use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::timestamp", 0, Some(0), clock),
    Function::full("core::plantimestamp", 0, Some(0), clock),
    Function::full("core::uuid", 0, Some(0), random),
    Function::full("core::uuidv5", 2, Some(2), computed),
    Function::full("core::bcrypt", 1, Some(2), random),
    Function::full("core::rsadecrypt", 2, Some(2), computed),
    Function::full("core::base64gzip", 1, Some(1), computed),
    Function::full("core::templatestring", 2, Some(2), computed),
];

fn because(args: &Args<'_>, cause: &str) -> Result<Val, String> {
    if args.get(0).is_null() && args.len() > 0 {
        return Err("argument 1: a value required, got null".to_owned());
    }
    Ok(undecided(cause).with(args.touched()))
}

fn clock(args: &Args<'_>) -> Result<Val, String> {
    because(args, "the time of the run is not known")
}

fn random(args: &Args<'_>) -> Result<Val, String> {
    because(args, "a random value is not known")
}

/// What Terraform computes and onus does not.
fn computed(args: &Args<'_>) -> Result<Val, String> {
    because(args, "onus does not compute this function")
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn no_clock_and_no_die_is_asked() {
        check(&[
            ("core::timestamp()", "?"),
            ("core::plantimestamp()", "?"),
            ("core::uuid()", "?"),
            (r#"core::uuidv5("dns", "x")"#, "?"),
            (r#"core::bcrypt("x")"#, "?"),
            (r#"core::base64gzip("x")"#, "?"),
            (r#"core::uuidv5(null, "x")"#, "! argument 1: a value required, got null"),
        ]);
    }
}
