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

# The filters let security updates of this severity through. Each operating system has keys of its own, and Windows its own names.
function "patch_filters_pass" {
  params = [filters, severity, system]
  result = (
    onus::patch_filter_passes(filters, "CLASSIFICATION", system == "WINDOWS" ? ["SecurityUpdates"] : ["Security", "SecurityUpdates"])
    && onus::patch_filter_passes(filters, "SEVERITY", [severity])
    && onus::patch_filter_passes(filters, "MSRC_SEVERITY", [severity])
    && onus::patch_filter_passes(filters, "PATCH_SET", ["OS"])
    # Debian and Ubuntu: the priority of a package says nothing about the severity of its holes, so none may be left out
    && core::alltrue([for p in ["Required", "Important", "Standard"] : onus::patch_filter_passes(filters, "PRIORITY", [p])])
  )
}

# The rule approves security updates of this severity within the days. The provider sends 0 days if neither days nor a date are set.
function "patch_rule_approves" {
  params = [rule, severity, days, system]
  locals {
    dated = rule.approve_until_date == null ? false : rule.approve_until_date != ""
    soon  = rule.approve_after_days == null ? true : rule.approve_after_days <= days
  }
  result = onus::patch_filters_pass(rule.patch_filter, severity, system) && (local.dated || local.soon)
}

# The policy document lets the agent of Systems Manager register its instance.
function "ssm_policy_registers" {
  params = [policy]
  result = core::anytrue([
    for s in onus::statements_of(policy) : s.effect == "Allow" && onus::iam_covers_action(s, "ssm:UpdateInstanceInformation")
  ])
}

# The managed policy does: one of AWS, or one of this plan.
function "ssm_managed_policy_registers" {
  params = [arn]
  result = (
    core::contains(core::flatten([
      for partition in ["aws", "aws-cn", "aws-us-gov"] : [
        for name in [
          "AmazonSSMManagedInstanceCore", "AmazonSSMManagedEC2InstanceDefaultPolicy", "service-role/AmazonEC2RoleforSSM", "AmazonSSMFullAccess",
          "AdministratorAccess",
        ] : "arn:${partition}:iam::aws:policy/${name}"
      ]
    ]), arn)
    || core::anytrue([for p in onus::linked(arn, "aws_iam_policy") : onus::ssm_policy_registers(p.policy)])
  )
}

# The role with this name lets the agent register: through attachments, inline policies, or arguments of the role.
function "ssm_role_registers" {
  params = [role]
  locals {
    roles = onus::linked(role, "aws_iam_role")
    granted = (
      core::anytrue([for a in core::getresources("aws_iam_role_policy_attachment", { role = role }) : onus::ssm_managed_policy_registers(a.policy_arn)])
      || core::anytrue([for p in core::getresources("aws_iam_role_policy", { role = role }) : onus::ssm_policy_registers(p.policy)])
      || core::anytrue([
        for a in core::getresources("aws_iam_policy_attachment", {}) : a.roles == null ? false : core::contains(a.roles, role) && onus::ssm_managed_policy_registers(a.policy_arn)
      ])
      || core::anytrue(core::flatten([
        for r in local.roles : [
          core::try(onus::is_set(r.managed_policy_arns), false) ? core::anytrue([for a in r.managed_policy_arns : onus::ssm_managed_policy_registers(a)]) : false,
          core::try(onus::is_set(r.inline_policy), false) ? core::anytrue([for p in r.inline_policy : onus::ssm_policy_registers(p.policy)]) : false,
        ]
      ]))
    )
  }
  # a role of another configuration may have more policies than this plan shows
  result = local.granted || (core::length(local.roles) > 0 ? false : onus::undecided("the role of the instance profile is not in this plan"))
}

# The instance profile with this name or ARN has a role that does. An empty name is no profile.
function "ssm_profile_manages" {
  params = [profile]
  locals {
    profiles = onus::linked(profile, "aws_iam_instance_profile")
  }
  result = core::length(local.profiles) > 0 ? (
    core::anytrue([for p in local.profiles : p.role == null ? false : onus::ssm_role_registers(p.role)])
  ) : onus::stated(profile) == "" ? false : onus::undecided("the instance profile is not in this plan")
}

# The launch template gives its instances such a profile. AWS stores the one of name and ARN that is not given as an empty text.
function "ssm_template_manages" {
  params = [template]
  result = core::anytrue([
    for p in template.iam_instance_profile :
    p.arn != null && p.arn != "" ? onus::ssm_profile_manages(p.arn) : p.name != null ? onus::ssm_profile_manages(p.name) : false
  ])
}

# The account manages every instance of the region by default.
function "ssm_manages_all_hosts" {
  params = []
  result = core::anytrue([
    for s in onus::same_provider("aws_ssm_service_setting") :
    core::endswith(s.setting_id, "/ssm/managed-instance/default-ec2-instance-management-role") && s.setting_value != "$None"
  ])
}

# Some instance, launch template or Auto Scaling group of this plan puts its instances into the patch group.
function "patch_group_has_instances" {
  params = [group]
  locals {
    keys = ["Patch Group", "PatchGroup"]
  }
  result = (
    core::anytrue([
      for i in core::getresources("aws_instance", {}) : core::anytrue([for k in local.keys : core::try(i.tags_all[k], null) == group])
    ])
    || core::anytrue(core::flatten([
      for t in core::getresources("aws_launch_template", {}) : [
        for s in t.tag_specifications : s.resource_type == "instance" && core::anytrue([for k in local.keys : core::try(s.tags[k], null) == group])
      ]
    ]))
    || core::anytrue(core::flatten([
      for a in core::getresources("aws_autoscaling_group", {}) : [for t in a.tag : core::contains(local.keys, t.key) && t.value == group]
    ]))
  )
}
