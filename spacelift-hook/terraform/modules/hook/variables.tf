variable "proxy" {
  description = "Teleport proxy, host or host:port; port 443 unless said."
  type        = string

  validation {
    condition     = can(regex("^[][A-Za-z0-9.:-]+$", var.proxy))
    error_message = "proxy is a host or host:port, without https:// in front."
  }
}

variable "token" {
  description = "Name of the join token, which is no secret. Leave it out where read_token and write_token are both given."
  type        = string
  default     = null
}

variable "read_token" {
  description = "Name of the join token for phases whose id token has the scope read, instead of token; \"none\" for no credentials there."
  type        = string
  default     = null
}

variable "write_token" {
  description = "Name of the join token for phases whose id token has the scope write, instead of token; \"none\" for no credentials there."
  type        = string
  default     = null
}

variable "outputs" {
  description = "What to issue, each as kind[:name][,key=value...], such as \"ssh\" or \"kubernetes:staging\"."
  type        = list(string)
  default     = ["identity"]

  validation {
    condition     = length(var.outputs) > 0 && alltrue([for entry in var.outputs : can(regex("^[^\\s;]+$", entry))])
    error_message = "outputs needs at least one entry, and an entry has no white space and no semicolon."
  }
}

variable "phase" {
  description = "How long a phase may take: a phase whose certificates would end before logs in anew."
  type        = string
  default     = "30m"

  validation {
    condition     = can(regex("^[1-9][0-9]{0,4}[smh]$", var.phase))
    error_message = "phase is a duration such as 30m, 2h or 90s."
  }
}

variable "options" {
  description = "Every other option of docs/reference/options.md by its name there, such as { ttl = \"2h\", \"ca-pins\" = \"sha256:...\" }."
  type        = map(string)
  default     = {}
}

variable "download_base" {
  description = "Where the program is fetched from, if not from the release: an https:// mirror, a directory, or \"none\" to fetch nothing."
  type        = string
  default     = null
}

variable "program_home" {
  description = "Directory in the runner image that holds bin/machine-id or machine-id.jar."
  type        = string
  default     = null
}
