output "environment" {
  description = "Variables of the context by name. None of them is a secret."
  value       = local.environment

  precondition {
    condition     = var.token != null || (var.read_token != null && var.write_token != null)
    error_message = "No join token for every scope: give token, or both read_token and write_token (\"none\" for no credentials in a scope)."
  }

  precondition {
    condition     = length(local.unknown_options) == 0
    error_message = "No such option: ${join(", ", local.unknown_options)}. Write them as docs/reference/options.md does, with hyphens."
  }

  precondition {
    condition     = length(setintersection(keys(var.options), local.own_options)) == 0
    error_message = "These have a variable of their own beside options: ${join(", ", local.own_options)}."
  }

  precondition {
    condition     = length(setintersection(keys(var.options), local.refused_options)) == 0
    error_message = "These cannot work here: ${join(", ", local.refused_options)}. Spacelift uploads the workspace while a run waits, and a phase needs the variables."
  }

  precondition {
    condition     = length(local.unfit_variables) == 0
    error_message = "A value has a line break, or a dollar sign and a brace, which Spacelift changes on its way to the run: ${join(", ", local.unfit_variables)}."
  }
}

output "files" {
  description = "Content of the mounted files by their path below the workspace."
  value       = local.files
}

output "hooks" {
  description = "Command lines by the hook's name."
  value       = local.hooks
}
