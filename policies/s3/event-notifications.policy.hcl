control {
  title      = "Buckets send event notifications"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Notifications tell other systems at once when objects come, change or vanish, so that unexpected writes and deletions are seen while they happen."
  remedy     = <<-HCL
    resource "aws_s3_bucket_notification" "example" {
      bucket      = aws_s3_bucket.example.id
      eventbridge = true
    }
  HCL
  unset      = "Without aws_s3_bucket_notification nothing is sent."
  frameworks = {
    "security-hub"   = ["S3.11"]
    "nist-800-53-r5" = ["CA-7", "SI-3(8)", "SI-4", "SI-4(4)"]
    "pci-dss-4"      = ["11.5.2", "11.6.1", "12.10.5", "A3.3.1", "A3.5.1"]
    "soc2"           = ["CC7.3"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_notification",
  ]
}

resource_policy "aws_s3_bucket" "notification" {
  locals {
    notifications = core::getresources("aws_s3_bucket_notification", { bucket = onus::bucket_id(attrs) })
  }
  enforce {
    condition     = core::anytrue([for n in local.notifications : onus::sends_notifications(n)])
    error_message = "no event notification"
  }
}

# the notifications of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_notification" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = onus::sends_notifications(attrs)
    error_message = "no event notification"
  }
}
