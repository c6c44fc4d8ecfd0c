"""Checks of the manifest, the Terraform files and the README that need no Spacelift and no terraform.

Prints one line for each check, "ok ..." or "not ok ...", as bats does.
"""

import copy
import importlib.util
import json
import pathlib
import re
import sys

import hcl2
import jsonschema
from ruamel.yaml import YAML

HOOK = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = pathlib.Path(importlib.util.find_spec("spaceforge").origin).parent / "schema.json"
VALIDATOR = jsonschema.validators.validator_for(json.loads(SCHEMA.read_text()))(json.loads(SCHEMA.read_text()))
MANIFEST = YAML(typ="safe").load((HOOK / "plugin.yaml").read_text())


def refused(change):
    """True if the schema refuses the manifest after this change."""
    manifest = copy.deepcopy(MANIFEST)
    change(manifest)
    return not VALIDATOR.is_valid(manifest)


def manifest_fits_the_published_schema():
    VALIDATOR.validate(MANIFEST)


def schema_refuses_a_misspelt_hook():
    assert refused(lambda m: m["contexts"][0]["hooks"].update({"before_aply": []}))


def schema_refuses_a_hook_that_is_no_list():
    assert refused(lambda m: m["contexts"][0]["hooks"].update({"before_apply": ". login.sh"}))


def schema_refuses_a_wrong_type():
    assert refused(lambda m: m["parameters"][0].update({"type": "text"}))


def schema_refuses_a_file_without_content():
    assert refused(lambda m: m["contexts"][0]["mounted_files"][0].pop("content"))


def every_parameter_has_a_default_of_its_type():
    for parameter in MANIFEST["parameters"]:
        assert not parameter["sensitive"], parameter
        assert isinstance(parameter["default"], bool if parameter["type"] == "boolean" else str), parameter


def every_variable_takes_a_parameter_that_exists():
    known = {parameter["id"] for parameter in MANIFEST["parameters"]}
    for variable in MANIFEST["contexts"][0]["env"]:
        assert variable["value_from_parameter"] in known, variable
        assert re.fullmatch(r"MACHINE_ID_(OPT|HOOK)_[A-Z_]+|MACHINE_ID_DOWNLOAD_BASE", variable["key"]), variable


def every_hook_sources_a_mounted_file():
    context = MANIFEST["contexts"][0]
    mounted = {file["path"] for file in context["mounted_files"]}
    assert set(context["hooks"]) == {
        "before_init", "before_plan", "before_apply", "before_perform", "before_destroy", "after_run"
    }
    for lines in context["hooks"].values():
        for line in lines:
            path = re.fullmatch(r'\. "\$\{TF_VAR_spacelift_workspace_root:-/mnt/workspace\}(/machine-id/\w+\.sh)"', line)
            assert path and "/mnt/workspace" + path.group(1) in mounted, line


def hcl_files():
    return sorted(
        path for path in (HOOK / "terraform").rglob("*")
        if path.suffix in (".tf", ".hcl") and ".terraform" not in str(path.relative_to(HOOK))
    )


def every_terraform_file_parses():
    assert len(hcl_files()) >= 10
    for path in hcl_files():
        hcl2.loads(path.read_text())


def the_hook_module_names_no_provider_and_no_resource():
    for path in (HOOK / "terraform/modules/hook").glob("*.tf"):
        tree = hcl2.loads(path.read_text())
        assert not {"resource", "data", "provider"} & set(tree), path
        assert "required_providers" not in path.read_text(), path


def the_outer_module_hands_on_every_variable_of_the_hook_module():
    hook = (HOOK / "terraform/modules/hook/variables.tf").read_text()
    assert (HOOK / "terraform/variables.tf").read_text().endswith(hook)
    call = re.search(r'module "hook" \{(.*?)\n\}', (HOOK / "terraform/main.tf").read_text(), re.S).group(1)
    for name in re.findall(r'^variable "(\w+)"', hook, re.M):
        assert re.search(rf"^  {name} +?= var\.{name}$", call, re.M), name


