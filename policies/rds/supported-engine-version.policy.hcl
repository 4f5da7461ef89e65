input "supported-engine-versions" {
  type = map(list(string))
  default = {
    "postgres"          = ["14", "15", "16", "17", "18"]
    "mysql"             = ["8.4"]
    "mariadb"           = ["10.11", "11.4", "11.8"]
    "aurora-postgresql" = ["14", "15", "16", "17"]
    "aurora-mysql"      = ["8.0"]
    "sqlserver"         = ["14.00", "15.00", "16.00"]
    "oracle"            = ["19", "21"]
    "db2"               = ["11.5", "12.1"]
  }
  description = "major versions in standard support, as announced by AWS for November 2026"
}

control {
  title      = "Engine version is in standard support"
  obligation = "shared/patch-management"
  severity   = "medium"
  why        = "A version past its end gets no fixes, or only the worst ones for extra money. Then RDS upgrades it on a day of its own choosing."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      engine_version              = "17"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      allow_major_version_upgrade = true
    }
  HCL
  unset      = "AWS takes its default version, which is current. A replica or a restore has the version of its source."
  limits     = "The table of versions is of November 2026; a version newer than the table is undecided."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html",
  ]
}

resource_policy "aws_db_instance" "version" {
  filter = core::length(local.supported) > 0
  locals {
    supported = core::try(input.supported-engine-versions[onus::engine_table_name(onus::db_engine(attrs))], [])
    own       = onus::is_set(attrs.engine_version) || meta.operation != "create"
  }
  enforce {
    condition = (
      local.own ? onus::version_supported(attrs.engine_version, local.supported) :
      !onus::db_restored(attrs) ? true : onus::agreed(
        [for s in onus::db_sources(attrs) : onus::db_tells(s, s.engine_version) ? onus::version_supported(s.engine_version, local.supported) : !onus::db_restored(s)],
        "the version is that of a source which is not in this plan",
      )
    )
    error_message = local.own ? "version ${attrs.engine_version} is out of standard support" : "the version of the source is out of standard support"
  }
}

resource_policy "aws_rds_cluster" "version" {
  filter = core::length(local.supported) > 0
  locals {
    supported = core::try(input.supported-engine-versions[onus::engine_table_name(core::lower(attrs.engine))], [])
    own       = onus::is_set(attrs.engine_version) || meta.operation != "create"
  }
  enforce {
    condition = (
      local.own ? onus::version_supported(attrs.engine_version, local.supported) :
      !onus::cluster_restored(attrs) ? true : onus::agreed(
        [for s in onus::cluster_sources(attrs) : onus::db_tells(s, s.engine_version) ? onus::version_supported(s.engine_version, local.supported) : !onus::cluster_restored(s)],
        "the version is that of a source which is not in this plan",
      )
    )
    error_message = local.own ? "version ${attrs.engine_version} is out of standard support" : "the version of the source is out of standard support"
  }
}

# one that starts from a cluster has the engine and version of that
resource_policy "aws_rds_global_cluster" "version" {
  filter = meta.operation != "create" || !onus::is_set(attrs.source_db_cluster_identifier)
  locals {
    supported = core::try(input.supported-engine-versions[onus::engine_table_name(core::lower(attrs.engine))], [])
  }
  enforce {
    condition     = onus::is_set(attrs.engine_version) || meta.operation != "create" ? onus::version_supported(attrs.engine_version, local.supported) : true
    error_message = "version ${attrs.engine_version} is out of standard support"
  }
}
