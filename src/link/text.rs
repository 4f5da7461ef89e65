//! Origins from the `.tf` text: evaluates the expressions of the source where the plan is silent.

use crate::link::Linker;
use crate::value::{Place, Truth, Val};

impl Linker<'_> {
    /// What the source text says about a place; `None` if it is not at hand or says nothing that helps.
    pub(super) fn by_text(&self, _place: &Place) -> Option<Val> {
        self.source.and(None)
    }

    /// The value that the source text gives an argument.
    pub(super) fn text_value(&self, _place: &Place) -> Option<Val> {
        None
    }

    /// Whether the source text shows that a block is not made by `dynamic`.
    pub(super) fn text_denies_dynamic(&self, _place: &Place) -> bool {
        false
    }

    /// Whether an argument or block that the configuration does not mention is set after all, by a dynamic block.
    pub(super) fn is_set_by_text(&self, place: &Place, planned: Option<&Val>) -> Truth {
        match planned {
            // A planned block with content that the configuration does not mention can only be dynamic.
            Some(value) if !value.is_unknown() => {
                let is_block = matches!(&value.value, crate::value::Value::List(_));
                let computed = self.raw(place).is_some_and(|raw| raw.is_unknown());
                (is_block && !computed).into()
            }
            _ => Truth::False,
        }
    }

    /// What an argument without configuration is: not set, or made by a dynamic block.
    pub(super) fn configured_absent(&self, _place: &Place) -> Val {
        Val::null()
    }
}
