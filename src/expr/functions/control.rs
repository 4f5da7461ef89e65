//! Functions that look at errors and at unknowns themselves: `try`, `can`, and our `undecided`.

use super::super::ast::{Call, Span};
use super::super::eval::{Evaluator, undecided};
use super::super::fault::{Fault, Outcome};
use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::lazy("core::try", 1, None, try_),
    Function::lazy("core::can", 1, Some(1), can),
    Function::full("onus::undecided", 1, Some(1), undecided_because),
];

/// The first argument that does not fail. An unknown one does not fail: it is the answer, not the next.
fn try_(evaluator: &mut Evaluator<'_>, call: &Call, span: &Span) -> Outcome {
    let mut last = Fault::new(span, "no argument of `try` can be evaluated");
    for arg in &call.args {
        match evaluator.eval(arg) {
            Ok(value) => return Ok(value),
            Err(fault) if fault.fatal => return Err(fault),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

fn can(evaluator: &mut Evaluator<'_>, call: &Call, span: &Span) -> Outcome {
    let Some(arg) = call.args.first() else {
        return Err(Fault::new(span, "`can` takes an argument"));
    };
    match evaluator.eval(arg) {
        Ok(value) if value.is_unknown() => Ok(Val::unknown(value.touched())),
        Ok(value) => Ok(Val::from(true).with(value.touched())),
        Err(fault) if fault.fatal => Err(fault),
        Err(_) => Ok(false.into()),
    }
}

/// An unknown that names its cause; also without one if the message is not known.
fn undecided_because(args: &Args<'_>) -> Result<Val, String> {
    if let Some(unknown) = args.unknown() {
        return Ok(unknown);
    }
    Ok(undecided(&args.text(0)?).with(args.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn try_and_can() {
        check(&[
            ("core::try({}.a, 1)", "1"),
            ("core::try(null, 1)", "null"),
            ("core::try(u, 1)", "?"),
            ("core::try({}.a, u)", "?"),
            ("core::try({}.a, a)", "?<#1.arn>"),
            ("core::try({}.a, [].b)", "! attribute `b`"),
            ("core::try(core::split(null, u), 1)", "1"),
            ("core::can({}.a)", "false"),
            ("core::can(1)", "true"),
            ("core::can(null)", "true"),
            ("core::can(u)", "?"),
            (r#"onus::undecided("no trail here")"#, "?"),
            ("onus::undecided(null)", "! argument 1: string required, got null"),
        ]);
    }
}
