//! `onus::cidr_*`: what a set of networks covers. Networks are parsed, never compared as text; host bits are ignored, a bare
//! address is a network of one, null entries and a null list count as nothing.

use ipnet::IpNet;

use super::args::text;
use super::{Args, Function, hidden};
use crate::value::{ListKind, Part, Symbol, Trace, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("onus::cidr_covers", 2, Some(2), covers),
    Function::full("onus::cidr_overlaps", 2, Some(2), overlaps),
    Function::full("onus::cidr_merge", 1, Some(1), merge),
    Function::full("onus::cidr_subtract", 2, Some(2), subtract),
];

/// The known networks of a list, each with what was read for it, and why others are not known.
struct Networks {
    known: Vec<(IpNet, Trace)>,
    doubt: Option<Trace>,
}

impl Networks {
    fn doubt(&mut self, trace: Trace) {
        self.doubt = Some(self.doubt.take().unwrap_or_default().join(trace));
    }

    /// The union as the fewest networks, sorted.
    fn merged(&self) -> Vec<IpNet> {
        let mut merged = IpNet::aggregate(&self.known.iter().map(|(network, _)| *network).collect());
        merged.sort_unstable();
        merged
    }
}

/// A network from text.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let parsed = text.parse::<IpNet>().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from));
    parsed.map(|network| network.trunc()).ok_or_else(|| format!("`{text}` is no CIDR"))
}

fn networks(args: &Args<'_>, at: usize) -> Result<Networks, String> {
    let list = args.get(at);
    let mut networks = Networks { known: Vec::new(), doubt: hidden(&list) };
    match &list.value {
        Value::Null => return Ok(networks),
        Value::Unknown(_) => {
            networks.doubt(list.touched());
            return Ok(networks);
        }
        _ => {}
    }
    for item in args.items(at)? {
        match &item.value {
            Value::Null => {}
            Value::Unknown(_) => networks.doubt(item.touched()),
            _ => {
                let text = text(&item).map_err(|message| format!("argument {}: {message}", at + 1))?;
                networks
                    .known
                    .push((network(&text).map_err(|message| format!("argument {}: {message}", at + 1))?, item.touched()));
            }
        }
    }
    Ok(networks)
}

/// Answers yes on the evidence of the known networks, no only if there are no others.
fn ask(args: &Args<'_>, yes: fn(&Networks, &IpNet) -> Option<Trace>) -> Result<Val, String> {
    let (list, wanted) = (args.get(0), args.get(1));
    let networks = networks(args, 0)?;
    if wanted.is_unknown() {
        // Nothing is covered by and nothing overlaps with no networks, whatever is asked for.
        let none = networks.known.is_empty() && networks.doubt.is_none();
        return Ok(if none { Val::from(false).with(list.touched()) } else { Val::unknown(wanted.touched()) });
    }
    let network = network(&args.text(1)?).map_err(|message| format!("argument 2: {message}"))?;
    if let Some(trace) = yes(&networks, &network) {
        return Ok(Val::from(true).with(trace).with(wanted.touched()));
    }
    if let Some(doubt) = networks.doubt {
        return Ok(Val::unknown(doubt.join(wanted.touched())));
    }
    let read = networks.known.into_iter().fold(list.touched(), |trace, (_, read)| trace.join(read));
    Ok(Val::from(false).with(read).with(wanted.touched()))
}

/// Whether the union of the networks covers a network.
fn covers(args: &Args<'_>) -> Result<Val, String> {
    let answer = known_cover(args)?;
    if answer.is_unknown() && too_small(args)? {
        return Ok(Val::from(false).with(answer.touched()));
    }
    Ok(answer)
}

/// Whether the networks are too few to cover the wanted one, whatever turns out of those that are not known: an address that AWS
/// makes up, with `/32` behind it, is one address.
fn too_small(args: &Args<'_>) -> Result<bool, String> {
    let (list, wanted) = (args.get(0), args.get(1));
    if list.is_unknown() || wanted.is_unknown() || hidden(&list).is_some() {
        return Ok(false);
    }
    let wanted = network(&args.text(1)?)?;
    let inside = networks(args, 0)?.merged().into_iter().filter(|known| wanted.contains(known));
    let mut share: f64 = inside.map(|known| share(known.prefix_len())).sum();
    for item in args.items(0)?.iter().filter(|item| item.is_unknown()) {
        let Some(prefix) = prefix_of(item) else { return Ok(false) };
        share += self::share(prefix);
    }
    Ok(share < self::share(wanted.prefix_len()))
}

