//! Each argument of each function when it is unknown, null or of a wrong type: one table for all, in which a function that is
//! added has to find its place.

use super::names;
use super::testing::answer;

/// What no argument takes that wants text, a number, a list or a map.
const WRONG: [&str; 4] = ["{ z = [] }", r##""#""##, "[[[]]]", "true"];

/// Functions, arguments that they take, and for each of these what becomes of the call if it is
/// `u`nknown (unknown, else known all the same), `n`ull (refused, else taken), of a `w`rong type (refused, else taken).
#[rustfmt::skip]
const TABLE: &[(&str, &[&str], &str)] = &[
    ("core::abs", &["-1"], "unw"),
    ("core::abspath", &[r#""x""#], "un-"),
    ("core::alltrue", &["[true]"], "unw"),
    ("core::anytrue", &["[true]"], "unw"),
    ("core::base64decode", &[r#""YQ==""#], "unw"),
    ("core::base64encode", &[r#""a""#], "unw"),
    ("core::base64gzip", &[r#""a""#], "un-"),
    ("core::base64sha256", &[r#""a""#], "unw"),
    ("core::base64sha512", &[r#""a""#], "unw"),
    ("core::basename", &[r#""a/b""#], "unw"),
    ("core::bcrypt", &[r#""a""#, "4"], "un- u--"),
    ("core::can", &["1"], "u--"),
    ("core::ceil", &["1.5"], "unw"),
    ("core::chomp", &[r#""a""#], "unw"),
    ("core::chunklist", &[r#"["a"]"#, "1"], "unw unw"),
    ("core::cidrcontains", &[r#""10.0.0.0/8""#, r#""10.1.0.0/16""#], "unw unw"),
    ("core::cidrhost", &[r#""10.0.0.0/8""#, "1"], "unw unw"),
    ("core::cidrnetmask", &[r#""10.0.0.0/8""#], "unw"),
    ("core::cidrsubnet", &[r#""10.0.0.0/8""#, "8", "1"], "unw unw unw"),
    ("core::cidrsubnets", &[r#""10.0.0.0/8""#, "8"], "unw unw"),
    ("core::coalesce", &[r#""a""#, r#""b""#], "u-- ---"),
    ("core::coalescelist", &[r#"["a"]"#, r#"["b"]"#], "u-w ---"),
    ("core::compact", &[r#"["a"]"#], "unw"),
    ("core::concat", &[r#"["a"]"#, r#"["b"]"#], "-nw -nw"),
    ("core::contains", &[r#"["a"]"#, r#""b""#], "unw u--"),
    ("core::contains_substring", &[r#""abc""#, r#""b""#], "unw unw"),
    ("core::csvdecode", &[r#""a\n1\n""#], "unw"),
    ("core::dirname", &[r#""a/b""#], "unw"),
    ("core::distinct", &[r#"["a"]"#], "unw"),
    ("core::element", &[r#"["a"]"#, "0"], "unw unw"),
    ("core::endswith", &[r#""abc""#, r#""c""#], "unw unw"),
    ("core::ephemeralasnull", &[r#""a""#], "u--"),
    ("core::file", &[r#""hello.txt""#], "unw"),
    ("core::filebase64", &[r#""hello.txt""#], "unw"),
    ("core::filebase64sha256", &[r#""hello.txt""#], "unw"),
    ("core::filebase64sha512", &[r#""hello.txt""#], "unw"),
    ("core::fileexists", &[r#""hello.txt""#], "unw"),
    ("core::filemd5", &[r#""hello.txt""#], "unw"),
    ("core::fileset", &[r#"".""#, r#""*""#], "un- u--"),
    ("core::filesha1", &[r#""hello.txt""#], "unw"),
    ("core::filesha256", &[r#""hello.txt""#], "unw"),
    ("core::filesha512", &[r#""hello.txt""#], "unw"),
    ("core::flatten", &[r#"[["a"]]"#], "unw"),
    ("core::floor", &["1.5"], "unw"),
    ("core::format", &[r#""%s""#, r#""a""#], "unw unw"),
    ("core::formatdate", &[r#""YYYY""#, r#""2020-01-01T00:00:00Z""#], "unw unw"),
    ("core::formatlist", &[r#""%s""#, r#"["a"]"#], "unw unw"),
    ("core::getdatasource", &[r#""aws_region""#, "{}"], "unw u-w"),
    ("core::gethttprequest", &[r#""https://example.com""#, "{}"], "unw u--"),
    ("core::getresources", &[r#""aws_vpc""#, "{}"], "unw u-w"),
    ("core::indent", &["2", r#""a""#], "unw unw"),
    ("core::index", &[r#"["a"]"#, r#""a""#], "unw unw"),
    ("core::issensitive", &[r#""a""#], "u--"),
    ("core::join", &[r#"",""#, r#"["a"]"#], "-nw unw"),
    ("core::jsondecode", &[r#""1""#], "unw"),
    ("core::jsonencode", &["1"], "u--"),
    ("core::keys", &["{ a = 1 }"], "unw"),
    ("core::length", &[r#"["a"]"#], "unw"),
    ("core::log", &["8", "2"], "unw unw"),
    ("core::lookup", &["{ a = 1 }", r#""a""#, "2"], "unw unw ---"),
    ("core::lower", &[r#""A""#], "unw"),
    ("core::matchkeys", &[r#"["a"]"#, r#"["k"]"#, r#"["k"]"#], "unw unw unw"),
    ("core::max", &["1", "2"], "unw unw"),
    ("core::md5", &[r#""a""#], "unw"),
    ("core::merge", &["{ a = 1 }", "{ b = 2 }"], "u-w u-w"),
    ("core::min", &["1", "2"], "unw unw"),
    ("core::nonsensitive", &[r#""a""#], "u--"),
    ("core::one", &[r#"["a"]"#], "unw"),
    ("core::parseint", &[r#""ff""#, "16"], "unw unw"),
    ("core::pathexpand", &[r#""~""#], "un-"),
    ("core::plantimestamp", &[], ""),
    ("core::pow", &["2", "3"], "unw unw"),
    ("core::range", &["1", "3", "1"], "unw unw unw"),
    ("core::regex", &[r#""a""#, r#""a""#], "unw unw"),
    ("core::regex_match", &[r#""a""#, r#""a""#], "unw unw"),
    ("core::regexall", &[r#""a""#, r#""a""#], "unw unw"),
    ("core::replace", &[r#""a""#, r#""a""#, r#""b""#], "unw unw unw"),
    ("core::reverse", &[r#"["a"]"#], "unw"),
    ("core::rsadecrypt", &[r#""a""#, r#""b""#], "un- u--"),
    ("core::semvercmp", &[r#""1.0.0""#, r#""1.0.0""#], "unw unw"),
    ("core::semverconstraint", &[r#""1.0.0""#, r#""> 0""#], "unw unw"),
    ("core::sensitive", &[r#""a""#], "u--"),
    ("core::setintersection", &[r#"["a"]"#, r#"["b"]"#], "unw -nw"),
    ("core::setproduct", &[r#"["a"]"#, r#"["b"]"#], "-nw -nw"),
    ("core::setsubtract", &[r#"["a"]"#, r#"["b"]"#], "unw -nw"),
    ("core::setunion", &[r#"["a"]"#, r#"["b"]"#], "-nw -nw"),
    ("core::sha1", &[r#""a""#], "unw"),
    ("core::sha256", &[r#""a""#], "unw"),
    ("core::sha512", &[r#""a""#], "unw"),
    ("core::signum", &["1"], "unw"),
    ("core::slice", &[r#"["a"]"#, "0", "1"], "unw unw unw"),
    ("core::sort", &[r#"["a"]"#], "unw"),
    ("core::split", &[r#"",""#, r#""a""#], "unw unw"),
    ("core::startswith", &[r#""abc""#, r#""a""#], "unw unw"),
    ("core::strcontains", &[r#""abc""#, r#""b""#], "unw unw"),
    ("core::strrev", &[r#""a""#], "unw"),
    ("core::substr", &[r#""abc""#, "0", "1"], "unw unw unw"),
    ("core::sum", &["[1]"], "unw"),
    ("core::templatefile", &[r#""hello.txt""#, r#"{ name = "a" }"#], "unw u-w"),
    ("core::templatestring", &[r#""a""#, "{}"], "un- u--"),
    ("core::textdecodebase64", &[r#""YQ==""#, r#""UTF-8""#], "unw unw"),
    ("core::textencodebase64", &[r#""a""#, r#""UTF-8""#], "unw unw"),
    ("core::timeadd", &[r#""2020-01-01T00:00:00Z""#, r#""1h""#], "unw unw"),
    ("core::timecmp", &[r#""2020-01-01T00:00:00Z""#, r#""2020-01-01T00:00:00Z""#], "unw unw"),
    ("core::timestamp", &[], ""),
    ("core::title", &[r#""a""#], "unw"),
    ("core::tobool", &[r#""true""#], "u-w"),
    ("core::tolist", &[r#"["a"]"#], "u-w"),
    ("core::tomap", &["{ a = 1 }"], "u-w"),
    ("core::tonumber", &[r#""1""#], "u-w"),
    ("core::toset", &[r#"["a"]"#], "u-w"),
    ("core::tostring", &["1"], "u-w"),
    ("core::transpose", &[r#"{ a = ["b"] }"#], "unw"),
    ("core::trim", &[r#""a""#, r#""b""#], "unw unw"),
    ("core::trimprefix", &[r#""ab""#, r#""a""#], "unw unw"),
    ("core::trimspace", &[r#"" a ""#], "unw"),
    ("core::trimsuffix", &[r#""ab""#, r#""b""#], "unw unw"),
    ("core::try", &[r#""a""#, r#""b""#], "u-- ---"),
    ("core::type", &[r#""a""#], "u--"),
    ("core::upper", &[r#""a""#], "unw"),
    ("core::urldecode", &[r#""a""#], "unw"),
    ("core::urlencode", &[r#""a""#], "unw"),
    ("core::uuid", &[], ""),
    ("core::uuidv5", &[r#""dns""#, r#""a""#], "un- u--"),
    ("core::values", &["{ a = 1 }"], "unw"),
    ("core::valuetostring", &[r#""a""#], "u--"),
    ("core::yamldecode", &[r#""a: 1""#], "unw"),
    ("core::yamlencode", &["1"], "u--"),
    ("core::zipmap", &[r#"["a"]"#, r#"["b"]"#], "unw unw"),
    ("onus::action_matches", &[r#""s3:*""#, r#""s3:Get""#], "unw unw"),
    ("onus::arn_matches", &[r#""arn:*""#, r#""arn:x""#], "unw unw"),
    ("onus::candidates", &[r#""aws_vpc""#, "{}"], "unw u-w"),
    ("onus::cidr_covers", &[r#"["10.0.0.0/8"]"#, r#""10.1.0.0/16""#], "u-w unw"),
    ("onus::cidr_merge", &[r#"["10.0.0.0/8"]"#], "u-w"),
    ("onus::cidr_overlaps", &[r#"["10.0.0.0/8"]"#, r#""10.1.0.0/16""#], "u-w unw"),
    ("onus::cidr_subtract", &[r#"["10.0.0.0/8"]"#, r#"["10.1.0.0/16"]"#], "u-w u-w"),
    ("onus::configured", &["text"], "u--"),
    ("onus::is_near", &["any"], "unw"),
    ("onus::is_new", &["any"], "unw"),
    ("onus::is_set", &["text"], "u--"),
    ("onus::linked", &[r#""a""#, r#""aws_vpc""#], "--- unw"),
    ("onus::naming", &[r#""aws_vpc""#, r#""id""#, r#""a""#], "unw unw ---"),
    ("onus::policy_statements", &[r#""{}""#], "unw"),
    ("onus::port_open", &[r#""tcp""#, "1", "2", r#""tcp""#, "1"], "unw u-w u-w unw unw"),
    ("onus::removed", &[r#""aws_vpc""#, "{}"], "unw u-w"),
    ("onus::same_provider", &[r#""aws_vpc""#], "unw"),
    ("onus::undecided", &[r#""why""#], "unw"),
];

/// What becomes of a call with each of its arguments replaced in turn.
fn found(name: &str, arguments: &[&str]) -> String {
    let with = |at: usize, other: &str| {
        let all = arguments.iter().enumerate().map(|(number, own)| if number == at { other } else { own });
        answer(&format!("{name}({})", all.collect::<Vec<_>>().join(", ")))
    };
    let one = |at: usize| {
        let unknown = match with(at, "u") {
            Ok(value) if value.starts_with('?') => "u",
            Ok(_) => "-",
            Err(_) => "!",
        };
        let null = if with(at, "null").is_err() { "n" } else { "-" };
        let wrong = if WRONG.iter().any(|wrong| with(at, wrong).is_err()) { "w" } else { "-" };
        format!("{unknown}{null}{wrong}")
    };
    (0..arguments.len()).map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_argument_of_every_function() {
    let mut wrong = Vec::new();
    for (name, arguments, wanted) in TABLE {
        let call = format!("{name}({})", arguments.join(", "));
        if let Err(message) = answer(&call) {
            wrong.push(format!("\n{call}: {message}"));
        }
        let got = found(name, arguments);
        if got != *wanted {
            wrong.push(format!("\n{call}: wanted `{wanted}`, got `{got}`"));
        }
    }
    let rows: Vec<&str> = TABLE.iter().map(|(name, ..)| *name).collect();
    let missing: Vec<&str> = names().into_iter().filter(|name| !rows.contains(name)).collect();
    assert_eq!(missing, [""; 0], "functions without a row");
    assert_eq!(rows, names(), "one row a function, sorted");
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
