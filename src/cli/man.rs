//! `onus man`: man pages from the description of the command line.

use clap::CommandFactory as _;

use super::{Process, written_out};
use crate::error::{Error, NoSuch};

pub(super) fn run_man(name: Option<&str>, process: &mut Process<'_>) -> Result<u8, Error> {
    let mut root = super::Cli::command();
    root.build();
    let command = match name {
        None => root,
        Some(name) => {
            let missing = || {
                let known = root.get_subcommands().map(clap::Command::get_name);
                Error::NoSuch(NoSuch::among("command", name, known, "`onus --help` lists them"))
            };
            // Building has given it its full name, `onus-check`.
            root.find_subcommand(name).ok_or_else(missing)?.clone()
        }
    };
    let mut text = Vec::new();
    let written = clap_mangen::Man::new(command).render(&mut text).and_then(|()| process.stdout.write_all(&text));
    written_out(written, process)
}
