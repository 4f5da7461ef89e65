# What the AWS provider does with arguments of load balancers and Auto Scaling groups that are left out, and which attributes are one.

resource "aws_lb" {
  same = [["id", "arn"]]
  unset "subnet_mapping" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#subnet_mapping"
  }
  unset "internal" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#internal"
  }
  unset "subnets" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#subnets"
  }
  unset "security_groups" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#security_groups"
  }
}

resource "aws_alb" {
  same = [["id", "arn"]]
  unset "subnet_mapping" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#subnet_mapping"
  }
  unset "internal" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#internal"
  }
  unset "subnets" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#subnets"
  }
  unset "security_groups" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb#security_groups"
  }
}

resource "aws_lb_listener" {
  same = [["id", "arn"]]
  unset "protocol" {
    value  = "HTTP"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_listener#protocol"
  }
  unset "ssl_policy" {
    value  = "ELBSecurityPolicy-2016-08"
    source = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
  }
}

resource "aws_alb_listener" {
  same = [["id", "arn"]]
  unset "protocol" {
    value  = "HTTP"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_listener#protocol"
  }
  unset "ssl_policy" {
    value  = "ELBSecurityPolicy-2016-08"
    source = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
  }
}

resource "aws_lb_listener_rule" {
  same = [["id", "arn"]]
}

resource "aws_alb_listener_rule" {
  same = [["id", "arn"]]
}

resource "aws_lb_target_group" {
  same = [["id", "arn"]]
  unset "health_check" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_target_group#health_check"
  }
}

resource "aws_alb_target_group" {
  same = [["id", "arn"]]
  unset "health_check" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_target_group#health_check"
  }
}

resource "aws_elb" {
  same = [["id", "name"]]
  unset "availability_zones" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/elb#availability_zones"
  }
  unset "subnets" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/elb#subnets"
  }
  unset "internal" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/elb#internal"
  }
}

resource "aws_autoscaling_group" {
  same = [["id", "name"]]
  unset "traffic_source" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#traffic_source"
  }
  unset "mixed_instances_policy" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#mixed_instances_policy"
  }
  unset "mixed_instances_policy.launch_template.override" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#mixed_instances_policy"
  }
  unset "launch_template" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#launch_template"
  }
  unset "health_check_type" {
    value  = "EC2"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#health_check_type"
  }
  unset "target_group_arns" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#target_group_arns"
  }
  unset "load_balancers" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#load_balancers"
  }
  unset "vpc_zone_identifier" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#vpc_zone_identifier"
  }
  unset "availability_zones" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#availability_zones"
  }
}
