# Reading of key policies.

# The policy grants something to everyone. A condition on kms:ViaService narrows that, but does not say whose calls come through the service.
function "kms_grants_everyone" {
  params = [policy]
  result = onus::iam_policy_is_public(policy, ["kms:viaservice"])
}

# The policy that the key itself states is public. Where aws_kms_key_policy puts another in its place, one that the configuration of the key
# does not set is the policy from before this plan.
function "kms_policy_is_public" {
  params = [key, type]
  locals {
    replaced = core::anytrue([for p in core::getresources("aws_kms_key_policy", {}) : onus::iam_refers_to(p.key_id, type, key.id)])
  }
  result = onus::is_set(key.policy) || !local.replaced ? onus::kms_grants_everyone(key.policy) : false
}

# The policies that aws_kms_key_policy gives the key; one at most in a sound configuration.
function "kms_separate_policies" {
  params = [key, type]
  result = [for p in core::getresources("aws_kms_key_policy", {}) : p.policy if onus::iam_refers_to(p.key_id, type, key.id)]
}

# One of them is public.
function "kms_separate_policy_is_public" {
  params = [key, type]
  result = core::anytrue([for p in onus::kms_separate_policies(key, type) : onus::kms_grants_everyone(p)])
}
