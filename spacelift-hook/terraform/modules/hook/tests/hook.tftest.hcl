# Without a provider and without a network: terraform test

variables {
  proxy = "teleport.example.com"
  token = "deploy-app"
}

run "defaults_are_small" {
  command = plan

  assert {
    condition = output.environment == {
      MACHINE_ID_OPT_PROXY   = "teleport.example.com"
      MACHINE_ID_OPT_TOKEN   = "deploy-app"
      MACHINE_ID_OPT_OUTPUTS = "identity"
      MACHINE_ID_HOOK_PHASE  = "30m"
    }
    error_message = "not the smallest environment: ${jsonencode(output.environment)}"
  }
}

run "every_phase_logs_in_and_the_end_logs_out" {
  command = plan

  assert {
    condition     = keys(output.hooks) == ["after_run", "before_apply", "before_destroy", "before_init", "before_perform", "before_plan"]
    error_message = "not the six hooks: ${join(" ", keys(output.hooks))}"
  }

  assert {
    condition     = alltrue([for name, lines in output.hooks : lines == [name == "after_run" ? ". \"$${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/logout.sh\"" : ". \"$${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/login.sh\""]])
    error_message = "a hook does something else: ${jsonencode(output.hooks)}"
  }
}

run "hooks_source_files_that_are_mounted" {
  command = plan

  assert {
    condition     = keys(output.files) == ["machine-id/login.sh", "machine-id/logout.sh"]
    error_message = "other files: ${join(" ", keys(output.files))}"
  }

  assert {
    condition     = strcontains(output.files["machine-id/login.sh"], "_mih_login\n)") && strcontains(output.files["machine-id/logout.sh"], "_mih_logout\n)")
    error_message = "the scripts are not in their places"
  }

  assert {
    condition     = alltrue([for content in values(output.files) : length(content) < 2000000])
    error_message = "Spacelift mounts no file above 2 MB"
  }
}

run "options_become_variables" {
  command = plan

  variables {
    outputs = ["ssh", "kubernetes:staging"]
    options = { ttl = "2h", "ca-pins" = "sha256:abab", "expect-bot" = "deploy" }
  }

  assert {
    condition     = output.environment["MACHINE_ID_OPT_TTL"] == "2h" && output.environment["MACHINE_ID_OPT_CA_PINS"] == "sha256:abab" && output.environment["MACHINE_ID_OPT_EXPECT_BOT"] == "deploy"
    error_message = "options are missing: ${jsonencode(output.environment)}"
  }

  assert {
    condition     = output.environment["MACHINE_ID_OPT_OUTPUTS"] == "ssh kubernetes:staging"
    error_message = "outputs: ${output.environment["MACHINE_ID_OPT_OUTPUTS"]}"
  }
}

run "two_identities_need_no_third" {
  command = plan

  variables {
    token       = null
    read_token  = "plan-app"
    write_token = "apply-app"
  }

  assert {
    condition     = output.environment["MACHINE_ID_HOOK_READ_TOKEN"] == "plan-app" && output.environment["MACHINE_ID_HOOK_WRITE_TOKEN"] == "apply-app" && !contains(keys(output.environment), "MACHINE_ID_OPT_TOKEN")
    error_message = "not two: ${jsonencode(output.environment)}"
  }
}

run "one_identity_for_one_scope_is_refused" {
  command = plan

  variables {
    token       = null
    write_token = "apply-app"
  }

  expect_failures = [output.environment]
}

run "a_scope_without_credentials_is_said_aloud" {
  command = plan

  variables {
    token       = null
    read_token  = "none"
    write_token = "apply-app"
  }

  assert {
    condition     = output.environment["MACHINE_ID_HOOK_READ_TOKEN"] == "none"
    error_message = "none is lost"
  }
}

run "a_program_in_the_image_and_no_download" {
  command = plan

  variables {
    program_home  = "/usr/local/lib/machine-id"
    download_base = "none"
  }

  assert {
    condition     = output.environment["MACHINE_ID_HOME"] == "/usr/local/lib/machine-id" && output.environment["MACHINE_ID_DOWNLOAD_BASE"] == "none"
    error_message = "not handed on: ${jsonencode(output.environment)}"
  }
}

run "an_unknown_option_is_refused" {
  command = plan

  variables {
    options = { tttl = "2h" }
  }

  expect_failures = [output.environment]
}

run "an_option_in_snake_case_is_refused" {
  command = plan

  variables {
    options = { ca_pins = "sha256:abab" }
  }

  expect_failures = [output.environment]
}

run "an_option_with_a_variable_of_its_own_is_refused" {
  command = plan

  variables {
    options = { token = "other" }
  }

  expect_failures = [output.environment]
}

run "credentials_in_the_workspace_are_refused" {
  command = plan

  variables {
    options = { "allow-workspace" = "true" }
  }

  expect_failures = [output.environment]
}

run "a_line_break_is_refused" {
  command = plan

  variables {
    options = { "expect-bot" = "deploy\nMACHINE_ID_HOME=/tmp/evil" }
  }

  expect_failures = [output.environment]
}

run "what_spacelift_would_interpolate_is_refused" {
  command = plan

  variables {
    token = "$${SPACELIFT_API_TOKEN}"
  }

  expect_failures = [output.environment]
}

run "a_url_as_proxy_is_refused" {
  command = plan

  variables {
    proxy = "https://teleport.example.com"
  }

  expect_failures = [var.proxy]
}

run "a_proxy_with_shell_in_it_is_refused" {
  command = plan

  variables {
    proxy = "x; touch /tmp/pwned"
  }

  expect_failures = [var.proxy]
}

run "an_output_with_white_space_is_refused" {
  command = plan

  variables {
    outputs = ["ssh kubernetes:staging"]
  }

  expect_failures = [var.outputs]
}

run "no_output_is_refused" {
  command = plan

  variables {
    outputs = []
  }

  expect_failures = [var.outputs]
}

run "a_duration_without_unit_is_refused" {
  command = plan

  variables {
    phase = "30"
  }

  expect_failures = [var.phase]
}
