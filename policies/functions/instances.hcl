# What an EC2 instance takes from its launch template, its AMI and the account.

# The nested blocks of a name. Some providers plan no block as null instead of an empty list.
function "blocks" {
  params = [list]
  result = core::try([for b in list : b], [])
}

# The `launch_template` blocks of an instance. Older providers know none.
function "launch_template_blocks" {
  params = [instance]
  result = onus::blocks(core::try(instance.launch_template, null))
}

# The launch templates of this plan that the `launch_template` block of an instance names, by id or by name.
function "instance_templates" {
  params = [instance]
  result = onus::linked(
    [for t in onus::launch_template_blocks(instance) : onus::is_set(t.id) ? t.id : t.name],
    "aws_launch_template",
  )
}

# Whether the version an instance asks for is the one this plan describes: a plan shows only the newest version of a template.
# A new template has one version, so its default is the newest; later the default stays behind unless update_default_version moves it.
function "template_version_planned" {
  params = [version, template]
  locals {
    named   = version == template.default_version || version == core::format("%v", template.default_version)
    default = version == null || version == "" || version == "$Default" || local.named
    latest  = version == "$Latest" || version == template.latest_version || version == core::format("%v", template.latest_version)
    first   = onus::is_new(template) && core::format("%v", version) == "1"
    moves   = core::try(template.update_default_version, null) == true || onus::is_new(template) || template.default_version == template.latest_version
  }
  result = local.latest || local.first || (local.default && local.moves)
}

# The version an instance asks for, null if it names none.
function "instance_template_version" {
  params = [instance]
  result = core::try(instance.launch_template[0].version, null)
}

# Whether this plan describes the launch template that an instance names, and the version of it.
function "instance_template_planned" {
  params = [instance]
  locals {
    version   = onus::instance_template_version(instance)
    templates = onus::instance_templates(instance)
  }
  result = core::length(local.templates) > 0 && core::alltrue([for t in local.templates : onus::template_version_planned(local.version, t)])
}

# An unknown for an instance whose template, or the version it uses, this plan does not describe.
function "template_not_planned" {
  params = [what]
  result = onus::undecided("${what} may come from the launch template, of which this plan does not show the version in use")
}

# What decides IMDS tokens where neither instance nor template does: the account default of the region, then the AMI.
function "imds_tokens_by_default" {
  params = [image]
  locals {
    account = [for d in onus::same_provider("aws_ec2_instance_metadata_defaults") : d.http_tokens if d.http_tokens != "no-preference"]
    images  = image == null ? [] : onus::linked(image, "aws_ami")
  }
  result = core::length(local.account) > 0 ? core::anytrue([for t in local.account : t == "required"]) : core::anytrue([for i in local.images : core::try(i.imds_support, null) == "v2.0"])
}

# Whether what a launch template starts must use session tokens. `image` is the AMI of the instance, null for the template's own.
function "template_requires_imds_tokens" {
  params = [template, image]
  locals {
    tokens = core::try(template.metadata_options[0].http_tokens, null)
    silent = local.tokens == null || local.tokens == ""
  }
  result = local.silent ? onus::imds_tokens_by_default(image == null ? template.image_id : image) : local.tokens == "required"
}

# Whether an instance must use session tokens for its metadata: its own block, then the template, the account default, the AMI.
function "requires_imds_tokens" {
  params = [instance]
  locals {
    own       = core::try(instance.metadata_options[0].http_tokens, null)
    silent    = local.own == null || local.own == ""
    templates = onus::instance_templates(instance)
    template  = onus::instance_template_planned(instance)
    inherited = local.template ? core::alltrue([for t in local.templates : onus::template_requires_imds_tokens(t, instance.ami)]) : onus::template_not_planned("http_tokens")
  }
  result = !local.silent ? local.own == "required" : core::length(onus::launch_template_blocks(instance)) == 0 ? onus::imds_tokens_by_default(instance.ami) : local.inherited
}

# Whether the metadata service of an instance is switched off. An instance with a block of its own always sends http_endpoint.
function "imds_disabled" {
  params = [instance]
  locals {
    own       = core::try(instance.metadata_options[0].http_endpoint, null)
    templates = onus::instance_templates(instance)
    template  = onus::instance_template_planned(instance)
    inherited = local.template ? core::alltrue([for t in local.templates : onus::template_disables_imds(t)]) : onus::template_not_planned("http_endpoint")
  }
  result = local.own != null ? local.own == "disabled" : core::length(onus::launch_template_blocks(instance)) == 0 ? onus::imds_disabled_by_default() : local.inherited
}