/// The share of all addresses that a network of this prefix length has.
fn share(prefix: u8) -> f64 {
    0.5_f64.powi(i32::from(prefix))
}

/// The prefix length of a network of which only the end of the text is known.
fn prefix_of(value: &Val) -> Option<u8> {
    let Some(Symbol::Text(parts)) = value.symbol() else { return None };
    let Part::Known(end) = parts.last()? else { return None };
    end.rsplit_once('/')?.1.parse().ok()
}

fn known_cover(args: &Args<'_>) -> Result<Val, String> {
    ask(args, |networks, wanted| {
        if let Some((_, read)) = networks.known.iter().find(|(network, _)| network.contains(wanted)) {
            return Some(read.clone());
        }
        let covered = networks.merged().iter().any(|network| network.contains(wanted));
        covered.then(|| {
            let parts = networks.known.iter().filter(|(network, _)| wanted.contains(network));
            parts.fold(Trace::none(), |trace, (_, read)| trace.join(read.clone()))
        })
    })
}

/// Whether an address of a network is in the union of the networks.
fn overlaps(args: &Args<'_>) -> Result<Val, String> {
    ask(args, |networks, wanted| {
        let found = networks.known.iter().find(|(network, _)| network.contains(wanted) || wanted.contains(network));
        found.map(|(_, read)| read.clone())
    })
}

/// The networks as a list, unless some of them are not known.
fn result(args: &Args<'_>, networks: Vec<IpNet>, doubt: Option<Trace>) -> Val {
    if let Some(doubt) = doubt {
        return Val::unknown(doubt);
    }
    let items = networks.into_iter().map(|network| Val::from(network.to_string())).collect();
    let read = args.all().iter().flat_map(|list| args.elements(list).unwrap_or_default()).map(|item| item.touched());
    Val::list(ListKind::Any, items).with(read.fold(args.touched(), Trace::join))
}

/// The fewest networks with the same union, sorted. An unknown entry makes the result unknown.
fn merge(args: &Args<'_>) -> Result<Val, String> {
    let networks = networks(args, 0)?;
    Ok(result(args, networks.merged(), networks.doubt))
}

/// The first union without the second, merged. An unknown entry makes the result unknown, unless nothing is left anyway.
fn subtract(args: &Args<'_>) -> Result<Val, String> {
    let (from, without) = (networks(args, 0)?, networks(args, 1)?);
    let mut left = from.merged();
    for hole in without.merged() {
        left = left.into_iter().flat_map(|network| punched(network, hole)).collect();
    }
    let nothing = left.is_empty() && from.doubt.is_none();
    let doubt = match (from.doubt, without.doubt) {
        (Some(a), Some(b)) => Some(a.join(b)),
        (a, b) => a.or(b),
    };
    let mut left = IpNet::aggregate(&left);
    left.sort_unstable();
    Ok(result(args, left, doubt.filter(|_| !nothing)))
}

