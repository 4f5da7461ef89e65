# Databases of Amazon RDS: where a database takes its contents from, and what it inherits from there.
# `db` is an aws_db_instance, `cluster` an aws_rds_cluster, as `attrs` or as an element of core::getresources.

# The database instances that a value names: by identifier, ARN or resource id.
function "db_named" {
  params = [value]
  result = onus::is_set(value) ? core::concat(
    onus::linked(value, "aws_db_instance"),
    core::getresources("aws_db_instance", { identifier = value }),
  ) : []
}

# Is this a replica or a restore? Then its storage, engine and user come from a source and not from its own arguments.
function "db_restored" {
  params = [db]
  result = onus::is_set(db.replicate_source_db) || onus::is_set(db.snapshot_identifier) || core::length(core::try(db.restore_to_point_in_time, [])) > 0
}

# The snapshots of this plan that the database is restored from.
function "db_snapshots" {
  params = [db]
  result = onus::is_set(db.snapshot_identifier) ? core::concat(
    onus::linked(db.snapshot_identifier, "aws_db_snapshot"),
    core::getresources("aws_db_snapshot", { db_snapshot_identifier = db.snapshot_identifier }),
  ) : []
}

# The snapshot copies of this plan that the database is restored from.
function "db_snapshot_copies" {
  params = [db]
  result = onus::is_set(db.snapshot_identifier) ? core::concat(
    onus::linked(db.snapshot_identifier, "aws_db_snapshot_copy"),
    core::getresources("aws_db_snapshot_copy", { target_db_snapshot_identifier = db.snapshot_identifier }),
  ) : []
}

# The snapshots of this plan that a snapshot copy is made from.
function "db_snapshot_copy_sources" {
  params = [copy]
  result = core::concat(
    onus::linked(copy.source_db_snapshot_identifier, "aws_db_snapshot"),
    core::getresources("aws_db_snapshot", { db_snapshot_identifier = copy.source_db_snapshot_identifier }),
  )
}

# The database instances of this plan that a replica or restore takes its contents from.
function "db_sources" {
  params = [db]
  locals {
    point = core::try(db.restore_to_point_in_time[0], null)
  }
  result = core::concat(
    onus::db_named(db.replicate_source_db),
    local.point == null ? [] : onus::db_named(local.point.source_db_instance_identifier),
    local.point == null ? [] : onus::db_named(local.point.source_dbi_resource_id),
    core::flatten([for s in onus::db_snapshots(db) : onus::db_named(s.db_instance_identifier)]),
    core::flatten([for c in onus::db_snapshot_copies(db) : [
      for s in onus::db_snapshot_copy_sources(c) : onus::db_named(s.db_instance_identifier)
    ]]),
  )
}

# One answer from several sources: true or false if they agree, undecided if there is none or they differ.
function "agreed" {
  params = [answers, question]
  result = (
    core::length(answers) == 0 ? onus::undecided(question) :
    core::alltrue(answers) ? true :
    core::anytrue(answers) ? onus::undecided(question) : false
  )
}

# Is the storage of the database encrypted? A replica or restore ignores its own storage_encrypted and follows its source.
# A copy of a snapshot with a key is encrypted; a replica with a key of its own is refused for an unencrypted source.
function "db_encrypted" {
  params = [db]
  locals {
    keyed   = [for c in onus::db_snapshot_copies(db) : true if onus::is_set(c.kms_key_id)]
    answers = [for s in onus::db_sources(db) : onus::db_encrypted_source(s)]
  }
  result = (
    !onus::db_restored(db) ? db.storage_encrypted == true :
    core::length(local.keyed) > 0 ? true :
    core::length(local.answers) == 0 && onus::is_set(db.replicate_source_db) && onus::is_set(db.kms_key_id) ? true :
    onus::agreed(local.answers, "the source that decides about encryption is not in this plan")
  )
}

# The same for the source of a database, which may be a replica or restore itself.
function "db_encrypted_source" {
  params = [db]
  locals {
    keyed   = [for c in onus::db_snapshot_copies(db) : true if onus::is_set(c.kms_key_id)]
    answers = [for s in onus::db_sources(db) : onus::db_restored(s) ? onus::undecided("a longer chain of replicas and restores is not followed") : s.storage_encrypted == true]
  }
  result = (
    !onus::db_restored(db) ? db.storage_encrypted == true :
    core::length(local.keyed) > 0 ? true :
    core::length(local.answers) == 0 && onus::is_set(db.replicate_source_db) && onus::is_set(db.kms_key_id) ? true :
    onus::agreed(local.answers, "the source that decides about encryption is not in this plan")
  )
}

# The engine of a database; a replica or restore has that of its source.
function "db_engine" {
  params = [db]
  locals {
    engines = core::distinct([for s in onus::db_sources(db) : core::lower(s.engine)])
  }
  result = (
    onus::is_set(db.engine) || !onus::db_restored(db) ? core::lower(db.engine) :
    core::length(local.engines) == 1 ? local.engines[0] :
    onus::undecided("the engine is that of a source which is not in this plan")
  )
}

# The port that an engine listens on if nothing else is said.
function "default_db_port" {
  params = [engine]
  result = (
    core::contains(["mysql", "mariadb", "aurora", "aurora-mysql"], engine) ? 3306 :
    core::contains(["postgres", "aurora-postgresql"], engine) ? 5432 :
    core::startswith(core::trimprefix(engine, "custom-"), "sqlserver-") ? 1433 :
    core::startswith(core::trimprefix(engine, "custom-"), "oracle-") ? 1521 :
    core::startswith(engine, "db2-") ? 50000 :
    onus::undecided("the default port of this engine is not known")
  )
}

