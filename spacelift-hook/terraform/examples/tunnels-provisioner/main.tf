# A stack's own code: a provisioner that reaches a database and an application by the tunnels of the phase.
# The stack has the context of the example "tunnels".

terraform {
  required_version = ">= 1.5"
}

resource "terraform_data" "schema" {
  triggers_replace = [filesha256("${path.module}/schema.sql")]

  provisioner "local-exec" {
    command = "psql -f schema.sql && curl --fail http://127.0.0.1:8080/api/health"
  }
}
