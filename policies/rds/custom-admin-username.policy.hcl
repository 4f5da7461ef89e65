input "default-admin-usernames" {
  type        = list(string)
  default     = ["admin", "postgres", "administrator", "root", "sa", "oracle", "rdsadmin", "awsuser"]
  description = "names of the master user that count as default names, in lower case"
}

control {
  title      = "Master user has a name of its own"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "Attackers guess passwords for `admin` and `postgres` first. A name of its own costs nothing and makes such attempts useless and visible."
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
  unset      = "A replica or a restore has the users of its source."
  limits     = "The master user in a snapshot."
  frameworks = {
    "fsbp"           = ["RDS.24", "RDS.25"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2"]
    "pci-dss-4"      = ["2.2.2"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#username-1",
  ]
}

resource_policy "aws_db_instance" "username" {
  filter = !onus::is_set(attrs.replicate_source_db)
  locals {
    own = onus::is_set(attrs.username) || meta.operation != "create" || !onus::db_restored(attrs)
    default = (
      local.own ? core::contains(input.default-admin-usernames, core::lower(attrs.username)) :
      onus::agreed(
        [for s in onus::db_sources(attrs) : core::contains(input.default-admin-usernames, core::lower(s.username))],
        "the master user is that of a source which is not in this plan",
      )
    )
  }
  enforce {
    condition     = !local.default
    error_message = local.own ? "the master user has the default name ${attrs.username}" : "the master user of the source has a default name"
  }
}

resource_policy "aws_rds_cluster" "username" {
  # a replica, and a member of a global cluster that names no user, has the users of another cluster
  filter = onus::is_set(attrs.master_username) || !(onus::is_set(attrs.replication_source_identifier) || onus::is_set(attrs.global_cluster_identifier))
  locals {
    own = onus::is_set(attrs.master_username) || meta.operation != "create" || !onus::cluster_restored(attrs)
    default = (
      local.own ? core::contains(input.default-admin-usernames, core::lower(attrs.master_username)) :
      onus::agreed(
        [for c in onus::cluster_sources(attrs) : core::contains(input.default-admin-usernames, core::lower(c.master_username))],
        "the master user is that of a source which is not in this plan",
      )
    )
  }
  enforce {
    condition     = !local.default
    error_message = local.own ? "the master user has the default name ${attrs.master_username}" : "the master user of the source has a default name"
  }
}
