# What a trail of CloudTrail records about S3 objects.

# The trail has a selector that records "reads" or "writes" of every S3 object. A selector for some buckets only does not count,
# nor does an advanced one with a further field, which narrows it.
function "records_objects" {
  params = [trail, access]
  locals {
    types = access == "reads" ? ["All", "ReadOnly"] : ["All", "WriteOnly"]
    only  = access == "reads" ? "true" : "false"
    basic = core::anytrue([
      for s in core::try(trail.event_selector, []) : (
        (core::contains(local.types, core::try(s.read_write_type, "All")))
        && core::anytrue([for d in s.data_resource : d.type == "AWS::S3::Object" && core::anytrue([for v in d.values : onus::is_all_objects(v)])])
      )
    ])
    advanced = core::anytrue([
      for s in core::try(trail.advanced_event_selector, []) : (
        core::anytrue([for f in s.field_selector : f.field == "eventCategory" && core::contains(onus::list_or_empty(core::try(f.equals, null)), "Data")])
        && core::anytrue([for f in s.field_selector : f.field == "resources.type" && core::contains(onus::list_or_empty(core::try(f.equals, null)), "AWS::S3::Object")])
        && core::alltrue([
          for f in s.field_selector : (
            f.field == "eventCategory" || f.field == "resources.type"
            || (f.field == "readOnly" && core::contains(onus::list_or_empty(core::try(f.equals, null)), local.only))
            || (f.field == "resources.ARN" && core::anytrue([for v in onus::list_or_empty(core::try(f.starts_with, null)) : onus::is_all_objects(v)]))
          )
        ])
      )
    ])
  }
  result = local.basic || local.advanced
}

# The trail records everything about every S3 object.
function "records_all_objects" {
  params = [trail]
  result = onus::records_objects(trail, "reads") && onus::records_objects(trail, "writes") && core::try(trail.is_multi_region_trail, false) == true && core::try(trail.enable_logging, true) != false
}

# The prefix of an ARN that every S3 object has.
function "is_all_objects" {
  params = [prefix]
  result = core::regex_match(prefix, "^arn:aws[a-z-]*:s3(:::)?$")
}
