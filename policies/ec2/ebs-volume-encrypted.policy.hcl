control {
  title      = "EBS volumes are encrypted at rest"
  obligation = "ec2/server-side-encryption"
  severity   = "high"
  why        = "An unencrypted volume can be read from its snapshots by whoever gets hold of them, and it cannot be encrypted later without being copied. Encryption costs nothing and has no measurable price in speed."
  remedy     = <<-HCL
    resource "aws_ebs_volume" "example" {
      availability_zone = "eu-central-1a"
      size              = 10
      encrypted         = true
    }
  HCL
  unset      = "The source snapshot or the account default of the region decides; in a new account the default is off. `false` is not sent either and means the same."
  limits     = "An account default that is switched on outside this plan encrypts the volume without the plan showing it."
  frameworks = {
    "fsbp"           = ["EC2.3"]
    "cis-aws-3"      = ["2.2.1"]
    "cis-aws-5"      = ["5.1.1"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "SI-7(6)"]
    "pci-dss-4"      = ["8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2", "PI1.5"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(c)(2)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_volume#encrypted",
  ]
}

resource_policy "aws_ebs_volume" "volume_encrypted" {
  enforce {
    condition     = onus::device_encrypted(attrs.encrypted, attrs.snapshot_id, onus::is_new(attrs))
    error_message = "the volume is not encrypted"
  }
}