# The port a database instance listens on.
function "db_port" {
  params = [db]
  locals {
    inherited = core::distinct([for s in onus::db_sources(db) : onus::is_set(s.port) ? s.port : onus::default_db_port(core::lower(s.engine))])
  }
  result = (
    onus::is_set(db.port) ? db.port :
    !onus::db_restored(db) ? onus::default_db_port(core::lower(db.engine)) :
    core::length(local.inherited) == 1 ? local.inherited[0] :
    onus::undecided("the port is that of a source which is not in this plan")
  )
}

# The port a cluster listens on.
function "cluster_port" {
  params = [cluster]
  result = (
    onus::is_set(cluster.port) ? cluster.port :
    onus::is_set(cluster.snapshot_identifier) || core::length(core::try(cluster.restore_to_point_in_time, [])) > 0
    ? onus::undecided("the port is that of the cluster which is restored") :
    onus::default_db_port(core::lower(cluster.engine))
  )
}

# The port a database proxy listens on, which cannot be changed.
function "proxy_port" {
  params = [proxy]
  result = (
    proxy.engine_family == "MYSQL" ? 3306 :
    proxy.engine_family == "POSTGRESQL" ? 5432 :
    proxy.engine_family == "SQLSERVER" ? 1433 :
    onus::undecided("the port of this engine family is not known")
  )
}

# The security groups of this plan among the ids, managed as such or as the default group of a VPC.
function "attached_groups" {
  params = [ids]
  result = core::concat(onus::linked(ids, "aws_security_group"), onus::linked(ids, "aws_default_security_group"))
}

# The ids that belong to no security group of this plan. A set with one unknown element is planned as wholly unknown, so this needs
# the ids as the configuration states them.
function "foreign_groups" {
  params = [stated]
  result = [for id in stated : id if core::length(onus::attached_groups(id)) == 0]
}

# Do the security groups let all of `network` reach the TCP port? Rules of this plan count for groups outside of it too.
function "groups_open_to" {
  params = [ids, stated, network, port]
  result = onus::network_reaches(
    core::flatten([for group in onus::attached_groups(ids) : onus::ingress_rules(group)]), network, ["tcp"], port
    ) || onus::network_reaches(
    core::flatten([for id in onus::foreign_groups(stated) : onus::ingress_rules({ id = id, ingress = [] })]), network, ["tcp"], port
  )
}

# True if every security group is in this plan; undecided, with the reason, if not.
function "groups_visible" {
  params = [stated]
  result = (
    core::length(core::try(stated, [])) == 0 ? onus::undecided("no security group is named: the default group of the VPC is attached and this plan does not show its rules") :
    core::length(onus::foreign_groups(stated)) == 0 ? true :
    onus::undecided("a security group that is attached is not in this plan")
  )
}

# Whether this plan makes the database: only then its ARN is not there yet.
function "db_is_new" {
  params = [db]
  result = core::valuetostring(db.arn) == "(unknown)"
}

# The clusters of this plan that a value names: by identifier, ARN or resource id.
function "clusters_named" {
  params = [value]
  result = onus::is_set(value) ? core::concat(
    onus::linked(value, "aws_rds_cluster"),
    core::getresources("aws_rds_cluster", { cluster_identifier = value }),
  ) : []
}

# Is the cluster restored from a snapshot or from the past of another one?
function "cluster_restored" {
  params = [cluster]
  result = onus::is_set(cluster.snapshot_identifier) || core::length(core::try(cluster.restore_to_point_in_time, [])) > 0
}

# The clusters of this plan that a restored cluster takes its contents from.
function "cluster_sources" {
  params = [cluster]
  locals {
    point = core::try(cluster.restore_to_point_in_time[0], null)
    snapshots = onus::is_set(cluster.snapshot_identifier) ? core::concat(
      onus::linked(cluster.snapshot_identifier, "aws_db_cluster_snapshot"),
      core::getresources("aws_db_cluster_snapshot", { db_cluster_snapshot_identifier = cluster.snapshot_identifier }),
    ) : []
  }
  result = core::concat(
    local.point == null ? [] : onus::clusters_named(local.point.source_cluster_identifier),
    local.point == null ? [] : onus::clusters_named(local.point.source_cluster_resource_id),
    core::flatten([for s in local.snapshots : onus::clusters_named(s.db_cluster_identifier)]),
  )
}

# Is this an Aurora cluster, and not a Multi-AZ DB cluster?
function "is_aurora" {
  params = [engine]
  result = core::startswith(core::lower(engine), "aurora")
}

# Is the storage of a cluster encrypted that is not a restore? Aurora encrypts every new cluster with a key owned by AWS if nothing is
# said; a Multi-AZ DB cluster stays plain, and what replicates from elsewhere follows its source.
function "cluster_encrypted" {
  params = [cluster]
  result = (
    onus::is_set(cluster.storage_encrypted) || !onus::db_is_new(cluster) ? cluster.storage_encrypted == true :
    onus::is_set(cluster.replication_source_identifier) ? onus::undecided("the source of the replication decides about encryption") :
    onus::is_aurora(cluster.engine)
  )
}

# Is this a key that the customer manages, and not the one that AWS manages for the service?
function "is_customer_key" {
  params = [kms_key_id]
  result = (
    core::length(onus::linked(kms_key_id, "aws_kms_key")) > 0 || core::length(onus::linked(kms_key_id, "aws_kms_replica_key")) > 0 ||
    core::length(onus::linked(kms_key_id, "aws_kms_external_key")) > 0 || !core::contains_substring(kms_key_id, "alias/aws/")
  )
}
