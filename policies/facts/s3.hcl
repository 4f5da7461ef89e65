# What the AWS provider (5.x) and S3 do with arguments of the S3 resources that are left out, and which attributes are one and the same.

resource "aws_s3_bucket" {
  same   = [["id", "bucket"]]
  unique = ["bucket_domain_name", "bucket_regional_domain_name"]

  computed "arn" {
    value  = "arn:${provider.partition}:s3:::${attrs.bucket}"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html"
  }
  computed "region" {
    value  = provider.region
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#region-1"
  }

  # These arguments moved to resources of their own. Left out, the bucket is made without them.
  unset "policy" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#policy-1"
  }
  unset "acl" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#acl-1"
  }
  unset "grant" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#grant-1"
  }
  unset "versioning" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#versioning-1"
  }
  unset "logging" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#logging-1"
  }
  unset "lifecycle_rule" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#lifecycle_rule-1"
  }
  unset "website" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#website-1"
  }
  unset "replication_configuration" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#replication_configuration-1"
  }
  unset "object_lock_configuration" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#object_lock_configuration-1"
  }
  # No encryption of the bucket's own: S3 then encrypts every new object with keys that it manages itself (SSE-S3).
  unset "server_side_encryption_configuration" {
    value  = []
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html"
  }
  # aws_s3_bucket_object_lock_configuration is judged by the policy, not here.
  unset "object_lock_enabled" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#object_lock_enabled-1"
  }
}

resource "data.aws_s3_bucket" {
  same = [["bucket", "id"]]

  computed "arn" {
    value  = "arn:${provider.partition}:s3:::${attrs.bucket}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/s3_bucket#attribute-reference"
  }
}

resource "aws_s3_directory_bucket" {
  same = [["id", "bucket"]]

  unset "force_destroy" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_directory_bucket#force_destroy-1"
  }
}

resource "aws_s3_access_point" {
  unique = ["domain_name", "alias"]

  computed "id" {
    value  = "${attrs.account_id}:${attrs.name}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_access_point#attribute-reference"
  }

  unset "policy" {
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_access_point#policy-1"
  }
}

resource "aws_cloudfront_origin_access_identity" {
  unique = ["iam_arn", "s3_canonical_user_id"]
}

resource "aws_s3_object" {
  # Not sent: S3 makes the object private, and encrypts it with the bucket's default.
  unset "acl" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl"
  }
  unset "server_side_encryption" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
  unset "kms_key_id" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
}

resource "aws_s3_bucket_object" {
  unset "server_side_encryption" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
  unset "kms_key_id" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
}

resource "aws_s3_object_copy" {
  unset "acl" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl"
  }
  unset "server_side_encryption" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
  unset "kms_key_id" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
  }
  unset "customer_algorithm" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html"
  }
  unset "customer_key" {
    value  = null
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html"
  }
}

resource "aws_s3_bucket_versioning" {
  # versioning_configuration.mfa_delete is computed: left out, MFA delete stays off.
  unset "versioning_configuration.mfa_delete" {
    value  = "Disabled"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html"
  }
}

resource "aws_macie2_account" {
  # Not sent: EnableMacie then enables the account. The provider's own acceptance test checks it.
  unset "status" {
    value  = "ENABLED"
    source = "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/macie2/account_test.go"
  }
}

resource "aws_guardduty_detector" {
  # Not sent: the features of the detector are then judged by the policy.
  unset "datasources" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/guardduty_detector#datasources-1"
  }
}

resource "aws_s3_bucket_acl" {
  unset "access_control_policy" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_acl#access_control_policy-1"
  }
}

# What belongs to a bucket has the bucket's name for an id, so that a reference to either is one to the bucket.
resource "aws_s3_bucket_policy" {
  same   = [["bucket", "id"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_policy#attribute-reference"
}

resource "aws_s3_bucket_public_access_block" {
  same   = [["bucket", "id"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_public_access_block#attribute-reference"
}

resource "aws_s3_bucket_ownership_controls" {
  same   = [["bucket", "id"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_ownership_controls#attribute-reference"
}

resource "aws_s3_bucket_notification" {
  same   = [["bucket", "id"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_notification#attribute-reference"
}

resource "aws_s3_bucket_replication_configuration" {
  same   = [["bucket", "id"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_replication_configuration#attribute-reference"
}

# These add the owner that is expected, if one is.
resource "aws_s3_bucket_versioning" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_versioning#attribute-reference"
  }
}

resource "aws_s3_bucket_logging" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_logging#attribute-reference"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_server_side_encryption_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_lifecycle_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_cors_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_cors_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_website_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_website_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_accelerate_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_accelerate_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_object_lock_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_object_lock_configuration#attribute-reference"
  }
}

resource "aws_s3_bucket_request_payment_configuration" {
  computed "id" {
    value  = attrs.expected_bucket_owner == null ? attrs.bucket : "${attrs.bucket},${attrs.expected_bucket_owner}"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_request_payment_configuration#attribute-reference"
  }
}
