control {
  title      = "Network interfaces check source and destination of packets"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "With the check off an instance may send and receive packets under addresses that are not its own, so whoever takes it over can forward or forge traffic of others. Only instances that route, such as NAT instances and firewalls, need it off."
  remedy     = <<-HCL
    resource "aws_network_interface" "example" {
      subnet_id         = aws_subnet.example.id
      source_dest_check = true
    }
  HCL
  unset      = "The check is on."
  frameworks = {
    "fsbp" = ["EC2.180"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_interface#source_dest_check",
  ]
}

resource_policy "aws_network_interface" "interface_source_dest_check" {
  enforce {
    condition     = attrs.source_dest_check == null || attrs.source_dest_check == true
    error_message = "the source and destination check is off"
  }
}

resource_policy "aws_instance" "instance_source_dest_check" {
  enforce {
    condition     = attrs.source_dest_check == null || attrs.source_dest_check == true
    error_message = "the source and destination check is off"
  }
}
