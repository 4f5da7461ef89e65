control {
  title      = "CloudTrail records reads and writes of all S3 objects"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "A trail records management calls by itself, but nobody who reads or overwrites an object. Only data events for S3 objects show that, in every region and every bucket."
  remedy     = <<-HCL
    resource "aws_cloudtrail" "example" {
      name                  = "example"
      s3_bucket_name        = aws_s3_bucket.trail.id
      is_multi_region_trail = true
      event_selector {
        read_write_type           = "All"
        include_management_events = true
        data_resource {
          type   = "AWS::S3::Object"
          values = ["arn:aws:s3"]
        }
      }
    }
  HCL
  unset      = "A trail without event selectors records no data events."
  limits     = "A plan without aws_cloudtrail says nothing about the account: the trail may be managed elsewhere. Trails that share the provider with one that records all S3 objects are exempt."
  frameworks = {
    "security-hub"   = ["S3.22", "S3.23"]
    "cis-aws-3"      = ["3.8", "3.9"]
    "cis-aws-5"      = ["3.8", "3.9"]
    "nist-800-53-r5" = ["AC-2(4)", "AC-3(1)", "AC-3(10)", "AC-4(26)", "AC-6(9)", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "AU-6(6)", "AU-6(9)", "AU-8", "AU-12", "AU-12(1)", "AU-12(2)", "AU-12(3)", "AU-12(4)", "AU-14", "AU-14(3)", "CA-7", "CM-5(1)", "CM-6", "CM-9", "IA-3(3)", "MA-4(1)", "PM-14", "SC-7(9)", "SI-1(1)", "SI-3(8)", "SI-4(2)", "SI-4(17)", "SI-4(20)", "SI-7(8)", "SI-10(1)"]
    "pci-dss-4"      = ["10.2.1"]
    "iso-27001-2022" = ["A.8.15", "A.8.16"]
    "soc2"           = ["CC2.1", "CC7.2", "PI1.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(D)", "164.308(a)(3)(ii)(A)", "164.308(a)(6)(ii)", "164.312(a)(2)(i)", "164.312(b)", "164.312(e)(2)(i)"]
  }
  references = [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cloudtrail",
  ]
}

resource_policy "aws_cloudtrail" "s3_data_events" {
  # one such trail is enough for the account
  filter = onus::records_all_objects(attrs) || !core::anytrue([for t in onus::same_provider("aws_cloudtrail") : onus::records_all_objects(t)])
  enforce {
    condition     = onus::records_objects(attrs, "reads")
    error_message = "the trail does not record the reads of all S3 objects"
  }
  enforce {
    condition     = onus::records_objects(attrs, "writes")
    error_message = "the trail does not record the writes of all S3 objects"
  }
  enforce {
    condition     = core::try(attrs.is_multi_region_trail, false) == true
    error_message = "the trail records one region only"
  }
  enforce {
    condition     = core::try(attrs.enable_logging, true) != false
    error_message = "logging of the trail is off"
  }
}
