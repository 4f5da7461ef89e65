control {
  title      = "No access key lies readable in the state"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "aws_iam_access_key writes the secret of a long-lived key into the state, where everybody who can read the state can read it. Use a role, or have the secret encrypted with the PGP key of its holder."
  remedy     = <<-HCL
    resource "aws_iam_access_key" "example" {
      user    = "example"
      pgp_key = "keybase:example"
    }
  HCL
  unset      = "Without pgp_key the secret is stored as it is."
  references = [
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_access_key",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  ]
}

resource_policy "aws_iam_access_key" "access_key" {
  enforce {
    condition     = attrs.pgp_key == null ? false : attrs.pgp_key != ""
    error_message = "the secret access key is stored readable in the state"
  }
}
