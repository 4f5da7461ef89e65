# Reading of S3 bucket policies: which documents apply to a bucket, whom a statement names and what it covers.

# The policy documents of a bucket: the separate resource, and the deprecated argument of the bucket where it counts.
function "bucket_policies" {
  params = [bucket]
  locals {
    separate = [for p in core::getresources("aws_s3_bucket_policy", { bucket = onus::bucket_id(bucket) }) : p.policy]
    own      = core::try(bucket.policy, null)
    inline   = onus::inline_counts(local.own, bucket, "aws_s3_bucket_policy", local.separate) ? [local.own] : []
  }
  result = core::concat(local.separate, local.inline)
}

# The statements of a policy that may be missing. Text that is no policy document is not taken for an empty one.
function "statements_of" {
  params = [policy]
  result = core::try(
    onus::policy_statements(policy),
    policy == null || policy == "" ? [] : onus::undecided("the policy is not a document that can be read"),
  )
}

# The statement names everyone, with or without an account: "*", {"AWS": "*"}.
function "names_everyone" {
  params = [statement]
  result = core::anytrue([for p in statement.principals : p.id == "*"])
}

# The statement applies to every action that the pattern stands for. With NotAction that is every one but those listed.
function "covers_action" {
  params = [statement, action]
  locals {
    excepted = core::anytrue([for a in statement.not_actions : onus::action_matches(a, action) || onus::action_matches(action, a)])
  }
  result = core::length(statement.not_actions) > 0 ? !local.excepted : core::anytrue([for a in statement.actions : onus::action_matches(a, action)])
}

# The statement applies to every resource that the ARN (or ARN pattern) stands for.
function "covers_resource" {
  params = [statement, arn]
  locals {
    elsewhere = core::alltrue([for r in statement.not_resources : !onus::arn_matches(r, arn) && !onus::arn_matches(arn, r)])
  }
  result = core::length(statement.not_resources) > 0 ? local.elsewhere : core::anytrue([for r in statement.resources : onus::arn_matches(r, arn)])
}

# The operator of a condition in lower case, without the set prefix and without IfExists.
function "base_operator" {
  params = [condition]
  result = core::trimsuffix(core::trimprefix(core::trimprefix(core::lower(condition.operator), "foranyvalue:"), "forallvalues:"), "ifexists")
}

# The condition holds for a request over plain HTTP.
function "holds_for_plain_http" {
  params = [condition]
  locals {
    operator = onus::base_operator(condition)
    values   = [for v in condition.values : core::lower(v)]
  }
  result = core::lower(condition.key) == "aws:securetransport" && (
    core::contains(["bool", "stringequals", "stringequalsignorecase", "stringlike"], local.operator) ? core::contains(local.values, "false")
    : core::contains(["stringnotequals", "stringnotequalsignorecase", "stringnotlike"], local.operator) ? !core::contains(local.values, "false")
    : false
  )
}

# The statement refuses everyone every S3 action over plain HTTP. A further condition narrows it, so it must not have one.
function "denies_plain_http" {
  params = [statement]
  result = (
    statement.effect == "Deny"
    && onus::names_everyone(statement)
    && onus::covers_action(statement, "s3:*")
    && core::alltrue([for c in statement.conditions : onus::holds_for_plain_http(c)])
  )
}

# Some statement of the policy refuses plain HTTP on the resource.
function "policy_denies_plain_http" {
  params = [policy, arn]
  result = core::anytrue([for s in onus::statements_of(policy) : onus::denies_plain_http(s) && onus::covers_resource(s, arn)])
}

# The value of a condition key cannot match anything but itself: it holds no wildcard and no policy variable, or it is the id or the ARN of a
# resource of this plan.
function "fixed_value" {
  params = [value]
  result = (
    core::anytrue([
      for type in [
        "aws_vpc_endpoint", "aws_vpc", "aws_cloudfront_distribution", "aws_iam_role", "aws_organizations_organization",
        "aws_s3_access_point", "aws_sns_topic", "aws_kms_key",
      ] : core::length(onus::linked(value, type)) > 0
    ])
    || !core::regex_match(value, "[*?]|\\$\\{")
  )
}

