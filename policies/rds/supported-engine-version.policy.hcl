input "supported-engine-versions" {
  type = map(list(string))
  default = {
    "postgres"          = ["14", "15", "16", "17", "18"]
    "mysql"             = ["8.4"]
    "mariadb"           = ["10.6", "10.11", "11.4", "11.8", "12.3"]
    "aurora-postgresql" = ["14", "15", "16", "17", "18"]
    "aurora-mysql"      = ["8.0", "8.4"]
    "sqlserver"         = ["14.00", "15.00", "16.00", "17.00"]
    "oracle"            = ["19", "21", "26"]
    "db2"               = ["11.5", "12.1"]
  }
  description = "Major versions in standard support in November 2026, as the release calendars of AWS said in September 2026. The next to leave: MariaDB 10.6 on 31 December 2026, PostgreSQL 14 on 28 February 2027"
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
  limits     = "The table of versions is of November 2026; a version that it does not have is undecided unless it is older than all of the table. Only major versions are judged: a minor version may leave support earlier."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.VersionSupport.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Oracle.Concepts.database-versions.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Db2.Concepts.VersionMgmt.html",
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
    focus         = local.own ? attrs.engine_version : null
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
    focus         = local.own ? attrs.engine_version : null
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
    focus         = attrs.engine_version
    error_message = "version ${attrs.engine_version} is out of standard support"
  }
}
