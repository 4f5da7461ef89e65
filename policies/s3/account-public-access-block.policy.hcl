control {
  title      = "The account blocks all public access to S3"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "The settings of the account hold for every bucket and every access point in it, those made by hand as well. They are the net below all other controls."
  remedy     = <<-HCL
    resource "aws_s3_account_public_access_block" "example" {
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
  HCL
  unset      = "A setting that is left out is sent as false, which turns it off for the whole account."
  limits     = "A plan without aws_s3_account_public_access_block says nothing about the account: the settings may be managed elsewhere."
  frameworks = {
    "fsbp"           = ["S3.1"]
    "cis-aws-3"      = ["2.1.4"]
    "cis-aws-5"      = ["2.1.4"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.4.4"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.312(a)(1)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_account_public_access_block",
  ]
}

resource_policy "aws_s3_account_public_access_block" "settings" {
  enforce {
    condition     = onus::blocks_public_access(attrs)
    error_message = "the account leaves ${core::join(", ", onus::public_access_settings_off(attrs))} off"
  }
}