/// A network without another: the halves that do not hold the hole, ever smaller.
fn punched(mut network: IpNet, hole: IpNet) -> Vec<IpNet> {
    if hole.contains(&network) {
        return Vec::new();
    }
    if !network.contains(&hole) {
        return vec![network];
    }
    let mut left = Vec::new();
    while network != hole {
        let Ok(halves) = network.subnets(network.prefix_len() + 1) else {
            break;
        };
        let (with, without): (Vec<_>, Vec<_>) = halves.partition(|half| half.contains(&hole));
        left.extend(without);
        let Some(next) = with.first() else { break };
        network = *next;
    }
    left
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn covering() {
        check(&[
            (r#"onus::cidr_covers(["0.0.0.0/0"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_covers(["0.0.0.0/1", "128.0.0.0/1"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_covers(["0.0.0.0/1", "128.0.0.0/2"], "0.0.0.0/0")"#, "false"),
            (r#"onus::cidr_covers(["0::/0"], "::/0")"#, "true"),
            (r#"onus::cidr_covers(["::/0"], "0.0.0.0/0")"#, "false"),
            (r#"onus::cidr_covers(["1.2.3.4/0"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_covers(["10.0.0.0/8"], "10.1.2.3")"#, "true"),
            (r#"onus::cidr_covers([null, "0.0.0.0/0"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_covers([], "0.0.0.0/0")"#, "false"),
            (r#"onus::cidr_covers(null, "0.0.0.0/0")"#, "false"),
            (r#"onus::cidr_covers([u, "0.0.0.0/0"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_covers([u, "10.0.0.0/8"], "0.0.0.0/0")"#, "?"),
            // one address, whichever
            (r#"onus::cidr_covers(["${x}/32", "10.0.0.0/8"], "0.0.0.0/0")"#, "false"),
            (r#"onus::cidr_covers(["${x}/32"], "10.0.0.0/32")"#, "?"),
            (r#"onus::cidr_covers(["${x}/1", "128.0.0.0/1"], "0.0.0.0/0")"#, "?"),
            (r#"onus::cidr_covers(["${x}/32", u], "0.0.0.0/0")"#, "?"),
            (r#"onus::cidr_covers(["10.0.0.0/${u}"], "0.0.0.0/0")"#, "?"),
            (r#"onus::cidr_covers(none, "0.0.0.0/0")"#, "?"),
            (r#"onus::cidr_covers(u, "0.0.0.0/0")"#, "?"),
            (r#"onus::cidr_covers(["0.0.0.0/0"], u)"#, "?"),
            ("onus::cidr_covers([], u)", "false"),
            (r#"onus::cidr_covers(["x"], "0.0.0.0/0")"#, "! `x` is no CIDR"),
            ("onus::cidr_covers([], null)", "! argument 2: string required, got null"),
            (r#"onus::cidr_covers("0.0.0.0/0", "0.0.0.0/0")"#, "! argument 1: list required, got string"),
        ]);
    }

    #[test]
    fn overlapping() {
        check(&[
            (r#"onus::cidr_overlaps(["10.0.0.0/8"], "0.0.0.0/0")"#, "true"),
            (r#"onus::cidr_overlaps(["0.0.0.0/0"], "10.0.0.0/8")"#, "true"),
            (r#"onus::cidr_overlaps(["10.0.0.0/8", u], "11.0.0.0/8")"#, "?"),
            (r#"onus::cidr_overlaps(["10.0.0.0/8", null], "11.0.0.0/8")"#, "false"),
            (r#"onus::cidr_overlaps(["::/0"], "11.0.0.0/8")"#, "false"),
            (r#"onus::cidr_overlaps(u, "11.0.0.0/8")"#, "?"),
        ]);
    }

    #[test]
    fn merging_and_subtracting() {
        check(&[
            (r#"onus::cidr_merge(["10.0.1.0/24", "10.0.0.5/24", "::1/128", null])"#, r#"any["10.0.0.0/23", "::1/128"]"#),
            (r#"onus::cidr_merge(["10.0.0.0/8", u])"#, "?"),
            ("onus::cidr_merge(open)", "! no CIDR"),
            ("onus::cidr_merge(null)", "any[]"),
            (r#"onus::cidr_merge("10.0.0.0/8")"#, "! argument 1: list required, got string"),
            (r#"onus::cidr_subtract(["10.0.0.0/8"], ["10.0.0.0/9"])"#, r#"any["10.128.0.0/9"]"#),
            (r#"onus::cidr_subtract(["10.0.0.0/30"], ["10.0.0.1/32"])"#, r#"any["10.0.0.0/32", "10.0.0.2/31"]"#),
            (r#"onus::cidr_subtract(["10.0.0.0/8"], ["0.0.0.0/0", u])"#, "any[]"),
            (r#"onus::cidr_subtract(["10.0.0.0/8"], [u])"#, "?"),
            ("onus::cidr_subtract(u, [])", "?"),
            (r#"onus::cidr_subtract(["10.0.0.0/8", "fd00::/8"], [])"#, r#"any["10.0.0.0/8", "fd00::/8"]"#),
        ]);
    }
}
