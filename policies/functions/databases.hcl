# Databases of Amazon RDS: where a database takes its contents from, and what it inherits from there.
# `db` is an aws_db_instance, `cluster` an aws_rds_cluster, as `attrs` or as an element of core::getresources.

# Whether an argument that AWS fills in by itself tells anything: it does if the configuration sets it or the database exists already.
function "db_tells" {
  params = [db, value]
  result = onus::is_set(value) || !onus::is_new(db)
}

# Those of the judged resource's own account and region, if there are any: a name may be taken in several. Elsewhere only an ARN leads to.
function "near_first" {
  params = [found]
  locals {
    near = [for r in found : r if onus::is_near(r)]
  }
  # counted without their attributes, among which are passwords
  result = core::length([for r in local.near : true]) > 0 ? local.near : found
}

# The database instances that a value names: by identifier, ARN or resource id.
function "db_named" {
  params = [value]
  result = onus::is_set(value) ? onus::near_first(core::concat(
    onus::linked(value, "aws_db_instance"),
    core::getresources("aws_db_instance", { identifier = value }),
  )) : []
}

# Is this a replica or a restore? Then its storage, engine and user come from a source and not from its own arguments.
function "db_restored" {
  params = [db]
  result = onus::is_set(db.replicate_source_db) || onus::is_set(db.snapshot_identifier) || core::length(core::try(db.restore_to_point_in_time, [])) > 0
}

# The snapshots of this plan that the database is restored from.
function "db_snapshots" {
  params = [db]
  result = onus::is_set(db.snapshot_identifier) ? onus::near_first(core::concat(
    onus::linked(db.snapshot_identifier, "aws_db_snapshot"),
    core::getresources("aws_db_snapshot", { db_snapshot_identifier = db.snapshot_identifier }),
  )) : []
}

# The snapshot copies of this plan that the database is restored from.
function "db_snapshot_copies" {
  params = [db]
  result = onus::is_set(db.snapshot_identifier) ? onus::near_first(core::concat(
    onus::linked(db.snapshot_identifier, "aws_db_snapshot_copy"),
    core::getresources("aws_db_snapshot_copy", { target_db_snapshot_identifier = db.snapshot_identifier }),
  )) : []
}

# The snapshots of this plan that a snapshot copy is made from.
function "db_snapshot_copy_sources" {
  params = [copy]
  result = onus::near_first(core::concat(
    onus::linked(copy.source_db_snapshot_identifier, "aws_db_snapshot"),
    core::getresources("aws_db_snapshot", { db_snapshot_identifier = copy.source_db_snapshot_identifier }),
  ))
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
    !onus::db_restored(db) || !onus::is_new(db) ? db.storage_encrypted == true :
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
    answers = [for s in onus::db_sources(db) : onus::db_restored(s) && onus::is_new(s) ? onus::undecided("a longer chain of replicas and restores is not followed") : s.storage_encrypted == true]
  }
  result = (
    !onus::db_restored(db) || !onus::is_new(db) ? db.storage_encrypted == true :
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
    onus::db_tells(db, db.engine) || !onus::db_restored(db) ? core::lower(db.engine) :
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
    inherited = core::distinct([for s in onus::db_sources(db) : onus::db_tells(s, s.port) ? s.port : onus::default_db_port(core::lower(s.engine))])
  }
  result = (
    onus::db_tells(db, db.port) ? db.port :
    !onus::db_restored(db) ? onus::default_db_port(core::lower(db.engine)) :
    core::length(local.inherited) == 1 ? local.inherited[0] :
    onus::undecided("the port is that of a source which is not in this plan")
  )
}

