# What other tools call the requirement of a control. An id stands here only if it asks for the same, so that a comment for
# another tool never waives more than it was written for; ids that ask for more or less are left out on purpose.

tool "checkov" {
  CKV_AWS_3   = ["ec2/ebs-volume-encrypted"]
  CKV_AWS_16  = ["rds/instance-storage-encrypted"]
  CKV_AWS_17  = ["rds/not-publicly-accessible"]
  CKV_AWS_18  = ["s3/access-logging"]
  CKV_AWS_21  = ["s3/versioning"]
  CKV_AWS_88  = ["ec2/instance-no-public-ip"]
  CKV_AWS_96  = ["rds/cluster-storage-encrypted"]
  CKV_AWS_118 = ["rds/enhanced-monitoring"]
  CKV_AWS_126 = ["ec2/detailed-monitoring"]
  CKV_AWS_139 = ["rds/deletion-protection"]
  CKV_AWS_144 = ["s3/cross-region-replication"]
  CKV_AWS_145 = ["s3/sse-kms"]
  CKV_AWS_157 = ["rds/multi-az"]
  CKV_AWS_161 = ["rds/iam-auth"]
  CKV_AWS_162 = ["rds/iam-auth"]
  CKV_AWS_205 = ["ec2/ami-not-public"]
  CKV_AWS_226 = ["rds/auto-minor-version-upgrade"]
  CKV_AWS_293 = ["rds/deletion-protection"]
}

tool "trivy" {
  AVD-AWS-0026 = ["ec2/ebs-volume-encrypted"]
  AVD-AWS-0079 = ["rds/cluster-storage-encrypted"]
  AVD-AWS-0080 = ["rds/instance-storage-encrypted"]
  AVD-AWS-0089 = ["s3/access-logging"]
  AVD-AWS-0090 = ["s3/versioning"]
  AVD-AWS-0176 = ["rds/iam-auth"]
  AVD-AWS-0177 = ["rds/deletion-protection"]
  AVD-AWS-0178 = ["ec2/vpc-flow-logs"]
}
