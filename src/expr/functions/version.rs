//! Versions and their constraints, as Terraform has them. Null is an error, unknown makes the result unknown.

use semver::Version;

use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::semvercmp", 2, Some(2), semvercmp),
    Function::plain("core::semverconstraint", 2, Some(2), semverconstraint),
];

/// A version that may leave out parts and start with a `v`, and how many parts it was written with.
fn version(text: &str) -> Result<(Version, usize), String> {
    let text = text.trim();
    let plain = text.strip_prefix('v').unwrap_or(text);
    let end = plain.find(['-', '+']).unwrap_or(plain.len());
    let (numbers, rest) = plain.split_at_checked(end).unwrap_or((plain, ""));
    let written = numbers.split('.').count();
    let full = format!("{numbers}{}{rest}", ".0".repeat(3_usize.saturating_sub(written)));
    Version::parse(&full).map(|version| (version, written)).map_err(|_| format!("`{text}` is no version"))
}

/// What is wrong with a version constraint, if anything.
#[must_use]
pub fn constraint_mistake(constraint: &str) -> Option<String> {
    let zero = Version::new(0, 0, 0);
    constraint.split(',').find_map(|part| meets(&zero, 3, part.trim()).err())
}

/// Whether a version meets a constraint; `None` if one of them is none.
#[must_use]
pub fn meets_constraint(version: &str, constraint: &str) -> Option<bool> {
    let (version, written) = self::version(version).ok()?;
    constraint.split(',').try_fold(true, |met, part| Some(met && meets(&version, written, part.trim()).ok()?))
}

/// -1, 0 or 1 for a lower, equal or higher first version; build metadata does not count.
fn semvercmp(args: &Args<'_>) -> Result<Val, String> {
    let ((left, _), (right, _)) = (version(&args.text(0)?)?, version(&args.text(1)?)?);
    Ok(Val::from(f64::from(left.cmp_precedence(&right) as i8)))
}

/// Whether a version meets every one of the constraints, which commas separate.
fn semverconstraint(args: &Args<'_>) -> Result<Val, String> {
    let ((version, written), constraints) = (version(&args.text(0)?)?, args.text(1)?);
    let mut met = true;
    for constraint in constraints.split(',') {
        met &= meets(&version, written, constraint.trim())?;
    }
    Ok(met.into())
}

const OPERATORS: [&str; 7] = ["!=", ">=", "<=", "~>", "=", ">", "<"];

fn meets(version: &Version, version_parts: usize, constraint: &str) -> Result<bool, String> {
    let operator = OPERATORS.iter().find(|operator| constraint.starts_with(**operator)).copied();
    let rest = constraint.strip_prefix(operator.unwrap_or_default()).unwrap_or_default();
    let (bound, parts) = self::version(rest).map_err(|_| format!("`{constraint}` is no version constraint"))?;
    let order = version.cmp_precedence(&bound);
    let comparable = comparable(version, &bound);
    Ok(match operator.unwrap_or("=") {
        "=" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => comparable && order.is_gt(),
        ">=" => comparable && order.is_ge(),
        "<" => comparable && order.is_lt(),
        "<=" => comparable && order.is_le(),
        _ => {
            comparable
                && (bound.pre.is_empty() || !version.pre.is_empty())
                && order.is_ge()
                && near(version, version_parts, &bound, parts)
        }
    })
}

/// A pre-release only compares with pre-releases of the same version.
fn comparable(version: &Version, bound: &Version) -> bool {
    if version.pre.is_empty() {
        return true;
    }
    !bound.pre.is_empty() && numbers(version) == numbers(bound)
}

fn numbers(version: &Version) -> [u64; 3] {
    [version.major, version.minor, version.patch]
}

/// `~>`: only the last part that the constraint names may be higher.
fn near(version: &Version, version_parts: usize, bound: &Version, parts: usize) -> bool {
    let same = |count: usize| numbers(version).iter().zip(numbers(bound)).take(count).all(|(a, b)| *a == b);
    // Terraform pads versions to three parts, so that only longer constraints ask for more.
    parts <= version_parts.max(3) && same(parts.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn versions() {
        check(&[
            (r#"core::semvercmp("1.2.3", "1.2.4")"#, "-1"),
            (r#"core::semvercmp("v1.2", "1.2.0")"#, "0"),
            (r#"core::semvercmp("1.2.0", "1.2.0-beta")"#, "1"),
            (r#"core::semvercmp("1.2.0+a", "1.2.0+b")"#, "0"),
            (r#"core::semvercmp("x", "1.2.0")"#, "! `x` is no version"),
            (r#"core::semverconstraint("1.2.3", ">= 1.2, < 2.0.0")"#, "true"),
            (r#"core::semverconstraint("1.2.3", "1.2.3")"#, "true"),
            (r#"core::semverconstraint("1.2.3", "= 1.2.4")"#, "false"),
            (r#"core::semverconstraint("1.2.3", "!= 1.2.4")"#, "true"),
            (r#"core::semverconstraint("1.2.3", "~> 1.2")"#, "true"),
            (r#"core::semverconstraint("1.9.0", "~> 1.2")"#, "true"),
            (r#"core::semverconstraint("2.0.0", "~> 1.2")"#, "false"),
            (r#"core::semverconstraint("1.2.9", "~> 1.2.3")"#, "true"),
            (r#"core::semverconstraint("1.3.0", "~> 1.2.3")"#, "false"),
            (r#"core::semverconstraint("5.0.0", "~> 1")"#, "true"),
            (r#"core::semverconstraint("1.2.3-beta", ">= 1.0.0")"#, "false"),
            (r#"core::semverconstraint("1.2.3-beta", ">= 1.2.3-alpha")"#, "true"),
            (r#"core::semverconstraint("1.2.3-beta", "1.2.3-beta")"#, "true"),
            (r#"core::semverconstraint("1.2.3", ">= ")"#, "! no version constraint"),
            (r#"core::semverconstraint("1.2.3", "")"#, "! no version constraint"),
            (r#"core::semverconstraint("", ">= 1")"#, "! no version"),
        ]);
        for name in ["semvercmp", "semverconstraint"] {
            check(&[
                (&format!("core::{name}(u, \"1\")"), "?"),
                (&format!("core::{name}(\"1\", u)"), "?"),
                (&format!("core::{name}(null, \"1\")"), "! argument 1: string required, got null"),
                (&format!("core::{name}(\"1\", [])"), "! argument 2: string required, got list"),
            ]);
        }
    }
}