def no_secret_is_asked_for():
    for path in hcl_files():
        assert not re.search(r"password|private_key|api_token *=|sensitive *= *true", path.read_text()), path


def blocks(language, readme=HOOK / "README.md"):
    return re.findall(rf"^```{language}\n(.*?)^```$", readme.read_text(), re.S | re.M)


def the_readmes_terraform_is_that_of_the_examples():
    examples = [path.read_text() for path in (HOOK / "terraform/examples").rglob("*.tf")]
    assert blocks("hcl")
    for block in blocks("hcl"):
        hcl2.loads(block)
        text = re.sub(r'source = "https[^"]*"', 'source = "../.."', block)
        assert any(text.strip() in example for example in examples), block


def the_manuals_modules_have_variables_that_exist():
    known = set(re.findall(r'^variable "(\w+)"', (HOOK / "terraform/variables.tf").read_text(), re.M)) | {"source"}
    modules = [block for readme in (HOOK / "README.md", HOOK.parent / "README.md") for block in blocks("hcl", readme) if "module " in block]
    assert len(modules) == 3
    for block in modules:
        hcl2.loads(block)
        used = set(re.findall(r"^  (\w+) +?=", block, re.M))
        assert "proxy" in used and used <= known, used - known


def the_image_has_the_program_where_it_is_looked_for():
    (image,) = blocks("dockerfile")
    bundle, place = re.search(r"^COPY \S+ (\S+) (\S+)$", image, re.M).groups()
    assert f"MACHINE_ID_HOME={place} " in image and "MACHINE_ID_DOWNLOAD_BASE=none" in image
    assert bundle + ".tar.gz" in (HOOK.parent / "command/boot/bake").read_text().replace("$platform", "linux-musl-x64")


def the_readmes_yaml_parses_and_its_join_tokens_are_complete():
    assert blocks("yaml")
    tokens = [document for block in blocks("yaml") for document in YAML(typ="safe").load_all(block)]
    for token in tokens:
        if token.get("kind") != "token":
            continue
        method = token["spec"]["join_method"]
        assert token["spec"]["roles"] == ["Bot"] and token["spec"]["bot_name"] and token["metadata"]["name"], token
        assert method in token["spec"], token
        for rule in token["spec"][method].get("allow", []):
            assert set(rule) <= {"space_id", "caller_id", "caller_type", "scope"}, rule
            assert {"space_id", "caller_id"} & set(rule), rule


def the_readmes_hook_lines_are_the_manifests():
    lines = [line for hook in MANIFEST["contexts"][0]["hooks"].values() for line in hook]
    for block in blocks("sh"):
        for line in block.splitlines():
            assert not line.startswith(". ") or line in lines, line


def anchors(page):
    return {re.sub(r"[^a-z0-9 _-]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.*)$", page.read_text(), re.M)}


def the_readmes_links_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", (HOOK / "README.md").read_text())
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        page = HOOK / path if path else HOOK / "README.md"
        assert page.exists(), link
        assert not anchor or anchor in anchors(page), link


def every_error_code_is_explained():
    used = set(re.findall(r"_mih_fail (\d{4})", (HOOK / "src/hook.sh").read_text()))
    told = set(re.findall(r"^\| MID-(194\d) ", (HOOK / "README.md").read_text(), re.M))
    assert used == told and used, (used, told)
    assert all(1940 <= int(code) <= 1949 for code in used)


def every_setting_is_explained():
    readme = (HOOK / "README.md").read_text()
    for name in set(re.findall(r"MACHINE_ID_HOOK_[A-Z_]+", (HOOK / "src/hook.sh").read_text())):
        assert name in readme, name


def main():
    checks = [check for name, check in globals().items() if callable(check) and getattr(check, "__module__", "") == "__main__"
              and not check.__code__.co_argcount and name not in ("main", "hcl_files")]
    for check in checks:
        name = check.__name__.replace("_", " ")
        try:
            check()
            print("ok " + name)
        except Exception as problem:  # each check tells its own
            print("not ok " + name)
            print("# " + str(problem).splitlines()[0][:300] if str(problem) else "# " + type(problem).__name__)
    return 0


sys.exit(main())
