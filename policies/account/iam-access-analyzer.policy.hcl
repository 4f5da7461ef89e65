control {
  title      = "An analyzer looks for access from outside"
  obligation = "shared/identities"
  severity   = "low"
  why        = "IAM Access Analyzer reports every bucket, key, role and snapshot that somebody outside the account or organization can reach, also after the fact. An analyzer for unused access only does not look for that."
  remedy     = <<-HCL
    resource "aws_accessanalyzer_analyzer" "example" {
      analyzer_name = "external-access"
      type          = "ACCOUNT"
    }
  HCL
  unset      = "An analyzer without a type looks for access from outside the account."
  limits     = "A plan without an analyzer says nothing: it may be in another configuration. Every region needs one."
  frameworks = {
    "cis-aws-3"      = ["1.20"]
    "cis-aws-5"      = ["1.19"]
    "iso-27001-2022" = ["A.8.3"]
  }
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/accessanalyzer_analyzer",
  ]
}

locals {
  external = ["ACCOUNT", "ORGANIZATION"]
}

resource_policy "aws_accessanalyzer_analyzer" "external_access" {
  enforce {
    condition = (
      (attrs.type == null ? true : core::contains(local.external, attrs.type))
      || core::anytrue([for a in onus::same_provider("aws_accessanalyzer_analyzer") : a.type == null ? true : core::contains(local.external, a.type)])
    )
    error_message = "the analyzer looks for unused access only, and the plan has none for access from outside"
  }
}
