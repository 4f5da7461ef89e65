terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "mock"
  secret_key                  = "mock"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variable "public" {
  type = bool
}

locals {
  ports   = [22, 443]
  buckets = {
    "a.b" = { versioning = "Suspended" }
    logs  = { versioning = "Enabled" }
  }
  policy = <<-EOT
    { "not": "a block {" }
  EOT
}

module "far" {
  source   = "git::file:///srv/modules/far.git"
  name     = "far"
  settings = {
    encrypted = false
  }
}

module "bucket" {
  source     = "../modules/bucket"
  for_each   = local.buckets
  name       = "acme-${each.key}"
  versioning = each.value.versioning
}

module "second" {
  source     = "../modules/bucket"
  name       = "acme-second"
  versioning = "Suspended"
}

resource "aws_security_group" "this" {
  name = "one"

  dynamic "ingress" {
    for_each = local.ports
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_launch_template" "this" {
  name = "one"

  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size = 10
      encrypted   = "true"
    }
  }
  block_device_mappings {
    device_name = "/dev/sdb"
    ebs {
      volume_size = 20
      encrypted   = "false"
    }
  }
}

resource "aws_instance" "this" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"

  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = true
  }
  ebs_block_device {
    device_name = "/dev/sdc"
    encrypted   = false
  }
  ebs_block_device {
    device_name = "/dev/sdd"
    encrypted   = true
  }
}

resource "aws_db_instance" "this" {
  instance_class      = "db.t3.micro"
  engine              = "postgres"
  allocated_storage   = 20
  username            = "x"
  password            = "canary-secret"
  publicly_accessible = var.public
  storage_encrypted   = true
  skip_final_snapshot = true
}
