# Reading of tags.

# The resource carries a tag with this key, its own or one of the provider's default_tags. Where one value of its own tags is unknown, the
# plan shows neither their keys nor tags_all: then the configuration may tell the keys. Plans of old providers have no tags_all.
function "has_tag_key" {
  params = [resource, key]
  locals {
    own    = core::try(onus::is_set(resource.tags), false)
    stated = local.own ? onus::configured(resource.tags) : {}
    # unknown while a value of the resource's own tags is
    own_known = local.own ? core::length(core::jsonencode(resource.tags)) > 0 : true
    all       = core::try(resource.tags_all, resource.tags, null)
    keys      = local.all == null ? [] : core::keys(local.all)
  }
  result = core::anytrue([for k, v in local.stated : k == key && v != null]) || (local.own_known ? core::contains(local.keys, key) : false)
}
