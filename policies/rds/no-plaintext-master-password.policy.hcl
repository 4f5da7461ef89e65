control {
  title      = "Master password is managed and not written to plan and state"
  obligation = "shared/identities"
  severity   = "high"
  why        = "The argument `password` ends up in clear text in the plan and in the state, whoever reads those owns the database. RDS can make, keep and rotate the password in Secrets Manager instead."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
    }
  HCL
  unset      = "A replica or a restore has the password of its source."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#manage_master_user_password-1",
  ]
}

resource_policy "aws_db_instance" "password" {
  enforce {
    condition     = attrs.password == null
    error_message = "the master password is in clear text in plan and state"
  }
  # whatever a reference gives for a password: with one it is in the state, without one nothing manages it
  enforce {
    condition = (
      meta.operation != "create" || onus::db_restored(attrs)
      || core::try(attrs.manage_master_user_password, null) == true || core::try(attrs.password_wo_version, null) != null || onus::is_set(core::try(attrs.password_wo, null))
    )
    error_message = "nothing manages the master password: manage_master_user_password is not set"
  }
}

resource_policy "aws_rds_cluster" "password" {
  enforce {
    condition     = attrs.master_password == null
    error_message = "the master password is in clear text in plan and state"
  }
  enforce {
    condition = (
      meta.operation != "create" || onus::cluster_restored(attrs)
      || onus::is_set(attrs.replication_source_identifier) || onus::is_set(attrs.global_cluster_identifier)
      || core::try(attrs.manage_master_user_password, null) == true || core::try(attrs.master_password_wo_version, null) != null || onus::is_set(core::try(attrs.master_password_wo, null))
    )
    error_message = "nothing manages the master password: manage_master_user_password is not set"
  }
}
