//! Terraform's own functions over networks. Null is an error, unknown makes the result unknown.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Args, Function};
use crate::value::{ListKind, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::cidrhost", 2, Some(2), cidrhost),
    Function::plain("core::cidrnetmask", 1, Some(1), cidrnetmask),
    Function::plain("core::cidrsubnet", 3, Some(3), cidrsubnet),
    Function::plain("core::cidrsubnets", 1, None, cidrsubnets),
    Function::plain("core::cidrcontains", 2, Some(2), cidrcontains),
];

/// The network in an argument, without host bits.
fn network(args: &Args<'_>, at: usize) -> Result<IpNet, String> {
    let text = args.text(at)?;
    let network: IpNet = text.parse().map_err(|_| format!("argument {}: `{text}` is no CIDR", at + 1))?;
    Ok(network.trunc())
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// An address of the family of a network.
fn address(bits: u128, like: IpNet) -> Result<IpAddr, String> {
    match like {
        IpNet::V4(_) => {
            u32::try_from(bits).map(|bits| IpAddr::V4(bits.into())).map_err(|_| "there is no such address".to_owned())
        }
        IpNet::V6(_) => Ok(IpAddr::V6(bits.into())),
    }
}

/// How many addresses follow the first of a network.
fn last_offset(network: IpNet) -> u128 {
    bits(network.broadcast()).wrapping_sub(bits(network.network()))
}

/// An address by its number; a negative one counts from the end.
fn cidrhost(args: &Args<'_>) -> Result<Val, String> {
    let (network, number) = (network(args, 0)?, args.integer(1)?);
    let last = last_offset(network);
    let size = u128::from(number.unsigned_abs());
    let offset = if number < 0 { last.checked_sub(size - 1) } else { Some(size).filter(|size| *size <= last) };
    let offset = offset.ok_or_else(|| format!("a network of {network} has no host {number}"))?;
    Ok(address(bits(network.network()) + offset, network)?.to_string().into())
}

/// The mask of an IPv4 network.
fn cidrnetmask(args: &Args<'_>) -> Result<Val, String> {
    match network(args, 0)? {
        IpNet::V4(network) => Ok(network.netmask().to_string().into()),
        IpNet::V6(_) => Err("argument 1: IPv6 networks have no netmask".to_owned()),
    }
}

/// The prefix length that is so many bits longer than a network's.
fn longer(network: IpNet, bits: i64) -> Result<u8, String> {
    let length = u8::try_from(bits).ok().and_then(|bits| network.prefix_len().checked_add(bits));
    length
        .filter(|length| *length <= network.max_prefix_len())
        .ok_or_else(|| format!("{network} cannot be extended by {bits} bits"))
}

/// The network of a length at a number of bits.
fn at(start: u128, length: u8, like: IpNet) -> Result<IpNet, String> {
    IpNet::new(address(start, like)?, length).map_err(|error| error.to_string())
}

/// A part of a network, by the bits that it is longer and its number.
fn cidrsubnet(args: &Args<'_>) -> Result<Val, String> {
    let (network, number) = (network(args, 0)?, args.integer(2)?);
    let length = longer(network, args.integer(1)?)?;
    let size = u32::from(network.max_prefix_len() - length);
    let number = u128::try_from(number).map_err(|_| "argument 3: a number of at least 0 required")?;
    // A number past the parts would reach into the next network.
    let offset =
        number.checked_shl(size).filter(|offset| offset.checked_shr(size) == Some(number) && *offset <= last_offset(network));
    let offset = if number == 0 { Some(0) } else { offset };
    let offset = offset.ok_or_else(|| format!("{network} has no part {number} of length {length}"))?;
    Ok(at(bits(network.network()) + offset, length, network)?.to_string().into())
}

/// Parts of a network one after the other, each by the bits that it is longer.
fn cidrsubnets(args: &Args<'_>) -> Result<Val, String> {
    let whole = network(args, 0)?;
    let end = bits(whole.broadcast());
    let mut next = Some(bits(whole.network()));
    let mut parts = Vec::new();
    for argument in 1..args.len() {
        let more = args.integer(argument)?;
        if !(1..=32).contains(&more) {
            return Err(format!("argument {}: a part is 1 to 32 bits longer", argument + 1));
        }
        let length = longer(whole, more)?;
        let part = next.and_then(|start| {
            let size = 1_u128.checked_shl(u32::from(whole.max_prefix_len() - length))?;
            // A part starts at a multiple of its size.
            let start = start.checked_next_multiple_of(size)?;
            Some((start, start.checked_add(size - 1)?)).filter(|(_, last)| *last <= end)
        });
        let (start, last) = part.ok_or_else(|| format!("{whole} has no room for argument {}", argument + 1))?;
        parts.push(Val::from(at(start, length, whole)?.to_string()));
        next = last.checked_add(1);
    }
    Ok(Val::list(ListKind::List, parts))
}

/// Whether a network holds another one or an address.
fn cidrcontains(args: &Args<'_>) -> Result<Val, String> {
    let (outer, text) = (network(args, 0)?, args.text(1)?);
    let inner = super::cidr::network(&text).map_err(|message| format!("argument 2: {message}"))?;
    Ok(outer.contains(&inner).into())
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn networks() {
        check(&[
            (r#"core::cidrhost("10.12.112.0/20", 16)"#, r#""10.12.112.16""#),
            (r#"core::cidrhost("10.12.112.0/20", -1)"#, r#""10.12.127.255""#),
            (r#"core::cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)"#, r#""fd00:fd12:3456:7890::22""#),
            (r#"core::cidrhost("10.0.0.0/30", 4)"#, "! no host 4"),
            (r#"core::cidrhost("10.0.0.0/30", -5)"#, "! no host -5"),
            (r#"core::cidrnetmask("172.16.0.0/12")"#, r#""255.240.0.0""#),
            (r#"core::cidrnetmask("::/0")"#, "! no netmask"),
            (r#"core::cidrsubnet("172.16.0.0/12", 4, 2)"#, r#""172.18.0.0/16""#),
            (r#"core::cidrsubnet("10.1.2.0/24", 4, 15)"#, r#""10.1.2.240/28""#),
            (r#"core::cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, r#""fd00:fd12:3456:7800:a200::/72""#),
            (r#"core::cidrsubnet("10.1.2.0/24", 4, 16)"#, "! no part 16"),
            (r#"core::cidrsubnet("10.1.2.0/24", 9, 0)"#, "! cannot be extended"),
            (r#"core::cidrsubnet("::/0", 0, 0)"#, r#""::/0""#),
            (
                r#"core::cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)"#,
                r#"list["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"]"#,
            ),
            (r#"core::cidrsubnets("::/0", 0)"#, "! 1 to 32 bits longer"),
            (r#"core::cidrsubnets("10.0.0.0/31", 1, 1, 1)"#, "! no room for argument 4"),
            (r#"core::cidrsubnets("10.0.0.0/31")"#, "list[]"),
            (r#"core::cidrcontains("10.0.0.0/8", "10.1.2.3")"#, "true"),
            (r#"core::cidrcontains("10.0.0.0/8", "11.0.0.0/9")"#, "false"),
            (r#"core::cidrcontains("10.0.0.0/8", "x")"#, "! argument 2: `x` is no CIDR"),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for call in
            ["cidrhost(ARG, 1)", "cidrnetmask(ARG)", "cidrsubnet(ARG, 1, 1)", "cidrsubnets(ARG, 1)", "cidrcontains(ARG, \"::\")"]
        {
            let with = |argument: &str| format!("core::{}", call.replace("ARG", argument));
            check(&[
                (&with("u"), "?"),
                (&with("null"), "! argument 1: string required, got null"),
                (&with("[]"), "! argument 1: string required, got list"),
                (&with("\"10.0.0.0\""), "! argument 1: `10.0.0.0` is no CIDR"),
            ]);
        }
        check(&[
            (r#"core::cidrhost("10.0.0.0/8", u)"#, "?"),
            (r#"core::cidrhost("10.0.0.0/8", null)"#, "! argument 2: number required, got null"),
            (r#"core::cidrsubnet("10.0.0.0/8", 1, "x")"#, "! argument 3: number required"),
            (r#"core::cidrsubnets("10.0.0.0/8", 1, u)"#, "?"),
            (r#"core::cidrcontains("10.0.0.0/8", u)"#, "?"),
        ]);
    }
}
