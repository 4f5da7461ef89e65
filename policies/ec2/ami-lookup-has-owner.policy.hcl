control {
  title      = "Look-ups of machine images name their owner"
  obligation = "ec2/platform-app-management"
  severity   = "high"
  why        = "Anyone can publish an image under any name. A look-up that takes the newest match without asking for an owner will one day start a stranger's image in your account."
  remedy     = <<-HCL
    data "aws_ami" "example" {
      most_recent = true
      owners      = ["amazon"]
      filter {
        name   = "name"
        values = ["al2023-ami-*-x86_64"]
      }
    }
  HCL
  unset      = "Images of every AWS account are searched."
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami#owners",
  ]
}

resource_policy "data.aws_ami" "ami_lookup_owner" {
  filter = attrs.most_recent == true
  locals {
    owners   = core::try(attrs.owners, null)
    named    = local.owners == null ? false : core::length(local.owners) > 0
    filtered = core::anytrue([for f in attrs.filter : core::contains(["owner-id", "owner-alias", "image-id"], f.name)])
  }
  enforce {
    condition     = local.filtered || local.named
    error_message = "the newest image of any owner is taken"
    focus         = attrs.owners
  }
}
