control {
  title      = "User data holds no credentials"
  obligation = "ec2/platform-app-management"
  severity   = "critical"
  why        = "Whoever may describe an instance or reach its metadata service reads its user data in clear, and so does everyone with access to the Terraform state. A key or password in there is as good as published; let the instance fetch it at run time with its role."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami                  = "ami-12345678"
      instance_type        = "t3.micro"
      iam_instance_profile = aws_iam_instance_profile.example.name
      user_data            = <<-SH
        #!/bin/sh
        DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id app/db --query SecretString --output text)
      SH
    }
  HCL
  unset      = "No user data, no credentials in it."
  limits     = "Known forms of keys, tokens and passwords are looked for; a secret in another form is not found. A text that is put together only at apply is undecided."
  frameworks = {
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#user_data",
  ]
}

resource_policy "aws_instance" "instance_user_data" {
  enforce {
    condition     = !onus::holds_secret(onus::instance_user_data(attrs.user_data))
    error_message = "user_data holds a credential"
  }
  enforce {
    condition     = !onus::holds_secret(onus::decoded_user_data(attrs.user_data_base64))
    error_message = "user_data_base64 holds a credential"
  }
}

resource_policy "aws_spot_instance_request" "spot_user_data" {
  enforce {
    condition     = !onus::holds_secret(onus::instance_user_data(attrs.user_data))
    error_message = "user_data holds a credential"
  }
  enforce {
    condition     = !onus::holds_secret(onus::decoded_user_data(attrs.user_data_base64))
    error_message = "user_data_base64 holds a credential"
  }
}

resource_policy "aws_launch_configuration" "launch_configuration_user_data" {
  enforce {
    condition     = !onus::holds_secret(onus::instance_user_data(attrs.user_data))
    error_message = "user_data holds a credential"
  }
  enforce {
    condition     = !onus::holds_secret(onus::decoded_user_data(attrs.user_data_base64))
    error_message = "user_data_base64 holds a credential"
  }
}

resource_policy "aws_launch_template" "launch_template_user_data" {
  enforce {
    condition     = !onus::holds_secret(onus::decoded_user_data(attrs.user_data))
    error_message = "user_data holds a credential"
  }
}