function "template_disables_imds" {
  params = [template]
  locals {
    endpoint = core::try(template.metadata_options[0].http_endpoint, null)
    silent   = local.endpoint == null || local.endpoint == ""
  }
  result = local.silent ? onus::imds_disabled_by_default() : local.endpoint == "disabled"
}

function "imds_disabled_by_default" {
  params = []
  result = core::anytrue([for d in onus::same_provider("aws_ec2_instance_metadata_defaults") : d.http_endpoint == "disabled"])
}

# Whether this plan switches EBS encryption by default on, in the region of the judged resource. It reaches only what is made afterwards.
function "ebs_encrypted_by_default" {
  params = []
  result = core::anytrue([for d in onus::same_provider("aws_ebs_encryption_by_default") : d.enabled == null || d.enabled == true])
}

# Whether a snapshot is encrypted: the snapshot of an encrypted volume, or an encrypted copy. Undecided for one outside this plan.
function "snapshot_encrypted" {
  params = [snapshot]
  locals {
    taken  = onus::linked(snapshot, "aws_ebs_snapshot")
    copied = onus::linked(snapshot, "aws_ebs_snapshot_copy")
    inside = core::length(local.taken) > 0 || core::length(local.copied) > 0
    all    = core::alltrue([for s in local.taken : onus::volume_encrypted(s.volume_id)]) && core::alltrue([for s in local.copied : onus::snapshot_copy_encrypted(s)])
  }
  result = local.inside ? local.all : onus::undecided("this plan does not show whether the source snapshot is encrypted")
}

# Whether the volume of this id is encrypted. Undecided for one outside this plan.
function "volume_encrypted" {
  params = [volume]
  locals {
    volumes = onus::linked(volume, "aws_ebs_volume")
    inside  = core::length(local.volumes) > 0
  }
  result = local.inside ? core::alltrue([for v in local.volumes : onus::is_encrypted_volume(v)]) : onus::undecided("this plan does not show whether the volume is encrypted")
}

# Whether a volume found by a join is encrypted. For one that exists already, a default that this plan sets proves nothing.
function "is_encrypted_volume" {
  params = [volume]
  locals {
    sourced   = volume.snapshot_id != null && volume.snapshot_id != ""
    defaulted = onus::ebs_encrypted_by_default() ? (onus::is_new(volume) ? true : onus::undecided("encryption by default does not reach a volume that exists already")) : false
    inherited = local.sourced ? onus::undecided("this plan does not show whether the source snapshot is encrypted") : false
  }
  result = volume.encrypted == true || local.defaulted || local.inherited
}

# A copy is encrypted if it says so, if its source is, or if the account encrypts by default.
function "snapshot_copy_encrypted" {
  params = [copy]
  locals {
    taken  = onus::linked(copy.source_snapshot_id, "aws_ebs_snapshot")
    source = core::length(local.taken) > 0 ? core::alltrue([for s in local.taken : onus::volume_encrypted(s.volume_id)]) : onus::undecided("this plan does not show whether the source snapshot is encrypted")
  }
  result = copy.encrypted == true || (onus::is_new(copy) && onus::ebs_encrypted_by_default()) || local.source
}

# Whether one EBS device is encrypted: by its own argument, by the account default if it is still to be made, or by its snapshot.
function "device_encrypted" {
  params = [encrypted, snapshot, new]
  locals {
    stated  = encrypted == true || encrypted == "true"
    sourced = snapshot != null && snapshot != ""
  }
  result = local.stated || (new && onus::ebs_encrypted_by_default()) || (local.sourced ? onus::snapshot_encrypted(snapshot) : false)
}

# The EBS devices of a launch template; a mapping without an `ebs` block is an instance store or hides a device.
function "template_devices" {
  params = [template]
  result = [for m in onus::blocks(template.block_device_mappings) : m if core::length(m.ebs) > 0]
}

# Whether every device a launch template maps is encrypted; true if it maps none.
function "template_devices_encrypted" {
  params = [template]
  result = core::alltrue([for m in onus::template_devices(template) : onus::device_encrypted(m.ebs[0].encrypted, m.ebs[0].snapshot_id, true)])
}

