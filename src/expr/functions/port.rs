//! `onus::port_open`: whether a rule of a security group or a network ACL lets a port through.

use super::args::{integer, number, text};
use super::{Args, Function};
use crate::value::{Truth, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[Function::full("onus::port_open", 5, Some(5), port_open)];

/// What a rule's protocol means for ports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// Every protocol, and therefore every port.
    All,
    Tcp,
    Udp,
    /// A protocol without ports, or another one.
    Other,
}

fn protocol(value: &Val, at: usize) -> Result<Option<Protocol>, String> {
    if value.is_unknown() {
        return Ok(None);
    }
    let name = text(value).map_err(|message| format!("argument {at}: {message}"))?;
    Ok(Some(match name.to_ascii_lowercase().as_str() {
        "-1" | "all" => Protocol::All,
        "tcp" | "6" => Protocol::Tcp,
        "udp" | "17" => Protocol::Udp,
        _ => Protocol::Other,
    }))
}

/// An end of a range of ports.
enum End {
    At(i64),
    /// Null or -1: the rule does not name ports.
    Unset,
    Unknown,
}

fn end(value: &Val, at: usize) -> Result<End, String> {
    Ok(match &value.value {
        Value::Null => End::Unset,
        Value::Unknown(_) => End::Unknown,
        _ => {
            let number = number(value).ok().and_then(integer).ok_or_else(|| format!("argument {at}: a port required"))?;
            if number == -1 { End::Unset } else { End::At(number) }
        }
    })
}

/// Whether a rule of this protocol and these ports lets a protocol reach a port.
///
/// Protocol `-1` and `all` open everything whatever the ports say; ICMP and other protocols open no port; null or -1 for
/// both ports means every port. Of a list of ports one must be let through. An unknown argument leaves the answer unknown only if the others do not decide.
fn port_open(args: &Args<'_>) -> Result<Val, String> {
    let (rule, wanted) = (protocol(&args.get(0), 1)?, protocol(&args.get(3), 4)?);
    let (from, to) = (end(&args.get(1), 2)?, end(&args.get(2), 3)?);
    let wanted_value = args.get(3);
    let proto = match (rule, wanted) {
        (Some(Protocol::All), Some(Protocol::Tcp | Protocol::Udp)) => return Ok(Val::from(true).with(args.get(0).touched())),
        (_, Some(Protocol::All | Protocol::Other)) => return Err("argument 4: `tcp` or `udp` required".to_owned()),
        (Some(Protocol::Other), _) => Truth::False,
        (Some(rule), Some(wanted)) => (rule == wanted).into(),
        _ => Truth::Unknown,
    };
    if proto == Truth::False {
        return Ok(Val::from(false).with(args.get(0).touched()).with(wanted_value.touched()));
    }
    let inside = inside_some(&from, &to, args)?;
    // An unknown protocol may be -1, which opens the port whatever the ports are.
    let truth = if proto == Truth::Unknown { inside.and(Truth::Unknown).or(all_possible(rule)) } else { inside };
    let ports = args.elements(&args.get(4)).unwrap_or_default();
    let read = ports.iter().fold(args.touched(), |read, port| read.join(port.touched()));
    Ok(Val::truth(truth, read))
}

/// Whether the rule may turn out to be for all protocols.
fn all_possible(rule: Option<Protocol>) -> Truth {
    match rule {
        None | Some(Protocol::All) => Truth::Unknown,
        Some(_) => Truth::False,
    }
}

/// Whether the port, or one of several, is in a range.
fn inside_some(from: &End, to: &End, args: &Args<'_>) -> Result<Truth, String> {
    let port = args.get(4);
    let Some(ports) = args.elements(&port) else { return inside(from, to, &port) };
    let hidden = if super::hidden(&port).is_some() { Truth::Unknown } else { Truth::False };
    ports.iter().try_fold(hidden, |so_far, port| Ok(so_far.or(inside(from, to, port)?)))
}

