# Reading of IAM policies: what a statement grants, on what, and to whom. Identity policies, trust policies and key policies.

# The statement names every resource there is. Compared, not matched: the ARN of a new resource is unknown and yet none of these texts.
function "iam_names_everything" {
  params = [statement]
  locals {
    everything = [
      "*", "**", "arn:*", "arn:*:*", "arn:aws:*", "arn:aws-cn:*", "arn:aws-us-gov:*", "arn:*:*:*:*:*", "arn:aws:*:*:*:*", "arn:aws-cn:*:*:*:*",
      "arn:aws-us-gov:*:*:*:*",
    ]
  }
  result = core::anytrue([for r in statement.resources : core::contains(local.everything, r)])
}

# The statement covers every resource there is, or all but a few.
function "iam_covers_everything" {
  params = [statement]
  result = core::length(statement.not_resources) > 0 || onus::iam_names_everything(statement)
}

# The statement speaks of this action, through Action or by not being in NotAction.
function "iam_covers_action" {
  params = [statement, action]
  result = core::length(statement.not_actions) > 0 ? (
    !core::anytrue([for a in statement.not_actions : onus::action_matches(a, action)])
  ) : core::anytrue([for a in statement.actions : onus::action_matches(a, action)])
}

# The statement speaks of all actions: Action "*", or a NotAction that leaves the writing of IAM policies in, which is as much.
function "iam_covers_all_actions" {
  params = [statement]
  result = (
    core::anytrue([for a in statement.actions : core::regex_match(a, "^[*?:]*[*][*?:]*$")])
    || (
      core::length(statement.not_actions) > 0
      && core::alltrue([for a in ["iam:PutRolePolicy", "iam:PutUserPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"] : onus::iam_covers_action(statement, a)])
    )
  )
}

# Some statement allows everything on everything.
function "iam_policy_is_admin" {
  params = [policy]
  result = core::anytrue([
    for s in onus::statements_of(policy) : s.effect == "Allow" && onus::iam_covers_all_actions(s) && onus::iam_covers_everything(s)
  ])
}

# The policy itself forbids the action everywhere, without a condition.
function "iam_policy_denies" {
  params = [policy, action]
  result = core::anytrue([
    for s in onus::statements_of(policy) :
    s.effect == "Deny" && onus::iam_covers_action(s, action) && core::length(s.conditions) == 0 && onus::iam_names_everything(s)
  ])
}

# The resources of a statement take in all roles, users, groups or managed policies of an account.
function "iam_covers_all_entities" {
  params = [statement]
  result = onus::iam_covers_everything(statement) || core::anytrue([
    for r in statement.resources : (
      !core::anytrue([for t in ["aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy"] : core::length(onus::linked(r, t)) > 0])
      && core::regex_match(r, "^arn:[^:]*:iam:[^:]*:[^:]*:(\\*+|(role|user|group|policy)/\\*+|(role|user|group|policy)\\*+)$")
    )
  ])
}

# A condition that keeps the right to write IAM policies within bounds: a permissions boundary, or a list of policies.
function "iam_delegates" {
  params = [condition]
  result = (
    core::contains(["iam:permissionsboundary", "iam:policyarn"], core::lower(condition.key))
    && core::contains(["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"], core::lower(condition.operator))
    && core::alltrue([for v in condition.values : onus::iam_fixed_value(v)])
  )
}

# The policy lets its holder call this IAM action on all entities of the account.
function "iam_policy_allows_on_all_entities" {
  params = [policy, action]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Allow"
      && onus::iam_covers_action(s, action)
      && onus::iam_covers_all_entities(s)
      && !core::anytrue([for c in s.conditions : onus::iam_delegates(c)])
    )
  ]) && !onus::iam_policy_denies(policy, action)
}

# The policy lets its holder call this action on something.
function "iam_policy_allows" {
  params = [policy, action]
  result = core::anytrue([
    for s in onus::statements_of(policy) : s.effect == "Allow" && onus::iam_covers_action(s, action)
  ]) && !onus::iam_policy_denies(policy, action)
}

