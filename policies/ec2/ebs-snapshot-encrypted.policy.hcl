control {
  title      = "EBS snapshots are encrypted"
  obligation = "ec2/server-side-encryption"
  severity   = "medium"
  why        = "A snapshot in clear can be shared and restored by anyone who may copy it, with all that was on the disk. A snapshot is as encrypted as its volume; a copy can be encrypted on the way."
  remedy     = <<-HCL
    resource "aws_ebs_volume" "example" {
      availability_zone = "eu-central-1a"
      size              = 10
      encrypted         = true
    }

    resource "aws_ebs_snapshot" "example" {
      volume_id = aws_ebs_volume.example.id
    }

    resource "aws_ebs_snapshot_copy" "example" {
      source_region      = "eu-central-1"
      source_snapshot_id = aws_ebs_snapshot.example.id
      encrypted          = true
    }
  HCL
  unset      = "A copy takes after its source, unless the account encrypts by default. A snapshot always takes after its volume."
  frameworks = {
    "pci-dss-4"      = ["3.5.1", "8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC7.5"]
  }
  references = [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_snapshot_copy#encrypted",
  ]
}

resource_policy "aws_ebs_snapshot" "snapshot_encrypted" {
  enforce {
    condition     = onus::is_new(attrs) ? onus::volume_encrypted(attrs.volume_id) : attrs.encrypted == true
    error_message = "the snapshot is taken from a volume that is not encrypted"
  }
}

resource_policy "aws_ebs_snapshot_copy" "snapshot_copy_encrypted" {
  enforce {
    condition     = onus::snapshot_copy_encrypted(attrs)
    error_message = "the copy of the snapshot is not encrypted"
  }
}
