//! Which resources are managed through one provider configuration, and so in one account and region. Judges nothing.

use super::Linker;
use crate::value::{List, ListKind, Note, Place, ResourceId, Trace, Val, Value, World};

impl Linker<'_> {
    /// The provider configuration of a resource; `None` if nothing tells it.
    fn provider_key(&self, id: ResourceId) -> Option<&str> {
        let config = self.config_of(&Place::root(id, World::Planned))?;
        self.plan.configuration.provider_of(config).map(|_| config.provider_config_key.as_str())
    }

    /// Those of a type that are made with the provider configuration of the judged resource. A state does not tell it, nor does
    /// a plan always: such members hide behind an open end.
    pub(super) fn same_provider(&self, kind: &str, judged: ResourceId, world: World) -> Val {
        let own = self.provider_key(judged);
        let (mut items, mut open) = (Vec::new(), None);
        for id in self.living(kind, world) {
            match (own, self.provider_key(id)) {
                (Some(own), Some(key)) if own == key => {
                    let joined = Trace::note(Note::Joined(id, "same provider configuration"));
                    items.push(self.attributes(id, world).with(joined));
                }
                (Some(_), Some(_)) => {}
                _ => open = Some(Trace::note(Note::Cause(self.unknown_provider(id).into()))),
            }
        }
        let trace = if items.is_empty() { Trace::note(Note::Missing(kind.into())) } else { Trace::none() };
        Val { value: Value::List(List { kind: ListKind::Any, items: items.into(), open }), place: None, trace }
    }

    fn unknown_provider(&self, id: ResourceId) -> String {
        let address = self.resource(id).map_or("", |resource| &resource.address_text);
        format!("which region and account `{address}` counts for is not known: nothing tells its provider configuration")
    }

    /// Nothing tells that the two are managed through different provider configurations.
    pub(super) fn is_near(&self, id: ResourceId, judged: ResourceId) -> bool {
        let own = self.provider_key(judged);
        own.is_none_or(|own| self.provider_key(id).is_none_or(|key| key == own))
    }
}
