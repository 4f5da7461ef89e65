control {
  title      = "The devices that launch templates and configurations map are encrypted"
  obligation = "ec2/server-side-encryption"
  severity   = "high"
  why        = "Every instance that is started from the template gets its volumes as the template says. Encrypting them there protects all of these instances, and none of them has to be rebuilt for it later."
  remedy     = <<-HCL
    resource "aws_launch_template" "example" {
      name = "example"
      block_device_mappings {
        device_name = "/dev/xvda"
        ebs {
          encrypted = true
        }
      }
    }
  HCL
  unset      = "The source snapshot or the account default of the region decides; in a new account the default is off. A template that maps no device is not judged."
  limits     = "An account default that is switched on outside this plan encrypts the devices without the plan showing it."
  frameworks = {
    "fsbp" = ["EC2.181"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template#block-devices",
  ]
}

resource_policy "aws_launch_template" "launch_template_devices_encrypted" {
  filter = core::length(onus::template_devices(attrs)) > 0
  enforce {
    condition     = onus::template_devices_encrypted(attrs)
    error_message = "a device of block_device_mappings is not encrypted"
    focus         = [for m in onus::template_devices(attrs) : m.ebs[0].encrypted if !onus::device_encrypted(m.ebs[0].encrypted, m.ebs[0].snapshot_id, true)]
  }
}

resource_policy "aws_launch_configuration" "launch_configuration_devices_encrypted" {
  locals {
    devices = [for d in onus::blocks(attrs.ebs_block_device) : d if core::try(d.no_device, null) != true]
  }
  filter = core::length(onus::blocks(attrs.root_block_device)) > 0 || core::length(local.devices) > 0
  enforce {
    condition     = core::alltrue([for d in onus::blocks(attrs.root_block_device) : onus::device_encrypted(d.encrypted, null, true)])
    error_message = "the root device is not encrypted"
  }
  enforce {
    condition     = core::alltrue([for d in local.devices : onus::device_encrypted(d.encrypted, d.snapshot_id, true)])
    error_message = "a device of an ebs_block_device block is not encrypted"
  }
}
