control {
  title      = "Machine images are not shared with everyone"
  obligation = "ec2/customer-data"
  severity   = "high"
  why        = "An image that is open to the group \"all\" can be started and read by any AWS account, with every file that was left on its disks. Images are seldom meant for strangers, so they should be shared with named accounts and the account should refuse public sharing."
  remedy     = <<-HCL
    resource "aws_ec2_image_block_public_access" "example" {
      state = "block-new-sharing"
    }

    resource "aws_ami_launch_permission" "example" {
      image_id   = aws_ami.example.id
      account_id = "123456789012"
    }
  HCL
  unset      = "A launch permission without a group names one account, organization or organizational unit and is not public."
  limits     = "An image that was made public outside this plan stays so: blocking stops new sharing only."
  frameworks = {
    "soc2" = ["CC6.6"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami_launch_permission",
  ]
}

input "ami-accounts" {
  type        = list(string)
  default     = []
  description = "Accounts that images may be shared with. Empty: any account that is named"
}

input "ami-organizations" {
  type        = list(string)
  default     = []
  description = "ARNs of organizations and organizational units that images may be shared with. Empty: any that is named"
}

resource_policy "aws_ami_launch_permission" "ami_shared_with_all" {
  locals {
    organization = attrs.organization_arn != null ? attrs.organization_arn : attrs.organizational_unit_arn
  }
  enforce {
    condition     = attrs.group == null || attrs.group != "all"
    error_message = "the image is shared with every AWS account"
  }
  enforce {
    condition     = core::length(input.ami-accounts) == 0 || attrs.account_id == null || core::contains(input.ami-accounts, attrs.account_id)
    error_message = "the image is shared with an account that is not on the list of accounts"
  }
  enforce {
    condition     = core::length(input.ami-organizations) == 0 || local.organization == null || core::contains(input.ami-organizations, local.organization)
    error_message = "the image is shared with an organization that is not on the list of organizations"
  }
}

resource_policy "aws_ec2_image_block_public_access" "ami_public_sharing_blocked" {
  enforce {
    condition     = attrs.state == "block-new-sharing"
    error_message = "images of this region may be shared with every AWS account"
  }
}
