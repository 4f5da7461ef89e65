control {
  title      = "Database instance has a standby in another zone"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A database in one zone is down when the zone, the host or the volume is. With a standby RDS fails over by itself within minutes and without loss."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      multi_az                    = true
    }
  HCL
  unset      = "Nothing is sent and AWS takes a single zone."
  frameworks = {
    "fsbp"           = ["RDS.5"]
    "cis-aws-5"      = ["2.2.4"]
    "nist-800-53-r5" = ["CP-10", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
    "iso-27001-2022" = ["A.8.14"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#multi_az-1",
  ]
}

resource_policy "aws_db_instance" "standby" {
  filter = !onus::is_set(attrs.replicate_source_db)
  enforce {
    condition     = attrs.multi_az == true
    error_message = "the database has no standby in another zone"
  }
}
