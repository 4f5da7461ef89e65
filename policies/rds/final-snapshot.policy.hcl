control {
  title      = "A last snapshot is taken when the database is destroyed"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "Whoever destroys a database by mistake needs the data of that minute, and the automated backups go with the database. A final snapshot stays until somebody deletes it."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      skip_final_snapshot         = false
      final_snapshot_identifier   = "orders-final"
    }
  HCL
  unset      = "skip_final_snapshot is false, but without final_snapshot_identifier a destroy fails until somebody sets skip_final_snapshot."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#skip_final_snapshot-1",
  ]
}

# there is no final snapshot of a replica
resource_policy "aws_db_instance" "final_snapshot" {
  filter = !onus::is_set(attrs.replicate_source_db)
  enforce {
    condition     = attrs.skip_final_snapshot != true
    error_message = "no snapshot is taken when the database is destroyed"
  }
  enforce {
    condition     = attrs.skip_final_snapshot == true || onus::is_set(attrs.final_snapshot_identifier)
    error_message = "the final snapshot has no name: final_snapshot_identifier is not set"
  }
}

resource_policy "aws_rds_cluster" "final_snapshot" {
  enforce {
    condition     = attrs.skip_final_snapshot != true
    error_message = "no snapshot is taken when the cluster is destroyed"
  }
  enforce {
    condition     = attrs.skip_final_snapshot == true || onus::is_set(attrs.final_snapshot_identifier)
    error_message = "the final snapshot has no name: final_snapshot_identifier is not set"
  }
}
