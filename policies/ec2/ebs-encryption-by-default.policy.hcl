control {
  title      = "EBS encryption by default is on"
  obligation = "ec2/server-side-encryption"
  severity   = "medium"
  why        = "The account setting encrypts every new volume and snapshot copy of the region, also those that somebody makes by hand or forgets to ask it for. It costs nothing."
  remedy     = <<-HCL
    resource "aws_ebs_encryption_by_default" "example" {
      enabled = true
    }
  HCL
  unset      = "The resource without the argument switches it on. Without the resource the account keeps what it has; AWS starts with off."
  limits     = "The setting counts for one region, and for volumes that are made after it is set."
  frameworks = {
    "fsbp"           = ["EC2.7"]
    "cis-aws-3"      = ["2.2.1"]
    "cis-aws-5"      = ["5.1.1"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "SI-7(6)"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_encryption_by_default",
  ]
}

resource_policy "aws_ebs_encryption_by_default" "encryption_by_default" {
  enforce {
    condition     = attrs.enabled == null || attrs.enabled == true
    error_message = "new volumes are not encrypted by default"
  }
}
