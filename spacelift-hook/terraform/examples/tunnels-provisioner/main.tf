# A stack's own code: provisioners that reach a database and an application by the tunnels of the phase, and many hosts by
# the ssh multiplexer. The stack has the context of the example "tunnels", for the hosts with "ssh" and ssh-multiplexer.

terraform {
  required_version = ">= 1.5"
}

resource "terraform_data" "schema" {
  triggers_replace = [filesha256("${path.module}/schema.sql")]

  provisioner "local-exec" {
    command = "psql -f schema.sql && curl --fail http://127.0.0.1:8080/api/health"
  }
}

resource "terraform_data" "hosts" {
  provisioner "local-exec" {
    command = "ansible-playbook -i hosts.ini --ssh-common-args \"-F $MACHINE_ID_SSH_CONFIG\" site.yml"
  }
}
