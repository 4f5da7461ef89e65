control {
  title      = "The root and data devices of instances are encrypted at rest"
  obligation = "ec2/server-side-encryption"
  severity   = "high"
  why        = "The volumes that are made together with an instance hold its operating system, its swap and its logs, and their snapshots travel as far as any other. Encryption has to be asked for when the instance is made: later it takes a copy of every volume."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami           = "ami-12345678"
      instance_type = "t3.micro"
      root_block_device {
        encrypted = true
      }
      ebs_block_device {
        device_name = "/dev/sdf"
        encrypted   = true
      }
    }
  HCL
  unset      = "The launch template, the snapshots of the AMI or the account default of the region decide; in a new account the default is off. `false` is not sent either and means the same."
  limits     = "An AMI outside this plan may be encrypted, and may map data devices of its own; an account default may be set elsewhere."
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
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#ebs-ephemeral-and-root-block-devices",
  ]
}

resource_policy "aws_instance" "instance_devices_encrypted" {
  enforce {
    condition     = onus::root_device_encrypted(attrs, onus::is_new(attrs))
    error_message = "the root device is not encrypted"
    focus         = core::try(attrs.root_block_device[0].encrypted, attrs.root_block_device)
  }
  enforce {
    condition     = core::alltrue([for d in onus::blocks(attrs.ebs_block_device) : onus::device_encrypted(d.encrypted, d.snapshot_id, onus::is_new(attrs))])
    error_message = "a device of an ebs_block_device block is not encrypted"
  }
  enforce {
    condition     = !onus::is_new(attrs) || onus::inherited_devices_encrypted(attrs)
    error_message = "the launch template maps a device that is not encrypted"
  }
}

resource_policy "aws_spot_instance_request" "spot_devices_encrypted" {
  enforce {
    condition     = onus::root_device_encrypted(attrs, onus::is_new(attrs))
    error_message = "the root device is not encrypted"
    focus         = core::try(attrs.root_block_device[0].encrypted, attrs.root_block_device)
  }
  enforce {
    condition     = core::alltrue([for d in onus::blocks(attrs.ebs_block_device) : onus::device_encrypted(d.encrypted, d.snapshot_id, onus::is_new(attrs))])
    error_message = "a device of an ebs_block_device block is not encrypted"
  }
  enforce {
    condition     = !onus::is_new(attrs) || onus::inherited_devices_encrypted(attrs)
    error_message = "the launch template maps a device that is not encrypted"
  }
}
