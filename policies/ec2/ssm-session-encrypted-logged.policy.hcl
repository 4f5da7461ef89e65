control {
  title      = "Sessions are encrypted with an own key and logged"
  obligation = "ec2/platform-app-management"
  severity   = "medium"
  why        = "Session Manager gives a shell on an instance, so what is typed there belongs in a log nobody on the instance can change. A key of one's own decides who may open a session and who may read it."
  remedy     = <<-HCL
    resource "aws_ssm_document" "session" {
      name            = "SSM-SessionManagerRunShell"
      document_type   = "Session"
      document_format = "JSON"
      content = jsonencode({
        schemaVersion = "1.0"
        description   = "Session preferences"
        sessionType   = "Standard_Stream"
        inputs = {
          kmsKeyId                    = "alias/session"
          cloudWatchLogGroupName      = "/ssm/sessions"
          cloudWatchEncryptionEnabled = true
          s3BucketName                = ""
          s3EncryptionEnabled         = true
        }
      })
    }
  HCL
  unset      = "Without a session document the account's default applies, which logs nothing."
  limits     = "Only documents of the type Session are judged; an account without one in the plan does not show."
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html",
  ]
}

resource_policy "aws_ssm_document" "session" {
  filter = attrs.document_type == "Session"
  locals {
    document = core::try(
      attrs.document_format == "YAML" ? core::yamldecode(attrs.content) : core::jsondecode(attrs.content),
      onus::undecided("the content of the document cannot be read"),
    )
    inputs = core::try(local.document.inputs, {})
    key    = core::try(local.inputs.kmsKeyId, "")
    bucket = core::try(local.inputs.s3BucketName, "")
    group  = core::try(local.inputs.cloudWatchLogGroupName, "")
    # what is left out is not encrypted; a text is accepted for a bool
    bucket_encryption = core::try(local.inputs.s3EncryptionEnabled, false)
    group_encryption  = core::try(local.inputs.cloudWatchEncryptionEnabled, false)
    bucket_encrypted  = local.bucket_encryption == true || local.bucket_encryption == "true"
    group_encrypted   = local.group_encryption == true || local.group_encryption == "true"
  }
  enforce {
    condition     = local.key != null && local.key != ""
    error_message = "sessions are not encrypted with a key of one's own: kmsKeyId is empty"
  }
  enforce {
    condition     = (local.bucket != null && local.bucket != "") || (local.group != null && local.group != "")
    error_message = "sessions are not logged: neither s3BucketName nor cloudWatchLogGroupName is set"
  }
  enforce {
    condition     = local.bucket == null || local.bucket == "" || local.bucket_encrypted
    error_message = "session logs in S3 need not be encrypted: s3EncryptionEnabled is not true"
  }
  enforce {
    condition     = local.group == null || local.group == "" || local.group_encrypted
    error_message = "session logs in CloudWatch need not be encrypted: cloudWatchEncryptionEnabled is not true"
  }
}
