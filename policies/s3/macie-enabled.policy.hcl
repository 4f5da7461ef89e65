control {
  title      = "Macie is enabled"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Macie keeps an inventory of the buckets, of who can reach them and of the personal and secret data in them. Without it nobody notices that a bucket began to hold such data."
  remedy     = <<-HCL
    resource "aws_macie2_account" "example" {
      status = "ENABLED"
    }
  HCL
  unset      = "aws_macie2_account without status enables Macie."
  limits     = "A plan without aws_macie2_account says nothing about the account: Macie may be managed elsewhere, and it is enabled region by region."
  frameworks = {
    "fsbp"      = ["Macie.1"]
    "cis-aws-3" = ["2.1.3"]
    "cis-aws-5" = ["2.1.3"]
    "pci-dss-4" = ["A3.2.5.1", "A3.2.5.2"]
  }
  references = [
    "https://docs.aws.amazon.com/macie/latest/user/what-is-macie.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/macie2_account",
  ]
}

resource_policy "aws_macie2_account" "status" {
  enforce {
    condition     = core::try(attrs.status, "ENABLED") == "ENABLED"
    error_message = "Macie is paused"
  }
}
