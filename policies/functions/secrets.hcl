# Secrets of Secrets Manager: which hold the login of a database, and how often they are rotated.

# Does this text have the shape of a database login, as the rotation functions of AWS expect it?
function "is_database_login" {
  params = [text]
  locals {
    keys = core::try(core::keys(core::jsondecode(text)), [])
  }
  result = text == null ? false : core::contains(local.keys, "password") && core::anytrue([
    for k in ["engine", "host", "port", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier", "masterarn"] : core::contains(local.keys, k)
  ])
}

# The most days between two rotations that a schedule expression allows.
function "schedule_days" {
  params = [expression]
  locals {
    rate   = core::regexall("^rate\\(([0-9]+) (hour|day)s?\\)$", expression)
    fields = core::split(" ", core::trimsuffix(core::trimprefix(expression, "cron("), ")"))
    months = core::startswith(expression, "cron(") && core::length(local.fields) == 6 && local.fields[5] == "*" ? local.fields[3] : ""
  }
  result = (
    core::length(local.rate) > 0 ? (local.rate[0][1] == "day" ? core::parseint(local.rate[0][0], 10) : core::parseint(local.rate[0][0], 10) / 24) :
    local.months == "*" ? 31 :
    core::contains(["*/2", "1/2", "2/2"], local.months) ? 62 :
    core::contains(["*/3", "1/3", "2/3", "3/3"], local.months) ? 92 :
    onus::undecided("the schedule of the rotation is not understood")
  )
}

# The most days between two rotations of a secret.
function "rotation_days" {
  params = [rule]
  result = rule.automatically_after_days != null ? rule.automatically_after_days : onus::schedule_days(rule.schedule_expression)
}
