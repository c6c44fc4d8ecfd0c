# A stack's own code: a provisioner that reaches a node by plain ssh, with the credentials of the phase.
# The stack has the context with outputs = ["ssh"].

terraform {
  required_version = ">= 1.5"
}

variable "node" {
  type    = string
  default = "node-1"
}

variable "release" {
  type    = string
  default = "1.0.0"
}

resource "terraform_data" "deploy" {
  triggers_replace = [var.release]
  input            = var.node

  provisioner "local-exec" {
    command = "ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l ci \"$NODE\" 'echo \"deployed as $SSH_TELEPORT_USER\"'"

    environment = {
      NODE = var.node
    }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l ci \"$NODE\" 'echo \"removed as $SSH_TELEPORT_USER\"'"

    environment = {
      NODE = self.input
    }
  }
}
