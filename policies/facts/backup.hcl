# What the AWS provider does with AWS Backup arguments that are left out.

resource "aws_backup_vault" {
  same = [["id", "name"]]
}

resource "aws_backup_selection" {
  unset "condition" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_selection#condition"
  }
}