# The port a cluster listens on.
function "cluster_port" {
  params = [cluster]
  result = (
    onus::db_tells(cluster, cluster.port) ? cluster.port :
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

# A set of ids, one by one. With one unknown element it is planned as wholly unknown, and then the source text tells what is in it;
# what is left out is empty (a provider fact).
function "stated_ids" {
  params = [ids]
  result = ids == null ? [] : ids
}

# The ids that belong to no security group of this plan.
function "foreign_groups" {
  params = [ids]
  result = [for id in onus::stated_ids(ids) : id if core::length(onus::attached_groups(id)) == 0]
}

# Do the security groups let all of `network` reach the TCP port? Rules of this plan count for groups outside of it too.
function "groups_open_to" {
  params = [ids, network, port]
  result = onus::port_admits(
    core::flatten([for group in onus::attached_groups(ids) : onus::ingress_rules(group)]), network, ["tcp"], port
    ) || onus::port_admits(
    core::flatten([for id in onus::foreign_groups(ids) : onus::ingress_rules({ id = id, ingress = [] })]), network, ["tcp"], port
  )
}

# Where the sources of those rules stand.
function "group_sources_open_to" {
  params = [ids, network, port]
  locals {
    rules = core::concat(
      core::flatten([for group in onus::attached_groups(ids) : onus::ingress_rules(group)]),
      core::flatten([for id in onus::foreign_groups(ids) : onus::ingress_rules({ id = id, ingress = [] })]),
    )
  }
  result = onus::sources_admitting([for rule in local.rules : rule if onus::rule_opens(rule, ["tcp"], port)], network)
}

# True if every security group is in this plan; undecided, with the reason, if not.
function "groups_visible" {
  params = [ids]
  result = (
    core::length(onus::stated_ids(ids)) == 0 ? onus::undecided("no security group is named: the default group of the VPC is attached and this plan does not show its rules") :
    core::length(onus::foreign_groups(ids)) == 0 ? true :
    onus::undecided("a security group that is attached is not in this plan")
  )
}

# The clusters of this plan that a value names: by identifier, ARN or resource id.
function "clusters_named" {
  params = [value]
  result = onus::is_set(value) ? onus::near_first(core::concat(
    onus::linked(value, "aws_rds_cluster"),
    core::getresources("aws_rds_cluster", { cluster_identifier = value }),
  )) : []
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
    snapshots = onus::is_set(cluster.snapshot_identifier) ? onus::near_first(core::concat(
      onus::linked(cluster.snapshot_identifier, "aws_db_cluster_snapshot"),
      core::getresources("aws_db_cluster_snapshot", { db_cluster_snapshot_identifier = cluster.snapshot_identifier }),
    )) : []
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
    onus::db_tells(cluster, cluster.storage_encrypted) ? cluster.storage_encrypted == true :
    onus::is_set(cluster.replication_source_identifier) ? onus::undecided("the source of the replication decides about encryption") :
    onus::is_aurora(cluster.engine)
  )
}

# Is the storage of a cluster encrypted? A new restore follows its own key, or the cluster of this plan that it comes from.
function "cluster_storage_encrypted" {
  params = [cluster]
  locals {
    answers = [
      for c in onus::cluster_sources(cluster) : (
        onus::cluster_restored(c) && onus::is_new(c) ? onus::undecided("a longer chain of restores is not followed") : onus::cluster_encrypted(c)
      )
    ]
  }
  result = (
    !onus::is_new(cluster) || !onus::cluster_restored(cluster) ? onus::cluster_encrypted(cluster) :
    onus::is_set(cluster.kms_key_id) ? true :
    onus::agreed(local.answers, "the snapshot or cluster that decides about encryption is not in this plan")
  )
}

# Is a database snapshot encrypted? A new one is if its database is.
function "db_snapshot_encrypted" {
  params = [snapshot]
  result = !onus::is_new(snapshot) ? snapshot.encrypted == true : onus::agreed(
    [for db in onus::db_named(snapshot.db_instance_identifier) : onus::db_encrypted(db)],
    "the database of the snapshot is not in this plan",
  )
}

# Is a cluster snapshot encrypted? A new one is if its cluster is.
function "cluster_snapshot_encrypted" {
  params = [snapshot]
  result = !onus::is_new(snapshot) ? snapshot.storage_encrypted == true : onus::agreed(
    [for c in onus::clusters_named(snapshot.db_cluster_identifier) : onus::cluster_storage_encrypted(c)],
    "the cluster of the snapshot is not in this plan",
  )
}
