control {
  title      = "Database is protected against deletion"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A destroy, a rename or a changed argument that forces a replacement deletes the database with its data. With the protection the deletion is refused until somebody switches it off on purpose."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      deletion_protection         = true
    }
  HCL
  unset      = "The database is not protected."
  frameworks = {
    "fsbp"           = ["RDS.8", "RDS.7"]
    "nist-800-53-r5" = ["CM-3", "SC-5(2)", "SI-13(5)"]
    "soc2"           = ["C1.1"]
    "hipaa"          = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.DeletionProtection",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#deletion_protection-1",
  ]
}

resource_policy "aws_db_instance" "protected" {
  enforce {
    condition     = attrs.deletion_protection == true
    error_message = "the database is not protected against deletion"
  }
}

resource_policy "aws_rds_cluster" "protected" {
  enforce {
    condition     = attrs.deletion_protection == true
    error_message = "the cluster is not protected against deletion"
  }
}

resource_policy "aws_rds_global_cluster" "protected" {
  enforce {
    condition     = attrs.deletion_protection == true
    error_message = "the global cluster is not protected against deletion"
  }
}
