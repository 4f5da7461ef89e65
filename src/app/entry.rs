//! `onus waive` and `onus attest`: reads `onus.hcl` and says what it is with a new entry. Writes nothing.

use std::path::{Path, PathBuf};

use super::configuration::{find, names, read_text, shown};
use super::{Catalogue, CatalogueOptions};
use crate::error::{Error, NoSuch};
use crate::settle::{NewEntry, add};
use crate::source::Date;

/// What to add, and to which file.
#[derive(Debug, Clone)]
pub struct EntryOptions {
    /// The file; `None`: it is looked for from the current folder upward.
    pub config: Option<PathBuf>,
    /// The entry.
    pub entry: NewEntry,
    /// Today's date.
    pub today: Date,
}

/// A configuration with a new entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub path: PathBuf,
    /// Its path from the root of the repository.
    pub shown: String,
    /// Its new text.
    pub text: String,
}

/// The configuration with the entry.
///
/// # Errors
/// There is no file, it has mistakes, or the entry is none: it stands there already, names what does not exist, or has
/// expired before it is written.
pub fn edit(options: &EntryOptions, catalogue: &Catalogue, loaded: &CatalogueOptions) -> Result<Edited, Error> {
    let expires = options.entry.expires();
    if expires < options.today {
        return Err(Error::Usage(format!("`--expires {expires}` has passed: it would not count")));
    }
    let path = match &options.config {
        Some(path) => path.clone(),
        None => find(Path::new(".")).ok_or_else(missing)?,
    };
    let names = names(catalogue, loaded)?;
    let shown = shown(&path);
    let text = add(&shown, &read_text(&path)?, &options.entry, &names).map_err(Error::Configuration)?;
    Ok(Edited { path, shown, text })
}

fn missing() -> Error {
    let help = "make one that says who you are: owner \"data\" { name = \"…\" contact = \"…\" }, each on its line";
    Error::NoSuch(NoSuch {
        what: "configuration from here up to the root of the repository:",
        name: "onus.hcl".to_owned(),
        help: Some(help.to_owned()),
    })
}
