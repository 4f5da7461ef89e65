control {
  title      = "Machine images use hardware virtualization"
  obligation = "ec2/platform-app-management"
  severity   = "low"
  why        = "Paravirtual images run on old instance types only and without the hardware features that newer kernels rely on to keep guests apart. AWS offers no current instance type for them."
  remedy     = <<-HCL
    resource "aws_ami" "example" {
      name                = "example"
      virtualization_type = "hvm"
      root_device_name    = "/dev/xvda"
      ebs_block_device {
        device_name = "/dev/xvda"
        snapshot_id = aws_ebs_snapshot.example.id
      }
    }
  HCL
  unset      = "The provider registers a paravirtual image."
  frameworks = {
    "fsbp"           = ["EC2.24"]
    "nist-800-53-r5" = ["CM-2", "CM-2(2)"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami#virtualization_type",
  ]
}

resource_policy "aws_ami" "hardware_virtualization" {
  enforce {
    condition     = attrs.virtualization_type == "hvm"
    error_message = "the image is paravirtual"
  }
}
