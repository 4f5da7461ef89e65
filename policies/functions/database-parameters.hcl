# What a parameter or option group of this plan, or the defaults of the engine, set for a database.

# The parameter group family of an engine version: postgres16, mysql8.0, mariadb10.11, aurora-mysql8.0.
function "engine_family" {
  params = [engine, version]
  locals {
    parts  = core::split(".", version)
    single = core::endswith(engine, "postgres") || core::endswith(engine, "postgresql") ? core::parseint(local.parts[0], 10) >= 10 : false
  }
  result = local.single || core::length(local.parts) == 1 ? "${engine}${local.parts[0]}" : "${engine}${local.parts[0]}.${local.parts[1]}"
}

# Is a parameter set to one of the values? `groups` are the groups of this plan with the name of the group, `named` tells whether there
# is a name. A database has one group: the first that is found is the one, whatever may be named like it. Where it does not set the
# parameter, or is a default one, the families in which the parameter is on by default (a pattern, null for none) decide.
function "parameter_on" {
  params = [groups, named, name, parameter, values, engine, version, on_by_default]
  locals {
    set     = core::length(groups) > 0 ? [for p in groups[0].parameter : p if p.name == parameter] : []
    on      = core::anytrue([for p in local.set : core::contains(values, core::lower(p.value))])
    stated  = core::length(local.set) > 0
    foreign = named && core::length(groups) == 0 ? !core::startswith(name, "default.") : false
    family = (
      core::length(groups) > 0 ? groups[0].family :
      named ? core::trimprefix(name, "default.") : onus::engine_family(engine, version)
    )
  }
  result = (
    local.on ? true :
    local.stated ? false :
    local.foreign ? onus::undecided("the parameter group is not in this plan") :
    on_by_default == null ? false : core::regex_match(local.family, on_by_default)
  )
}

# The database whose parameter group counts: a new replica without a group of its own gets that of its source in the same region.
function "parameter_owners" {
  params = [db]
  result = onus::db_tells(db, db.parameter_group_name) || !onus::is_set(db.replicate_source_db) ? [db] : [
    for s in onus::db_named(db.replicate_source_db) : onus::is_near(s) ? s : db
  ]
}

# The parameter groups of this plan that a database instance has.
function "parameter_groups" {
  params = [db]
  result = onus::db_tells(db, db.parameter_group_name) ? [
    for g in core::getresources("aws_db_parameter_group", { name = db.parameter_group_name }) : g if onus::is_near(g)
  ] : []
}

# Is a parameter of a database instance set to one of the values?
function "db_parameter_on" {
  params = [db, parameter, values, on_by_default]
  result = onus::agreed([
    for d in onus::parameter_owners(db) : onus::parameter_on(
      onus::parameter_groups(d), onus::db_tells(d, d.parameter_group_name), d.parameter_group_name,
      parameter, values, onus::db_engine(d), d.engine_version, on_by_default,
    )
  ], "the parameter group is that of a source which is not in this plan")
}

# The cluster parameter groups of this plan that a cluster has.
function "cluster_parameter_groups" {
  params = [cluster]
  result = onus::db_tells(cluster, cluster.db_cluster_parameter_group_name) ? [
    for g in core::getresources("aws_rds_cluster_parameter_group", { name = cluster.db_cluster_parameter_group_name }) : g if onus::is_near(g)
  ] : []
}

# Is a parameter of a cluster set to one of the values?
function "cluster_parameter_on" {
  params = [cluster, parameter, values, on_by_default]
  result = onus::parameter_on(
    onus::cluster_parameter_groups(cluster), onus::db_tells(cluster, cluster.db_cluster_parameter_group_name), cluster.db_cluster_parameter_group_name,
    parameter, values, core::lower(cluster.engine), cluster.engine_version, on_by_default,
  )
}
