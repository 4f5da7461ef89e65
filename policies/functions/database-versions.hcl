# Versions of database engines.

# The name under which a table of versions has an engine: the editions of SQL Server, Oracle and Db2 share theirs.
function "engine_table_name" {
  params = [engine]
  result = (
    core::startswith(engine, "sqlserver-") ? "sqlserver" :
    core::startswith(engine, "oracle-") ? "oracle" :
    core::startswith(engine, "db2-") ? "db2" :
    engine == "aurora" ? "aurora-mysql" : engine
  )
}

# The first two numbers of a version as a number that can be compared: 10.11 is 10011, 16 is 16000.
function "version_number" {
  params = [version]
  locals {
    parts = core::split(".", version)
  }
  result = core::parseint(local.parts[0], 10) * 1000 + core::try(core::parseint(local.parts[1], 10), 0)
}

# Is a version of an engine one of the supported major versions? A minor version below it belongs to it. What is older than the whole
# table has left support; what the table does not have otherwise may have come after it was written.
function "version_supported" {
  params = [version, supported]
  result = (
    core::anytrue([for s in supported : version == s || core::startswith(version, "${s}.")]) ? true :
    core::alltrue([for s in supported : onus::version_number(version) < onus::version_number(s)]) ? false :
    onus::undecided("the table of supported versions does not have this one")
  )
}
