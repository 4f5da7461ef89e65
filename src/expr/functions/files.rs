//! Functions that read files: what a file holds, what a template makes of it. The scope says whether there are files at all
//! and which may be read; what cannot be read is unknown and names the reason. No file is opened here.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::super::compile::compile;
use super::super::eval::{Evaluator, undecided};
use super::hash::{base64_of, hexadecimal_of};
use super::{Args, Function, Terraform};
use crate::syntax::parse_template;
use crate::value::{Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::file", 1, Some(1), |args| of_content(args, |text| text.into())),
    Function::full("core::filebase64", 1, Some(1), |args| of_content(args, |text| STANDARD.encode(text).into())),
    Function::full("core::filebase64sha256", 1, Some(1), |args| of_content(args, |text| base64_of::<Sha256>(text).into())),
    Function::full("core::filebase64sha512", 1, Some(1), |args| of_content(args, |text| base64_of::<Sha512>(text).into())),
    Function::full("core::filemd5", 1, Some(1), |args| of_content(args, |text| hexadecimal_of::<Md5>(text).into())),
    Function::full("core::filesha1", 1, Some(1), |args| of_content(args, |text| hexadecimal_of::<Sha1>(text).into())),
    Function::full("core::filesha256", 1, Some(1), |args| of_content(args, |text| hexadecimal_of::<Sha256>(text).into())),
    Function::full("core::filesha512", 1, Some(1), |args| of_content(args, |text| hexadecimal_of::<Sha512>(text).into())),
    Function::full("core::fileexists", 1, Some(1), |args| of_content(args, |_| true.into())),
    Function::full("core::templatefile", 2, Some(2), template),
    Function::full("core::fileset", 2, Some(2), elsewhere),
    Function::full("core::abspath", 1, Some(1), elsewhere),
    Function::full("core::pathexpand", 1, Some(1), elsewhere),
];

/// The content of the file that the first argument names; `Err` is the result if it is not known.
fn content(args: &Args<'_>) -> Result<Result<Arc<str>, Val>, String> {
    let path = args.get(0);
    if path.is_null() {
        return Err("argument 1: a value required, got null".to_owned());
    }
    if path.is_unknown() {
        return Ok(Err(Val::unknown(args.touched())));
    }
    let read = args.evaluator().scope().file(&args.text(0)?);
    Ok(read.map_err(|reason| undecided(&reason).with(args.touched())))
}

fn of_content(args: &Args<'_>, result: impl FnOnce(&str) -> Val) -> Result<Val, String> {
    Ok(match content(args)? {
        Ok(text) => result(&text).with(args.touched()),
        Err(unknown) => unknown,
    })
}

/// Only the variables that are handed over are there in a template, which may call functions but no other template.
fn template(args: &Args<'_>) -> Result<Val, String> {
    let text = match content(args)? {
        Ok(text) => text,
        Err(unknown) => return Ok(unknown),
    };
    if !matches!(args.get(1).value, Value::Object(_)) {
        return Ok(Val::unknown(args.touched()));
    }
    let Ok(parsed) = parse_template(&text) else {
        return Ok(undecided("a template file cannot be parsed").with(args.touched()));
    };
    let (names, values): (Vec<Arc<str>>, Vec<Val>) = args.fields(1)?.into_iter().unzip();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let mut mistakes = Vec::new();
    let compiled = compile(&parsed, &names, &Terraform, &mut mistakes);
    if !mistakes.is_empty() {
        return Ok(undecided("a template file cannot be evaluated").with(args.touched()));
    }
    let result = Evaluator::with(args.evaluator().scope(), values).eval(&compiled);
    let result = result.map_err(|fault| fault.message)?;
    // A template is text, also where it is a single interpolation.
    Ok(match super::args::text(&result) {
        _ if result.is_unknown() => result,
        Ok(text) => Val::from(Value::String(text)).with(result.touched()),
        Err(message) => return Err(message),
    })
}

/// What depends on where and how Terraform runs.
fn elsewhere(args: &Args<'_>) -> Result<Val, String> {
    if args.get(0).is_null() {
        return Err("argument 1: a value required, got null".to_owned());
    }
    Ok(undecided("onus does not look around in folders").with(args.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn files_that_may_be_read_are_known() {
        check(&[
            (r#"core::file("hello.txt")"#, r#""hello ${name}""#),
            (r#"core::filebase64("hello.txt")"#, r#""aGVsbG8gJHtuYW1lfQ==""#),
            (r#"core::filesha1("hello.txt") == core::sha1(core::file("hello.txt"))"#, "true"),
            (r#"core::filemd5("hello.txt") == core::md5(core::file("hello.txt"))"#, "true"),
            (r#"core::filebase64sha256("hello.txt") == core::base64sha256(core::file("hello.txt"))"#, "true"),
            (r#"core::fileexists("hello.txt")"#, "true"),
            (r#"core::templatefile("hello.txt", { name = "x" })"#, r#""hello x""#),
            (r#"core::templatefile("hello.txt", { name = 1 })"#, r#""hello 1""#),
        ]);
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        check(&[
            (r#"core::file("main.tf")"#, "?"),
            (r#"core::fileexists("main.tf")"#, "?"),
            (r#"core::templatefile("x.tpl", {})"#, "?"),
            (r#"core::templatefile("hello.txt", { name = u })"#, "?"),
            (r#"core::templatefile("hello.txt", u)"#, "?"),
            (r#"core::templatefile("hello.txt", {})"#, "! there is no `name` here"),
            (r#"core::fileset(".", "*")"#, "?"),
            ("core::file(u)", "?"),
            ("core::file(null)", "! argument 1: a value required, got null"),
        ]);
    }
}
