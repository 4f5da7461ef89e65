# Reading of Systems Manager patching: which document runs, whether it installs, and what a patch baseline approves.

# The name, or the ARN, of a document that runs a patch baseline.
function "patch_document" {
  params = [name]
  result = core::regex_match(name, "(^|/)AWS-RunPatchBaseline")
}

# The association runs with Operation=Install.
function "patch_association_installs" {
  params = [association]
  result = onus::is_set(association.parameters) ? core::try(association.parameters["Operation"], "") == "Install" : false
}

# The association names its instances.
function "patch_association_has_targets" {
  params = [association]
  result = core::length(association.targets) > 0 || (association.instance_id == null ? false : association.instance_id != "")
}

# The association installs patches again and again.
function "patch_association_is_whole" {
  params = [association]
  result = (
    onus::patch_document(association.name)
    && onus::patch_association_installs(association)
    && association.schedule_expression != null
    && onus::patch_association_has_targets(association)
  )
}

# The task of a maintenance window runs with Operation=Install.
function "patch_task_installs" {
  params = [task]
  result = core::anytrue(core::flatten([
    for i in task.task_invocation_parameters : [
      for r in i.run_command_parameters : [
        for p in r.parameter : p.name == "Operation" && core::contains(p.values, "Install")
      ]
    ]
  ]))
}

# Some association or maintenance window of this account and region installs patches again and again.
function "patch_installed_elsewhere" {
  params = []
  result = (
    core::anytrue([for a in onus::same_provider("aws_ssm_association") : onus::patch_association_is_whole(a)])
    || core::anytrue([
      for w in onus::same_provider("aws_ssm_maintenance_window") : w.enabled != false && core::anytrue([
        for t in core::getresources("aws_ssm_maintenance_window_task", { window_id = w.id }) :
        onus::patch_document(t.task_arn) && onus::patch_task_installs(t) && core::length(t.targets) > 0
      ])
    ])
  )
}

# The filters of a rule, or of a whole baseline, let one of the wanted values of this key through. A key that no filter names is not filtered.
function "patch_filter_passes" {
  params = [filters, key, wanted]
  result = core::alltrue([
    for f in filters : f.key != key || core::anytrue([for v in f.values : core::contains(wanted, v) || v == "*"])
  ])
}

# The filters let security updates of this severity through. Each operating system has keys of its own.
function "patch_filters_pass" {
  params = [filters, severity]
  result = (
    onus::patch_filter_passes(filters, "CLASSIFICATION", ["Security", "SecurityUpdates", "CriticalUpdates"])
    && onus::patch_filter_passes(filters, "SEVERITY", [severity])
    && onus::patch_filter_passes(filters, "MSRC_SEVERITY", [severity])
    && onus::patch_filter_passes(filters, "PATCH_SET", ["OS"])
    # Debian and Ubuntu: the priority of a package says nothing about the severity of its holes, so none may be left out
    && core::alltrue([for p in ["Required", "Important", "Standard"] : onus::patch_filter_passes(filters, "PRIORITY", [p])])
  )
}

# The rule approves security updates of this severity within the days. The provider sends 0 days if neither days nor a date are set.
function "patch_rule_approves" {
  params = [rule, severity, days]
  locals {
    dated = rule.approve_until_date == null ? false : rule.approve_until_date != ""
    soon  = rule.approve_after_days == null ? true : rule.approve_after_days <= days
  }
  result = onus::patch_filters_pass(rule.patch_filter, severity) && (local.dated || local.soon)
}
