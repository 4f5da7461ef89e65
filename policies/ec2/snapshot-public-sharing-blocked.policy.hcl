control {
  title      = "Public sharing of EBS snapshots is blocked"
  obligation = "ec2/customer-data"
  severity   = "high"
  why        = "A public snapshot lets any AWS account copy a whole disk. Blocking all sharing for the region makes that impossible, and also closes snapshots that are public already."
  remedy     = <<-HCL
    resource "aws_ebs_snapshot_block_public_access" "example" {
      state = "block-all-sharing"
    }
  HCL
  unset      = "Without the resource the account setting stays as it is; AWS starts with public sharing allowed."
  limits     = "The setting counts for one region. Whether a single snapshot is public cannot be written in Terraform, so this is the only place where a plan shows it."
  frameworks = {
    "fsbp"           = ["EC2.1"]
    "security-hub"   = ["EC2.182"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["10.3.2", "3.5.1.3", "A1.1.2", "A3.4.1"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_snapshot_block_public_access",
  ]
}

resource_policy "aws_ebs_snapshot_block_public_access" "snapshot_sharing_blocked" {
  enforce {
    condition     = attrs.state == "block-all-sharing"
    error_message = "public sharing of snapshots is not blocked altogether"
  }
}
