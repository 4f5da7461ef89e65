//! Functions over numbers. Text that reads as a number counts as one; null is an error, unknown makes the result unknown.

use super::args::{integer, number};
use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::abs", 1, Some(1), |args| Ok(args.number(0)?.abs().into())),
    Function::plain("core::ceil", 1, Some(1), |args| Ok(args.number(0)?.ceil().into())),
    Function::plain("core::floor", 1, Some(1), |args| Ok(args.number(0)?.floor().into())),
    Function::plain("core::log", 2, Some(2), log),
    Function::plain("core::max", 1, None, |args| extreme(args, f64::max)),
    Function::plain("core::min", 1, None, |args| extreme(args, f64::min)),
    Function::plain("core::parseint", 2, Some(2), parseint),
    Function::plain("core::pow", 2, Some(2), |args| finite(args.number(0)?.powf(args.number(1)?))),
    Function::plain("core::signum", 1, Some(1), signum),
    Function::plain("core::sum", 1, Some(1), sum),
];

/// What is no number in Terraform either is an error.
fn finite(number: f64) -> Result<Val, String> {
    if number.is_finite() { Ok(number.into()) } else { Err("the result is no finite number".to_owned()) }
}

/// The logarithm of a number to a base.
fn log(args: &Args<'_>) -> Result<Val, String> {
    let (of, base) = (args.number(0)?, args.number(1)?);
    // Go divides natural logarithms too, so that rounding is the same.
    finite(of.ln() / base.ln())
}

fn extreme(args: &Args<'_>, better: fn(f64, f64) -> f64) -> Result<Val, String> {
    let numbers = (0..args.len()).map(|at| args.number(at)).collect::<Result<Vec<_>, _>>()?;
    numbers.into_iter().reduce(better).map(Val::from).ok_or_else(|| "at least one number required".to_owned())
}

/// An integer written in a base from 2 to 62; the letters beyond 36 are the capitals.
fn parseint(args: &Args<'_>) -> Result<Val, String> {
    let Some(text) = args.get(0).as_str().map(str::to_owned) else {
        return Err(format!("argument 1: string required, got {}", args.get(0).type_name()));
    };
    let base = args.integer(1)?;
    if !(2..=62).contains(&base) {
        return Err("argument 2: a base from 2 to 62 required".to_owned());
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text.strip_prefix('+').unwrap_or(&text)), |rest| (true, rest));
    let value = |digit: u8| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => digit - b'A' + 10,
            b'A'..=b'Z' => digit - b'A' + 36,
            _ => return None,
        };
        Some(i64::from(value)).filter(|value| *value < base)
    };
    let step = |so_far: Option<i64>, digit: u8| so_far?.checked_mul(base)?.checked_add(value(digit)?);
    let parsed = if digits.is_empty() { None } else { digits.bytes().fold(Some(0), step) };
    let parsed = parsed.ok_or_else(|| format!("`{text}` is no integer of base {base}"))?;
    #[expect(clippy::cast_precision_loss, reason = "numbers of the language are f64")]
    let number = parsed as f64;
    Ok(Val::from(if negative { -number } else { number }))
}

/// -1, 0 or 1 for a whole number.
fn signum(args: &Args<'_>) -> Result<Val, String> {
    #[expect(clippy::cast_precision_loss, reason = "the sign is one of three numbers")]
    Ok(Val::from(args.integer(0)?.signum() as f64))
}

/// The sum of a list that is not empty.
fn sum(args: &Args<'_>) -> Result<Val, String> {
    let items = args.items(0)?;
    if items.is_empty() {
        return Err("argument 1: a list that is not empty required".to_owned());
    }
    let numbers = items.iter().map(number).collect::<Result<Vec<_>, _>>().map_err(|message| format!("argument 1: {message}"))?;
    // Whole numbers are added exactly; f64 would do, but says nothing when it does not.
    let exact = numbers.iter().map(|number| integer(*number)).try_fold(0_i64, |sum, number| sum.checked_add(number?));
    #[expect(clippy::cast_precision_loss, reason = "numbers of the language are f64")]
    finite(exact.map_or_else(|| numbers.iter().sum(), |sum| sum as f64))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn numbers() {
        check(&[
            ("core::abs(-12.4)", "12.4"),
            ("core::ceil(5.1)", "6"),
            ("core::floor(-4.9)", "-5"),
            ("core::log(16, 2)", "4"),
            ("core::log(0, 2)", "! no finite number"),
            ("core::max(12, 54, 3)", "54"),
            ("core::max([12, 54]...)", "54"),
            (r#"core::min("12", 54, 3)"#, "3"),
            (r#"core::parseint("FF", 16)"#, "255"),
            (r#"core::parseint("-1011", 2)"#, "-11"),
            (r#"core::parseint("aA", 62)"#, "656"),
            (r#"core::parseint("12", 2)"#, "! no integer of base 2"),
            (r#"core::parseint("", 10)"#, "! no integer"),
            (r#"core::parseint("99999999999999999999", 10)"#, "! no integer"),
            (r#"core::parseint("1", 63)"#, "! base from 2 to 62"),
            ("core::parseint(1, 10)", "! argument 1: string required, got number"),
            ("core::pow(3, 2)", "9"),
            ("core::pow(4, 0.5)", "2"),
            ("core::signum(-13)", "-1"),
            ("core::signum(0)", "0"),
            ("core::sum([10, 13, 6.2])", "29.2"),
            (r#"core::sum([1, "2"])"#, "3"),
            ("core::sum([])", "! not empty"),
            ("core::sum([u, 1])", "?"),
            ("core::sum([null])", "! argument 1: number required, got null"),
            ("core::sum(open)", "?"),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for name in ["abs", "ceil", "floor", "max", "min", "signum"] {
            check(&[
                (&format!("core::{name}(u)"), "?"),
                (&format!("core::{name}(null)"), "! argument 1: number required, got null"),
                (&format!("core::{name}([])"), "! argument 1: number required, got list"),
                (&format!("core::{name}(\"x\")"), "! argument 1: number required, got text that is not a number"),
            ]);
        }
        for name in ["log", "pow", "max", "min"] {
            check(&[
                (&format!("core::{name}(2, u)"), "?"),
                (&format!("core::{name}(u, null)"), "! argument 2: a value required, got null"),
                (&format!("core::{name}(2, {{}})"), "! argument 2: number required, got object"),
            ]);
        }
        check(&[
            ("core::parseint(u, 2)", "?"),
            (r#"core::parseint("1", null)"#, "! argument 2: number required, got null"),
            ("core::sum(u)", "?"),
            ("core::sum(null)", "! argument 1: list required, got null"),
        ]);
    }
}
