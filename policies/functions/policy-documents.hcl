# The text that data.aws_iam_policy_document makes of its arguments.

# One statement block as the element of a document.
function "document_statement" {
  params = [block]
  locals {
    principals     = { for p in block.principals : p.type => p.identifiers... }
    not_principals = { for p in block.not_principals : p.type => p.identifiers... }
    conditions     = { for c in block.condition : c.test => c... }
  }
  result = {
    Sid          = block.sid
    Effect       = block.effect == null ? "Allow" : block.effect
    Action       = block.actions
    NotAction    = block.not_actions
    Resource     = block.resources
    NotResource  = block.not_resources
    Principal    = { for type, ids in local.principals : type => core::flatten(ids) }
    NotPrincipal = { for type, ids in local.not_principals : type => core::flatten(ids) }
    Condition = {
      for test, blocks in local.conditions : test => { for key, values in { for c in blocks : c.variable => c.values... } : key => core::flatten(values) }
    }
  }
}

# The statements of documents that are given as text, in their order.
function "statements_in" {
  params = [documents]
  result = core::flatten([for d in documents == null ? [] : documents : core::jsondecode(d).Statement])
}

# Those statements that no statement of the later ones replaces: one with the same Sid does.
function "statements_kept" {
  params = [statements, later]
  locals {
    sids = [for s in later : s.Sid if core::try(s.Sid, null) != null && core::try(s.Sid, null) != ""]
  }
  result = core::length(local.sids) == 0 ? statements : [for s in statements : s if !core::contains(local.sids, core::try(s.Sid, null))]
}

# The whole document.
function "policy_document" {
  params = [data]
  locals {
    source   = onus::statements_in(core::concat(data.source_json == null ? [] : [data.source_json], data.source_policy_documents == null ? [] : data.source_policy_documents))
    own      = [for s in data.statement : onus::document_statement(s)]
    override = onus::statements_in(core::concat(data.override_json == null ? [] : [data.override_json], data.override_policy_documents == null ? [] : data.override_policy_documents))
    before   = core::concat(onus::statements_kept(local.source, local.own), local.own)
  }
  result = core::jsonencode({ Statement = core::concat(onus::statements_kept(local.before, local.override), local.override) })
}
