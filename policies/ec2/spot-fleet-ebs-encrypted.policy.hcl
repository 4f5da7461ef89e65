control {
  title      = "The devices that spot fleets map are encrypted"
  obligation = "ec2/server-side-encryption"
  severity   = "medium"
  why        = "Every instance of the fleet gets its volumes as the launch specification says. Encrypting them there protects all of these instances at no price."
  remedy     = <<-HCL
    resource "aws_spot_fleet_request" "example" {
      iam_fleet_role  = aws_iam_role.fleet.arn
      target_capacity = 1
      launch_specification {
        ami           = "ami-12345678"
        instance_type = "t3.micro"
        root_block_device {
          encrypted = true
        }
      }
    }
  HCL
  unset      = "The account default of the region decides; in a new account it is off. A fleet that maps no device, or uses launch templates, is not judged."
  limits     = "An account default that is switched on outside this plan encrypts the devices without the plan showing it."
  frameworks = {
    "fsbp" = ["EC2.173"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-fleet-requests.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/spot_fleet_request",
  ]
}

resource_policy "aws_spot_fleet_request" "fleet_devices_encrypted" {
  locals {
    roots   = core::flatten([for s in onus::blocks(attrs.launch_specification) : onus::blocks(s.root_block_device)])
    devices = core::flatten([for s in onus::blocks(attrs.launch_specification) : onus::blocks(s.ebs_block_device)])
  }
  filter = core::length(local.roots) > 0 || core::length(local.devices) > 0
  enforce {
    condition     = core::alltrue([for d in local.roots : onus::device_encrypted(d.encrypted, null, true)])
    error_message = "the root device of a launch specification is not encrypted"
  }
  enforce {
    condition     = core::alltrue([for d in local.devices : onus::device_encrypted(d.encrypted, d.snapshot_id, true)])
    error_message = "a device of a launch specification is not encrypted"
  }
}
