control {
  title      = "Extended support is not taken without asking"
  obligation = "shared/patch-management"
  severity   = "low"
  why        = "With extended support a database past the end of its version goes on running at extra cost, and nobody notices that it is out of date. Without it the upgrade comes in time."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      engine_lifecycle_support    = "open-source-rds-extended-support-disabled"
    }
  HCL
  unset      = "open-source-rds-extended-support: the database is enrolled."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#engine_lifecycle_support-1",
  ]
}

locals {
  engines = ["mysql", "postgres", "aurora", "aurora-mysql", "aurora-postgresql"]
}

# the call that makes a replica has no such argument
resource_policy "aws_db_instance" "extended_support" {
  filter = !onus::is_set(attrs.replicate_source_db) && core::contains(local.engines, onus::db_engine(attrs))
  enforce {
    condition     = core::try(attrs.engine_lifecycle_support, null) == "open-source-rds-extended-support-disabled"
    error_message = "the database is enrolled in extended support"
  }
}

resource_policy "aws_rds_cluster" "extended_support" {
  filter = core::contains(local.engines, core::lower(attrs.engine))
  enforce {
    condition     = core::try(attrs.engine_lifecycle_support, null) == "open-source-rds-extended-support-disabled"
    error_message = "the cluster is enrolled in extended support"
  }
}

# a global cluster exists for Aurora only; one that starts from a cluster has what that has
resource_policy "aws_rds_global_cluster" "extended_support" {
  filter = meta.operation != "create" || !onus::is_set(attrs.source_db_cluster_identifier)
  enforce {
    condition     = core::try(attrs.engine_lifecycle_support, null) == "open-source-rds-extended-support-disabled"
    error_message = "the global cluster is enrolled in extended support"
  }
}
