control {
  title      = "Snapshots carry the tags of the database"
  obligation = "shared/configuration-management"
  severity   = "low"
  why        = "Owner, classification and retention of a snapshot are read from its tags, and policies grant access by them. A snapshot without tags is data that belongs to nobody."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      copy_tags_to_snapshot       = true
    }
  HCL
  unset      = "Tags are not copied."
  frameworks = {
    "fsbp"           = ["RDS.16", "RDS.17", "RDS.47", "RDS.48"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)"]
    "iso-27001-2022" = ["A.5.13"]
    "soc2"           = ["CC7.5"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html#USER_Tagging.CopyTags",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#copy_tags_to_snapshot-1",
  ]
}

resource_policy "aws_db_instance" "copy_tags" {
  enforce {
    condition     = attrs.copy_tags_to_snapshot == true
    error_message = "tags are not copied to snapshots"
  }
}

resource_policy "aws_rds_cluster" "copy_tags" {
  enforce {
    condition     = attrs.copy_tags_to_snapshot == true
    error_message = "tags are not copied to snapshots of the cluster"
  }
}