# One network of an aws:SourceIp condition is narrow enough for S3 not to call the policy public: no broader than /8, or /32 with IPv6.
function "narrow_network" {
  params = [cidr]
  locals {
    parts  = core::split("/", cidr)
    six    = core::contains_substring(cidr, ":")
    length = core::length(local.parts) > 1 ? core::parseint(local.parts[1], 10) : (local.six ? 128 : 32)
  }
  result = local.length >= (local.six ? 32 : 8)
}

# The condition keeps the statement from being public: a key that names a caller, an account, a network or an endpoint, with fixed values,
# under an operator that fails where the request does not carry the key.
function "confines_callers" {
  params = [condition]
  locals {
    key      = core::lower(condition.key)
    operator = core::trimprefix(core::lower(condition.operator), "foranyvalue:")
    equal    = core::contains(["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"], local.operator)
    caller = core::contains([
      "aws:principalorgid", "aws:principalaccount", "aws:principalarn", "aws:userid", "aws:sourceaccount", "aws:sourceowner", "aws:sourcearn",
      "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
      "s3:x-amz-server-side-encryption-aws-kms-key-id",
    ], local.key)
  }
  result = (
    local.key == "aws:sourceip" ? (
      local.operator == "ipaddress"
      && !onus::cidr_covers(condition.values, "0.0.0.0/0")
      && core::alltrue([for v in condition.values : onus::narrow_network(v)])
    )
    # an organization path ends in a wildcard, the organization before it is fixed
    : core::contains(["aws:principalorgpaths", "aws:sourceorgpaths"], local.key) ? (
      local.equal && core::alltrue([for v in condition.values : core::regex_match(v, "^o-[a-z0-9]+/")])
    )
    : local.equal && local.caller && core::alltrue([for v in condition.values : onus::fixed_value(v)])
  )
}

# The condition lets callers in only through access points of one account. S3 accepts a wildcard for the access point's name there.
function "confines_to_access_points" {
  params = [condition]
  result = (
    core::lower(condition.key) == "s3:dataaccesspointarn"
    && core::contains(["stringequals", "stringlike", "arnequals", "arnlike"], core::trimprefix(core::lower(condition.operator), "foranyvalue:"))
    && core::alltrue([for v in condition.values : core::regex_match(v, "^arn:aws[a-z-]*:s3:[^:]*:[0-9]{12}:accesspoint/")])
  )
}

# The statement grants something to everyone.
function "grants_everyone" {
  params = [statement]
  result = (
    statement.effect == "Allow"
    && (onus::names_everyone(statement) || core::length(statement.not_principals) > 0)
    && !core::anytrue([for c in statement.conditions : onus::confines_callers(c)])
  )
}

# What the statements that grant something to everyone grant, for messages.
function "public_actions" {
  params = [policies]
  locals {
    granted = [
      for p in policies : [
        for s in onus::statements_of(p) : core::length(s.not_actions) > 0 ? ["everything but ${core::join(", ", s.not_actions)}"] : s.actions if onus::grants_everyone(s)
      ]
    ]
  }
  result = core::join(", ", core::distinct(core::flatten(local.granted)))
}

# The policy of a bucket grants something to everyone.
function "bucket_policy_is_public" {
  params = [policy]
  result = core::anytrue([
    for s in onus::statements_of(policy) : onus::grants_everyone(s) && !core::anytrue([for c in s.conditions : onus::confines_to_access_points(c)])
  ])
}

# The policy of an access point grants something to everyone.
function "access_point_policy_is_public" {
  params = [policy]
  result = core::anytrue([for s in onus::statements_of(policy) : onus::grants_everyone(s)])
}

# The condition holds for an upload whose server-side encryption, or whose KMS key, is not the required one.
function "holds_for_other_encryption" {
  params = [condition]
  result = (
    core::contains(["s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"], core::lower(condition.key))
    && core::contains(["stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike"], onus::base_operator(condition))
    && !core::contains(condition.values, "*")
  )
}

