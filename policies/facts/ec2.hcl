# What the AWS provider does with arguments of EC2 resources that are left out.
# `null` and empty lists mean that nothing is sent: the launch template, the AMI or the account default decides. `[]` stands for a
# block that is not there, `core::toset([])` for an attribute.

resource "aws_instance" {
  unset "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
  unset "metadata_options" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#metadata-options"
  }
  unset "metadata_options.http_tokens" {
    value  = null
    source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html"
  }
  unset "launch_template.id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#launch-template-specification"
  }
  unset "launch_template.name" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#launch-template-specification"
  }
  unset "ami" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ami"
  }
  unset "user_data" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#user_data"
  }
  unset "user_data_base64" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#user_data_base64"
  }
  unset "root_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ebs-ephemeral-and-root-block-devices"
  }
  unset "root_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ebs-ephemeral-and-root-block-devices"
  }
  unset "ebs_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ebs-ephemeral-and-root-block-devices"
  }
  unset "ebs_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ebs-ephemeral-and-root-block-devices"
  }
  unset "ebs_block_device.snapshot_id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#ebs-ephemeral-and-root-block-devices"
  }
  unset "monitoring" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#monitoring"
  }
  unset "iam_instance_profile" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#iam_instance_profile"
  }
  unset "network_interface" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#network-interfaces"
  }
  unset "vpc_security_group_ids" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#vpc_security_group_ids"
  }
  unset "security_groups" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance#security_groups"
  }
}

# A spot request takes the arguments of an instance.
resource "aws_spot_instance_request" {
  unset "metadata_options" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "metadata_options.http_tokens" {
    value  = null
    source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html"
  }
  unset "launch_template.id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "launch_template.name" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "ami" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "user_data" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "user_data_base64" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference64"
  }
  unset "root_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "root_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "ebs_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "ebs_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "ebs_block_device.snapshot_id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "monitoring" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "iam_instance_profile" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "network_interface" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "vpc_security_group_ids" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
  unset "security_groups" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request#argument-reference"
  }
}

resource "aws_launch_template" {
  unset "metadata_options" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_template#metadata-options"
  }
  unset "metadata_options.http_tokens" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_template#metadata-options"
  }
  unset "metadata_options.http_endpoint" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_template#metadata-options"
  }
}

resource "aws_launch_configuration" {
  unset "metadata_options" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#metadata-options"
  }
  unset "metadata_options.http_tokens" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#metadata-options"
  }
  unset "metadata_options.http_endpoint" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#metadata-options"
  }
  unset "root_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#block-devices"
  }
  unset "root_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#block-devices"
  }
  unset "ebs_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#block-devices"
  }
  unset "ebs_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#block-devices"
  }
  unset "ebs_block_device.snapshot_id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration#block-devices"
  }
}

resource "aws_ec2_instance_metadata_defaults" {
  unset "http_tokens" {
    value  = "no-preference"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ec2_instance_metadata_defaults#http_tokens"
  }
  unset "http_endpoint" {
    value  = "no-preference"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ec2_instance_metadata_defaults#http_endpoint"
  }
}

resource "aws_ebs_volume" {
  unset "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
  # `false` and unset are both left out of the request: the source snapshot or the account default decides.
  unset "encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ebs_volume#encrypted"
  }
  unset "snapshot_id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ebs_volume#snapshot_id"
  }
}

resource "aws_spot_fleet_request" {
  unset "launch_specification.root_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_fleet_request#launch-specifications"
  }
  unset "launch_specification.ebs_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_fleet_request#launch-specifications"
  }
  unset "launch_specification.root_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_fleet_request#launch-specifications"
  }
  unset "launch_specification.ebs_block_device.encrypted" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_fleet_request#launch-specifications"
  }
  unset "launch_specification.ebs_block_device.snapshot_id" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_fleet_request#launch-specifications"
  }
}

resource "aws_network_interface" {
  unset "attachment" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_interface#attachment"
  }
  unset "security_groups" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_interface#security_groups"
  }
}

resource "aws_ami" {
  unset "ebs_block_device" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ami#ebs_block_device"
  }
}

resource "aws_backup_selection" {
  unset "condition" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_selection#condition"
  }
  unset "not_resources" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_selection#not_resources"
  }
}