# The policy lets its holder hand any role to this service.
function "iam_policy_passes_any_role" {
  params = [policy, service]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Allow"
      && onus::iam_covers_action(s, "iam:PassRole")
      && onus::iam_covers_all_entities(s)
      && core::alltrue([for c in s.conditions : core::lower(c.key) != "iam:passedtoservice" || core::anytrue([for v in c.values : onus::arn_matches(v, service)])])
    )
  ]) && !onus::iam_policy_denies(policy, "iam:PassRole")
}

# IAM actions any one of which, on all entities, is enough to become administrator.
function "iam_escalating_actions" {
  params = []
  result = [
    "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:AttachRolePolicy",
    "iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:AddUserToGroup", "iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey",
    "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary",
  ]
}

# Ways to run something of one's own under a role that is handed over with iam:PassRole: all actions of one entry are needed.
function "iam_role_takers" {
  params = []
  result = [
    { service = "ec2.amazonaws.com", actions = ["ec2:RunInstances"] },
    { service = "ec2.amazonaws.com", actions = ["ec2:AssociateIamInstanceProfile"] },
    { service = "lambda.amazonaws.com", actions = ["lambda:CreateFunction", "lambda:InvokeFunction"] },
    { service = "lambda.amazonaws.com", actions = ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"] },
    { service = "cloudformation.amazonaws.com", actions = ["cloudformation:CreateStack"] },
    { service = "ecs-tasks.amazonaws.com", actions = ["ecs:RegisterTaskDefinition", "ecs:RunTask"] },
    { service = "glue.amazonaws.com", actions = ["glue:CreateDevEndpoint"] },
    { service = "glue.amazonaws.com", actions = ["glue:CreateJob", "glue:StartJobRun"] },
    { service = "sagemaker.amazonaws.com", actions = ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"] },
    { service = "codebuild.amazonaws.com", actions = ["codebuild:CreateProject", "codebuild:StartBuild"] },
    { service = "datapipeline.amazonaws.com", actions = ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"] },
    { service = "ssm.amazonaws.com", actions = ["ssm:StartAutomationExecution"] },
  ]
}

# The policy lets its holder run something under any role of the account, in this way.
function "iam_policy_opens" {
  params = [policy, taker]
  result = (
    core::alltrue([for a in taker.actions : onus::iam_policy_allows(policy, a)])
    && onus::iam_policy_passes_any_role(policy, taker.service)
  )
}

# The policy is enough to become administrator.
function "iam_policy_escalates" {
  params = [policy]
  result = (
    core::anytrue([for a in onus::iam_escalating_actions() : onus::iam_policy_allows_on_all_entities(policy, a)])
    || core::anytrue([for t in onus::iam_role_takers() : onus::iam_policy_opens(policy, t)])
  )
}

# In words, what makes it so.
function "iam_escalation_words" {
  params = [policy]
  locals {
    alone = [for a in onus::iam_escalating_actions() : a if onus::iam_policy_allows_on_all_entities(policy, a)]
    first = core::join(", ", [for i, a in local.alone : a if i < 3])
    more  = core::length(local.alone) > 3 ? " and others" : ""
    takers = [
      for t in onus::iam_role_takers() : "iam:PassRole of any role with ${core::join(" and ", t.actions)}" if onus::iam_policy_opens(policy, t)
    ]
  }
  result = core::length(local.alone) > 0 ? "${local.first}${local.more} on everything" : core::join("; ", local.takers)
}

# The statement takes in all KMS keys of an account and region, or more.
function "iam_covers_all_keys" {
  params = [statement]
  result = onus::iam_covers_everything(statement) || core::anytrue([
    for r in statement.resources : (
      !core::anytrue([for t in ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"] : core::length(onus::linked(r, t)) > 0])
      && core::regex_match(r, "^arn:[^:]*:(kms|\\*)(:[^:]*)?(:[^:]*)?(:\\*+|:key/\\*+|:key\\*+)$")
    )
  ])
}

# The policy lets its holder decrypt with every key.
function "iam_policy_decrypts_all" {
  params = [policy]
  result = core::anytrue([
    for action in ["kms:Decrypt", "kms:ReEncryptFrom"] : core::anytrue([
      for s in onus::statements_of(policy) : s.effect == "Allow" && onus::iam_covers_action(s, action) && onus::iam_covers_all_keys(s)
    ]) && !onus::iam_policy_denies(policy, action)
  ])
}

# The action stands for a whole service, or for all of them: "s3:*".
function "iam_is_service_wildcard" {
  params = [action]
  result = core::regex_match(action, "^(\\*+|[A-Za-z0-9*?-]+:[*?]*\\*[*?]*)$")
}

# What a policy allows that does. NotAction allows every service but what it names.
function "iam_service_wildcards" {
  params = [policy]
  result = core::distinct(core::flatten([
    for s in onus::statements_of(policy) : s.effect != "Allow" ? [] : core::length(s.not_actions) > 0 ? [
      "everything but ${core::join(", ", s.not_actions)}",
    ] : [for a in s.actions : a if onus::iam_is_service_wildcard(a)]
  ]))
}

# The statement names everyone: "*", {"AWS": "*"}, or everyone but a list.
function "iam_names_everyone" {
  params = [statement]
  result = core::anytrue([for p in statement.principals : p.id == "*"]) || core::length(statement.not_principals) > 0
}

# The value of a condition can match nothing but itself: no wildcard, no policy variable.
function "iam_fixed_value" {
  params = [value]
  result = (
    core::anytrue([
      for t in ["aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_organizations_organization", "aws_vpc", "aws_vpc_endpoint", "aws_s3_bucket", "aws_sns_topic"] :
      core::length(onus::linked(value, t)) > 0
    ])
    || !core::regex_match(value, "[*?]|\\$\\{")
  )
}

# The condition compares this key, and a request that does not carry the key does not pass.
function "iam_compares" {
  params = [condition, keys]
  result = (
    core::contains(keys, core::lower(condition.key))
    && core::contains(
      ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"],
      core::trimprefix(core::lower(condition.operator), "foranyvalue:"),
    )
  )
}

# The condition lets in only callers of one account, one organization or one principal.
function "iam_confines_callers" {
  params = [condition]
  result = (
    onus::iam_compares(condition, ["aws:principalorgpaths", "aws:sourceorgpaths"]) ? (
      core::alltrue([for v in condition.values : core::regex_match(v, "^o-[a-z0-9]+/")])
    )
    : onus::iam_compares(condition, [
      "kms:calleraccount", "aws:principalorgid", "aws:principalaccount", "aws:principalarn", "aws:userid", "aws:sourceaccount", "aws:sourceowner",
      "aws:sourcearn", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce",
    ]) && core::alltrue([for v in condition.values : onus::iam_fixed_value(v)])
  )
}

# The condition lets in only principals of accounts that it spells out, whatever their names.
function "iam_confines_accounts" {
  params = [condition]
  result = onus::iam_compares(condition, ["aws:principalarn"]) && core::alltrue([
    for v in condition.values : core::regex_match(v, "^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:")
  ])
}

# The policy grants something to everyone. `narrowing` are keys that narrow the grant without saying whose callers come in.
function "iam_policy_is_public" {
  params = [policy, narrowing]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Allow"
      && onus::iam_names_everyone(s)
      && !core::anytrue([for c in s.conditions : onus::iam_confines_callers(c)])
      && (
        core::anytrue([for c in s.conditions : onus::iam_compares(c, narrowing)])
        ? onus::undecided("the policy lets in everyone, and its condition names the service a call comes through but not whose call it is") : true
      )
    )
  ])
}

# The trust policy lets everyone assume the role.
function "iam_trusts_everyone" {
  params = [policy]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Allow"
      && onus::iam_names_everyone(s)
      && !core::anytrue([for c in s.conditions : onus::iam_confines_callers(c) || onus::iam_confines_accounts(c)])
    )
  ])
}

# The principals that a trust policy lets assume the role.
function "iam_trusted_principals" {
  params = [policy]
  result = core::flatten([for s in onus::statements_of(policy) : s.effect == "Allow" ? s.principals : []])
}

# The value is the id, the name or the ARN of the resource with this id.
function "iam_refers_to" {
  params = [value, type, id]
  result = core::contains([for r in onus::linked(value, type) : r.id], id)
}
