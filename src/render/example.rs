//! The report of the example stack, for tests of formats that need one to begin with.

use crate::app::{Catalogue, CatalogueOptions, CheckOptions, ConfigOptions, DecisionOptions, Decisions, Report, check};
use crate::source::Date;

/// The report of `fixtures/acme`, by its `onus.hcl`.
pub(super) fn acme() -> Report {
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/acme/plan.json");
    let loaded = CatalogueOptions::default();
    let mut catalogue = Catalogue::load(&loaded).unwrap();
    let options = DecisionOptions {
        config: ConfigOptions { config: None, plans: vec![plan.into()], source: None },
        baseline: None,
        other_waivers: None,
        today: Date::parse("2026-11-25").unwrap(),
    };
    let decisions = Decisions::load(&options, &catalogue, &loaded).unwrap();
    catalogue.configure(&decisions.config, &loaded, true).unwrap();
    let options = CheckOptions { plans: vec![plan.into()], ..CheckOptions::default() };
    check(&options, (&catalogue, &decisions), &mut std::io::empty(), &mut ()).unwrap()
}