# Whether a launch template encrypts the root device. Which name the AMI gives it is not in the plan: these are the ones AWS uses.
function "template_root_encrypted" {
  params = [template]
  result = core::anytrue([for m in onus::template_devices(template) : core::contains(["/dev/xvda", "/dev/sda1"], m.device_name) && onus::device_encrypted(m.ebs[0].encrypted, m.ebs[0].snapshot_id, true)])
}

# Whether an AMI of this plan has only encrypted devices; false if it says nothing, is unknown to the plan or null.
function "image_encrypted" {
  params = [image]
  locals {
    copies    = image == null ? [] : onus::linked(image, "aws_ami_copy")
    images    = image == null ? [] : onus::linked(image, "aws_ami")
    captured  = image == null ? [] : onus::linked(image, "aws_ami_from_instance")
    copied    = core::anytrue([for i in local.copies : i.encrypted == true])
    built     = core::anytrue([for i in local.images : core::length(onus::blocks(i.ebs_block_device)) > 0 && core::alltrue([for d in onus::blocks(i.ebs_block_device) : onus::device_encrypted(d.encrypted, d.snapshot_id, true)])])
    undecided = core::length(local.captured) > 0 ? onus::undecided("the AMI is taken from an instance and as encrypted as that") : false
  }
  result = local.copied || local.built || local.undecided
}

# The text of base64 user data, "" if there is none; undecided if it is no text, such as gzip. What was not encoded at all is read as it is.
function "decoded_user_data" {
  params = [encoded]
  locals {
    empty = encoded == null || encoded == ""
    text  = local.empty ? "" : core::try(core::base64decode(encoded), null)
  }
  result = local.empty ? "" : local.text != null ? local.text : onus::holds_secret(encoded) ? encoded : (
    onus::undecided("the user data is compressed or no text")
  )
}

# The text of user data written in clear, "" if there is none. Providers take base64 here too.
function "clear_user_data" {
  params = [text]
  locals {
    decoded = text == null ? null : core::try(core::base64decode(text), null)
  }
  result = text == null ? "" : local.decoded == null ? text : local.decoded
}

# The text of an instance's user data. The provider keeps its SHA-1 only, which proves that the text in the source is what is planned.
function "instance_user_data" {
  params = [planned]
  locals {
    text  = onus::clear_user_data(onus::configured(planned))
    stale = planned == null ? false : core::regex_match(planned, "^[0-9a-f]{40}$") && planned != core::sha1(local.text)
  }
  result = local.stale ? onus::undecided("the user data in the source is not what was planned") : local.text
}

# Whether a text holds a credential: keys of AWS, private keys, tokens of code hosts and chats, passwords that are no reference.
function "holds_secret" {
  params = [text]
  locals {
    patterns = [
      "(^|[^A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}([^A-Z0-9]|$)",
      "(?i)aws_?secret_?(access_?)?key[\"']?[ \\t]*[:=][ \\t]*[\"']?[A-Za-z0-9/+=]{40}",
      "(?i)aws_?session_?token[\"']?[ \\t]*[:=][ \\t]*[\"']?[A-Za-z0-9/+=]{100}",
      "-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----",
      "gh[pousr]_[A-Za-z0-9]{36}",
      "github_pat_[A-Za-z0-9_]{22}",
      "glpat-[A-Za-z0-9_-]{20}",
      "xox[abprs]-[A-Za-z0-9-]{10}",
      "(sk|rk)_live_[A-Za-z0-9]{20}",
      "AIza[A-Za-z0-9_-]{35}",
      # a login in an address: postgres://app:hunter2@db
      "[a-z][a-z0-9+.-]*://[^\\s:/@\"'$<{]+:[^\\s:/@\"'$<{(`]{3,}@",
      "(?i)(password|passwd|passphrase|client[_-]?secret|(secret|api|auth|access)[_-]?(key|token))[\"']?[ \\t]*[:=][ \\t]*[\"']?[^\\s\"'$<({`/!%@*][^\\s\"'$<({`]{7}",
    ]
  }
  result = core::anytrue([for p in local.patterns : core::regex_match(text, p)])
}

