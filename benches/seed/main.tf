# The seed of the benchmarks: the shop of fixtures/acme three times, once as a module of its own and twice by `for_each`,
# and resources of the root module by `count`. make-plan puts the shop beside this file as ./shop while it plans.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

module "seed_one" {
  source       = "./shop"
  environment  = "dev"
  worker_count = 1
  db_password  = "seed-office"
}

module "seed_many" {
  source   = "./shop"
  for_each = { north = "prod", south = "staging" }

  environment  = each.value
  domain_name  = "${each.key}.acme.example"
  worker_count = 2
  db_password  = "seed-${each.key}"
}

resource "aws_s3_bucket" "seed_store" {
  count = 6

  bucket = "acme-archive-${count.index}"
}

resource "aws_s3_bucket_versioning" "seed_store" {
  count = 6

  bucket = aws_s3_bucket.seed_store[count.index].id

  versioning_configuration {
    status = count.index < 3 ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "seed_store" {
  count = 4

  bucket = aws_s3_bucket.seed_store[count.index].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = count.index < 2
}
