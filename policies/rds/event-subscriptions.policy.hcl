control {
  title      = "Event subscription reports failures, maintenance and changes"
  obligation = "shared/configuration-management"
  severity   = "low"
  why        = "RDS tells about failures, maintenance and changed settings only those who subscribed. A subscription that is off or leaves out these categories is silent when it counts."
  remedy     = <<-HCL
    resource "aws_db_event_subscription" "example" {
      name             = "database-events"
      sns_topic        = aws_sns_topic.database_events.arn
      source_type      = "db-instance"
      event_categories = ["maintenance", "configuration change", "failure"]
    }
  HCL
  unset      = "enabled is true; without a source type all sources, without categories all categories are reported."
  limits     = "Whether somebody reads the topic, and databases without any subscription."
  frameworks = {
    "fsbp"           = ["RDS.19", "RDS.20", "RDS.21", "RDS.22"]
    "nist-800-53-r5" = ["CA-7", "SI-2"]
    "pci-dss-4"      = ["11.5.2"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_event_subscription",
  ]
}

locals {
  wanted_by_type = {
    "db-instance"        = ["maintenance", "configuration change", "failure"]
    "db-cluster"         = ["maintenance", "failure"]
    "db-parameter-group" = ["configuration change"]
    "db-security-group"  = ["configuration change", "failure"]
  }
}

resource_policy "aws_db_event_subscription" "categories" {
  filter = attrs.source_type == null ? true : core::contains(core::keys(local.wanted_by_type), attrs.source_type)
  locals {
    wanted     = attrs.source_type == null ? ["maintenance", "configuration change", "failure"] : local.wanted_by_type[attrs.source_type]
    categories = attrs.event_categories == null ? [] : attrs.event_categories
  }
  enforce {
    condition     = attrs.enabled != false
    error_message = "the subscription is switched off"
  }
  enforce {
    condition     = core::length(local.categories) == 0 || core::alltrue([for c in local.wanted : core::contains(local.categories, c)])
    error_message = "the subscription leaves out one of ${core::join(", ", local.wanted)}"
  }
}