# Whether the root device of an instance is encrypted: by its own block, the account default, the AMI or the launch template.
function "root_device_encrypted" {
  params = [instance, new]
  locals {
    stated    = core::try(instance.root_block_device[0].encrypted, null)
    own       = core::length(onus::blocks(instance.root_block_device)) > 0
    templates = onus::instance_templates(instance)
    planned   = onus::instance_template_planned(instance)
    covered   = local.planned ? core::alltrue([for t in local.templates : onus::template_root_encrypted(t)]) : onus::template_not_planned("the root device")
    # How EC2 merges the block of an instance with the mapping of its template for one device is not documented.
    merged    = local.own && local.covered ? onus::undecided("the launch template encrypts the root device, but the instance has a root_block_device of its own") : local.covered
    inherited = core::length(onus::launch_template_blocks(instance)) == 0 ? false : local.merged
    image     = core::length(onus::launch_template_blocks(instance)) > 0 && instance.ami == null ? null : instance.ami
  }
  result = onus::device_encrypted(local.stated, null, new) || (new && onus::image_encrypted(local.image)) || (new && local.inherited)
}

# Whether what the launch template of an instance maps is encrypted; true without a template. An instance that exists already shows its
# own devices.
function "inherited_devices_encrypted" {
  params = [instance]
  locals {
    templates = onus::instance_templates(instance)
    planned   = onus::instance_template_planned(instance)
    devices   = local.planned ? core::alltrue([for t in local.templates : onus::template_devices_encrypted(t)]) : onus::template_not_planned("further devices")
  }
  result = core::length(onus::launch_template_blocks(instance)) == 0 ? true : local.devices
}

# An argument as the configuration states it, or else as it is planned: an empty list or text that is stated is planned as unknown.
function "stated" {
  params = [value]
  result = onus::is_set(value) ? onus::configured(value) : value
}

# Whether an argument names an instance profile, by name or ARN.
function "names_profile" {
  params = [profile]
  locals {
    stated = onus::stated(profile)
  }
  result = core::length(onus::linked(profile, "aws_iam_instance_profile")) > 0 || (local.stated != null && local.stated != "")
}

function "template_names_profile" {
  params = [template]
  result = core::anytrue([for p in onus::blocks(template.iam_instance_profile) : onus::names_profile(p.name) || onus::names_profile(p.arn)])
}

# Whether the configuration names a security group in this argument. What an existing resource happens to have is no answer.
function "names_groups" {
  params = [groups]
  locals {
    stated = onus::stated(groups)
  }
  result = !onus::is_set(groups) ? false : core::length(onus::linked(groups, "aws_security_group")) > 0 || (local.stated == null ? false : core::length(local.stated) > 0)
}

# Whether a network interface of this plan names security groups; undecided for one outside.
function "interface_names_groups" {
  params = [interface]
  locals {
    interfaces = onus::linked(interface, "aws_network_interface")
    inside     = core::length(local.interfaces) > 0
  }
  result = local.inside ? core::alltrue([for i in local.interfaces : onus::names_groups(i.security_groups)]) : onus::undecided("the security groups of the network interface are not in this plan")
}

function "template_names_groups" {
  params = [template]
  locals {
    interfaces = [for i in onus::blocks(template.network_interfaces) : i.network_interface_id == null || i.network_interface_id == "" ? onus::names_groups(i.security_groups) : onus::interface_names_groups(i.network_interface_id)]
  }
  result = onus::names_groups(template.vpc_security_group_ids) || onus::names_groups(core::try(template.security_group_names, null)) || (core::length(local.interfaces) > 0 && core::alltrue(local.interfaces))
}

# Whether an instance names security groups: itself, through its interfaces, or through its launch template.
function "instance_names_groups" {
  params = [instance]
  locals {
    interfaces = core::length(onus::blocks(instance.network_interface)) > 0 && core::alltrue([for i in onus::blocks(instance.network_interface) : onus::interface_names_groups(i.network_interface_id)])
    templates  = onus::instance_templates(instance)
    planned    = onus::instance_template_planned(instance)
    template   = local.planned ? core::alltrue([for t in local.templates : onus::template_names_groups(t)]) : onus::template_not_planned("the security groups")
    inherited  = core::length(onus::launch_template_blocks(instance)) == 0 || core::length(onus::blocks(instance.network_interface)) > 0 ? false : local.template
  }
  result = onus::names_groups(instance.vpc_security_group_ids) || onus::names_groups(instance.security_groups) || local.interfaces || local.inherited
}
