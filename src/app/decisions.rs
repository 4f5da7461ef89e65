//! What people have decided, gathered for one run: the configuration, the baseline, what other tools' waivers mean, and
//! the day it is. Settles nothing.

use std::path::{Path, PathBuf};

use super::configuration::{ConfigOptions, configuration, names};
use super::{Catalogue, CatalogueOptions};
use crate::error::Error;
use crate::settle::{Baseline, Config, Equivalents, Names};
use crate::source::Date;

/// Where decisions come from.
#[derive(Debug, Clone)]
pub struct DecisionOptions {
    /// Where the configuration comes from.
    pub config: ConfigOptions,
    /// A baseline to judge by.
    pub baseline: Option<PathBuf>,
    /// Whether waivers of other tools are read; `None`: as the configuration says.
    pub other_waivers: Option<bool>,
    /// Today's date.
    pub today: Date,
}

/// What people have decided.
#[derive(Debug, Clone)]
pub struct Decisions {
    /// What `onus.hcl` says.
    pub config: Config,
    /// The names that exist.
    pub names: Names,
    /// What other tools call the same requirements, if their waivers are read.
    pub others: Option<Equivalents>,
    /// The findings that stood there before.
    pub baseline: Option<Baseline>,
    /// Today's date.
    pub today: Date,
}

impl Decisions {
    /// Reads what people have decided. `catalogue` is as it was loaded, before anything is selected.
    ///
    /// # Errors
    /// A file cannot be read, has mistakes, or is none of its kind.
    pub fn load(options: &DecisionOptions, catalogue: &Catalogue, loaded: &CatalogueOptions) -> Result<Self, Error> {
        let names = names(catalogue, loaded)?;
        let config = configuration(&options.config, &names)?;
        let reads_others = options.other_waivers.or(config.gate.other_waivers).unwrap_or(false);
        let others = reads_others.then(|| Catalogue::equivalents(&names)).transpose()?;
        let baseline = options.baseline.as_deref().map(read_baseline).transpose()?;
        Ok(Self { config, names, others, baseline, today: options.today })
    }
}

/// The largest baseline that is read, in bytes.
const LARGEST: u64 = 256 << 20;

fn read_baseline(path: &Path) -> Result<Baseline, Error> {
    let text = super::configuration::read_bounded(path, LARGEST)?;
    Baseline::read(&text).map_err(|why| Error::Baseline(path.to_owned(), why))
}