# The condition asks whether the upload names an encryption at all: beside a comparison it only spares uploads that name none.
function "asks_for_encryption_header" {
  params = [condition]
  result = (
    core::contains(["s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"], core::lower(condition.key))
    && core::lower(condition.operator) == "null"
    && core::alltrue([for v in condition.values : core::lower(v) == "false"])
  )
}

# Some statement of the policy refuses everyone uploads to the objects whose server-side encryption is not the required one.
function "policy_denies_other_encryption" {
  params = [policy, objects]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Deny"
      && onus::names_everyone(s)
      && onus::covers_action(s, "s3:PutObject")
      && onus::covers_resource(s, objects)
      && core::anytrue([for c in s.conditions : onus::holds_for_other_encryption(c)])
      && core::alltrue([for c in s.conditions : onus::holds_for_other_encryption(c) || onus::asks_for_encryption_header(c)])
    )
  ])
}

# A principal of the type AWS belongs to an account that is not one of the accounts given.
function "foreign_principal" {
  params = [principal, accounts]
  locals {
    # a role or user that this plan manages through the provider of the judged resource is one of the bucket's own account
    own = core::anytrue([
      for type in ["aws_iam_role", "aws_iam_user"] : core::anytrue([
        for r in onus::linked(principal.id, type) : core::contains([for o in onus::same_provider(type) : o.arn], r.arn)
      ])
    ])
    account = core::try(core::regex("^(?:arn:aws[a-z-]*:(?:iam|sts)::)?([0-9]{12})(?::|$)", principal.id)[0], "")
  }
  result = (
    principal.id == "*" ? true
    : principal.type == "Service" || local.own ? false
    # a CloudFront origin access identity
    : core::startswith(principal.id, "arn:aws:iam::cloudfront:") ? false
    : core::contains(accounts, local.account) ? false
    : local.account != "" && core::length(accounts) > 0 ? true
    : onus::undecided("whether the principal belongs to another account than the bucket; the input own-account-ids can tell")
  )
}

# The statement lets another account take the bucket's protection away.
function "grants_administration" {
  params = [statement, accounts]
  result = (
    statement.effect == "Allow"
    && core::anytrue([
      for action in ["s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutObjectAcl"] : onus::covers_action(statement, action)
    ])
    && (core::length(statement.not_principals) > 0 || core::anytrue([for p in statement.principals : onus::foreign_principal(p, accounts)]))
  )
}

# Some statement of the policy lets another account take the bucket's protection away.
function "policy_grants_administration" {
  params = [policy, accounts]
  result = core::anytrue([for s in onus::statements_of(policy) : onus::grants_administration(s, accounts)])
}

# The condition holds for an upload that brings its own key (SSE-C, "false") or for one that brings none ("true"). AES256 is the only
# algorithm that the header may name.
function "asks_for_customer_key" {
  params = [condition, value]
  locals {
    operator = core::lower(condition.operator)
    values   = [for v in condition.values : core::lower(v)]
  }
  result = core::lower(condition.key) == "s3:x-amz-server-side-encryption-customer-algorithm" && (
    local.operator == "null" ? core::contains(local.values, value) : (
      value == "false"
      && core::contains(["stringequals", "stringequalsignorecase", "stringlike"], local.operator)
      && (core::contains(local.values, "aes256") || (local.operator == "stringlike" && core::contains(local.values, "*")))
    )
  )
}

# Some statement of the policy refuses everyone uploads to the objects that bring their own key ("false"), or that bring none ("true").
function "policy_denies_customer_key" {
  params = [policy, objects, value]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Deny"
      && onus::names_everyone(s)
      && onus::covers_action(s, "s3:PutObject")
      && onus::covers_resource(s, objects)
      && core::length(s.conditions) > 0
      && core::alltrue([for c in s.conditions : onus::asks_for_customer_key(c, value)])
    )
  ])
}
