//! Which symbols of an index can turn out to be another one: those of one type and attribute never do, nor does what AWS makes up.
//! Compares no values; that is `symbols`.

use std::sync::Arc;

use super::lookup::Index;
use super::{Linker, kind_name};
use crate::value::{ResourceId, Step, Symbol, Truth};

/// Symbols that AWS makes up, and symbols that somebody may have chosen.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub(super) made: Vec<Symbol>,
    pub(super) chosen: Vec<Symbol>,
}

/// The type of a resource and an attribute that identifies it.
pub(super) type Family = (Arc<str>, Arc<str>);

impl Linker<'_> {
    /// The resources whose attribute is another symbol that may turn out to be the same value. Symbols of one family are
    /// different by what they are, and so is whatever AWS makes up.
    pub(super) fn doubtful<'i>(&self, index: &'i Index, symbol: &Symbol) -> impl Iterator<Item = &'i ResourceId> {
        let own = self.family(symbol);
        let is_made = matches!(symbol, Symbol::At(place) if self.is_made(place));
        let families = index.families.iter().filter(|(family, _)| own.as_ref() != Some(family));
        let others: Vec<&'i Symbol> =
            families.flat_map(|(_, all)| all.chosen.iter().chain(all.made.iter().filter(|_| !is_made))).collect();
        self.look_at(others.len());
        let open: Vec<&'i Symbol> =
            others.into_iter().filter(|other| self.symbols_equal(symbol, other) != Truth::False).collect();
        open.into_iter().filter_map(|symbol| index.by_symbol.get(symbol)).flatten()
    }

    /// The type and attribute of an identity: two instances never share one.
    pub(super) fn family(&self, symbol: &Symbol) -> Option<Family> {
        let Symbol::At(place) = symbol else { return None };
        let path = place.path();
        match path.as_slice() {
            [Step::Attr(name)] if self.is_unique(place) => Some((kind_name(self.resource(place.resource())?), name.clone())),
            _ => None,
        }
    }
}