/// Whether a port is in a range of which the ends may be unset or unknown.
fn inside(from: &End, to: &End, port: &Val) -> Result<Truth, String> {
    if let (End::Unset, End::Unset) = (from, to) {
        return Ok(Truth::True);
    }
    let port = match end(port, 5)? {
        End::At(port) => port,
        End::Unset => return Err("argument 5: a port required".to_owned()),
        End::Unknown => {
            let whole = matches!((from, to), (End::At(..=0), End::At(65_535..)));
            return Ok(if whole { Truth::True } else { Truth::Unknown });
        }
    };
    let above = match from {
        End::At(from) => (*from <= port).into(),
        End::Unset => Truth::True,
        End::Unknown => Truth::Unknown,
    };
    let below = match to {
        End::At(to) => (port <= *to).into(),
        // A rule that names one port only names its start.
        End::Unset => matches!(from, End::At(from) if *from == port).into(),
        End::Unknown => Truth::Unknown,
    };
    Ok(above.and(below))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn known_rules() {
        check(&[
            (r#"onus::port_open("tcp", 22, 22, "tcp", 22)"#, "true"),
            (r#"onus::port_open("TCP", "20", "25", "tcp", 22)"#, "true"),
            (r#"onus::port_open("6", 0, 65535, "tcp", 22)"#, "true"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", [80, 22])"#, "true"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", [80, 443])"#, "false"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", [])"#, "false"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", [80, u])"#, "?"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", [22, u])"#, "true"),
            (r#"onus::port_open("tcp", 20, 25, "tcp", u)"#, "?"),
            (r#"onus::port_open(17, 22, 22, "udp", 22)"#, "true"),
            (r#"onus::port_open("udp", 22, 22, "tcp", 22)"#, "false"),
            (r#"onus::port_open("-1", 80, 80, "tcp", 22)"#, "true"),
            (r#"onus::port_open("all", null, null, "udp", 22)"#, "true"),
            (r#"onus::port_open("icmp", -1, -1, "tcp", 22)"#, "false"),
            (r#"onus::port_open("icmpv6", null, null, "tcp", 22)"#, "false"),
            (r#"onus::port_open("58", 0, 0, "tcp", 0)"#, "false"),
            (r#"onus::port_open("tcp", null, null, "tcp", 22)"#, "true"),
            (r#"onus::port_open("tcp", 0, 0, "tcp", 22)"#, "false"),
            (r#"onus::port_open("tcp", 0, 0, "tcp", 0)"#, "true"),
            (r#"onus::port_open("tcp", 22, null, "tcp", 22)"#, "true"),
            (r#"onus::port_open("tcp", 22, null, "tcp", 23)"#, "false"),
        ]);
    }

    #[test]
    fn unknown_arguments_decide_only_if_they_must() {
        check(&[
            (r#"onus::port_open("-1", u, u, "tcp", u)"#, "true"),
            (r#"onus::port_open("-1", 0, 0, u, 22)"#, "?"),
            (r#"onus::port_open("icmp", u, u, u, u)"#, "false"),
            (r#"onus::port_open(u, 22, 22, "tcp", 22)"#, "?"),
            (r#"onus::port_open(u, 23, 23, "tcp", 22)"#, "?"),
            (r#"onus::port_open("tcp", u, 21, "tcp", 22)"#, "false"),
            (r#"onus::port_open("tcp", u, 23, "tcp", 22)"#, "?"),
            (r#"onus::port_open("tcp", 23, u, "tcp", 22)"#, "false"),
            (r#"onus::port_open("tcp", 0, 65535, "tcp", u)"#, "true"),
            (r#"onus::port_open("tcp", 0, 1024, "tcp", u)"#, "?"),
            (r#"onus::port_open("udp", u, u, "tcp", u)"#, "false"),
        ]);
    }

    #[test]
    fn mistakes() {
        check(&[
            (r#"onus::port_open(null, 22, 22, "tcp", 22)"#, "! argument 1: string required, got null"),
            (r#"onus::port_open([], 22, 22, "tcp", 22)"#, "! argument 1: string required, got list"),
            (r#"onus::port_open("tcp", "x", 22, "tcp", 22)"#, "! argument 2: a port required"),
            (r#"onus::port_open("tcp", 22, 22, "icmp", 22)"#, "! argument 4"),
            (r#"onus::port_open("tcp", 22, 22, "tcp", null)"#, "! argument 5: a port required"),
        ]);
    }
}
