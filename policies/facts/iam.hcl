# What the AWS provider does with IAM arguments that are left out.

resource "aws_iam_role" {
  same = [["id", "name"]]
}

resource "aws_iam_user" {
  same = [["id", "name"]]
}

resource "aws_iam_group" {
  same = [["id", "name"]]
}

resource "aws_iam_instance_profile" {
  same = [["id", "name"]]
}

resource "aws_iam_policy" {
  same = [["id", "arn"]]
}

resource "aws_iam_account_password_policy" {
  # the provider sends only what is set; the API resets everything that is not sent to its default
  unset "require_lowercase_characters" {
    value  = false
    source = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html"
  }
  unset "require_uppercase_characters" {
    value  = false
    source = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html"
  }
  unset "require_numbers" {
    value  = false
    source = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html"
  }
  unset "require_symbols" {
    value  = false
    source = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html"
  }
  unset "password_reuse_prevention" {
    value  = 0
    source = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html"
  }
}
