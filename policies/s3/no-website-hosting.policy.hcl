control {
  title      = "Buckets do not serve websites"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "The website endpoint of a bucket speaks plain HTTP only and needs a bucket that everyone may read. A distribution of CloudFront in front of a private bucket gives the same site over TLS."
  remedy     = <<-HCL
    resource "aws_s3_bucket_website_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      redirect_all_requests_to {
        host_name = "www.example.com"
        protocol  = "https"
      }
    }
  HCL
  unset      = "A bucket without aws_s3_bucket_website_configuration has no website endpoint. A redirect without protocol keeps the HTTP of the request."
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_website_configuration",
  ]
}

resource_policy "aws_s3_bucket" "website" {
  locals {
    sites = core::getresources("aws_s3_bucket_website_configuration", { bucket = onus::bucket_id(attrs) })
    # the deprecated block
    own    = core::try(attrs.website, [])
    inline = onus::inline_counts(local.own, attrs, "aws_s3_bucket_website_configuration", local.sites) ? local.own : []
  }
  enforce {
    condition     = core::alltrue([for s in local.sites : onus::only_redirects_to_tls(s)])
    error_message = "the bucket serves a website over plain HTTP"
  }
  enforce {
    condition     = core::alltrue([for w in local.inline : core::startswith(core::lower(core::try(w.redirect_all_requests_to, null) == null ? "" : w.redirect_all_requests_to), "https://")])
    error_message = "the bucket serves a website over plain HTTP"
  }
}

# the website of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_website_configuration" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = onus::only_redirects_to_tls(attrs)
    error_message = "the bucket serves a website over plain HTTP"
  }
}
