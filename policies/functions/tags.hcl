# Reading of tags.

# The resource carries a tag with this key, its own or one of the provider's default_tags. Where one value of its own tags is unknown, the
# plan shows neither their keys nor tags_all: then the configuration may tell the keys.
function "has_tag_key" {
  params = [resource, key]
  locals {
    stated = onus::is_set(resource.tags) ? onus::configured(resource.tags) : {}
  }
  result = core::anytrue([for k, v in local.stated : k == key && v != null]) || core::contains(core::keys(resource.tags_all), key)
}
