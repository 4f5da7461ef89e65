control {
  title      = "Machine images have encrypted snapshots only"
  obligation = "ec2/server-side-encryption"
  severity   = "medium"
  why        = "The snapshots of an image hold everything that was on the disks of the machine it was made from. If they are in clear, so is every instance that is started from it."
  remedy     = <<-HCL
    resource "aws_ami_copy" "example" {
      name              = "example"
      source_ami_id     = "ami-12345678"
      source_ami_region = "eu-central-1"
      encrypted         = true
    }
  HCL
  unset      = "The provider asks for a copy in clear, and for devices in clear."
  limits     = "Whether the source image of a copy is encrypted is not in the plan; a copy of an encrypted image is encrypted in any case."
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami_copy#encrypted",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami#ebs_block_device",
  ]
}

resource_policy "aws_ami_copy" "image_copy_encrypted" {
  enforce {
    condition     = attrs.encrypted == true
    error_message = "the copy of the image is not encrypted"
  }
}

resource_policy "aws_ami" "image_devices_encrypted" {
  filter = core::length(onus::blocks(attrs.ebs_block_device)) > 0
  enforce {
    condition     = core::alltrue([for d in onus::blocks(attrs.ebs_block_device) : onus::device_encrypted(d.encrypted, d.snapshot_id, false)])
    error_message = "a device of the image is not encrypted"
  }
}
