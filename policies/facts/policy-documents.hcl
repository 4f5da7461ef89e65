# A policy document that mentions something not known yet is read during apply only, but its statements are in the plan.

resource "data.aws_iam_policy_document" {
  computed "json" {
    value  = onus::policy_document(attrs)
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document"
  }
  computed "minified_json" {
    value  = onus::policy_document(attrs)
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document"
  }
}
