# What the AWS provider does with AWS Backup arguments that are left out.

resource "aws_backup_vault" {
  same = [["id", "name"]]
}
