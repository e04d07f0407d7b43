"""Reads a Fideslang export as Fideslang's own models do, and prints what is in it as JSON.

Fails when the models refuse it, or when a key is not in Fideslang's default taxonomy.
"""

import json
import sys

import yaml
from fideslang.default_taxonomy import DEFAULT_TAXONOMY
from fideslang.parse import load_manifests_into_taxonomy


def keys(kind):
    return {resource.fides_key for resource in getattr(DEFAULT_TAXONOMY, kind)}


def main(path):
    with open(path, encoding="utf-8") as file:
        raw = yaml.safe_load(file)
    taxonomy = load_manifests_into_taxonomy(raw)
    known = {kind: keys(kind) for kind in ("data_category", "data_use", "data_subject")}
    used = {kind: set() for kind in known}
    fields = 0
    for dataset in taxonomy.dataset:
        for collection in dataset.collections:
            for field in collection.fields:
                fields += 1
                used["data_category"].update(field.data_categories)
    declarations = 0
    for system in taxonomy.system:
        for declaration in system.privacy_declarations:
            declarations += 1
            used["data_use"].add(declaration.data_use)
            used["data_category"].update(declaration.data_categories)
            used["data_category"].update(declaration.shared_categories)
            used["data_subject"].update(declaration.data_subjects)
    unknown = {kind: sorted(used[kind] - known[kind]) for kind in known}
    if any(unknown.values()):
        sys.exit(f"not in the default taxonomy: {unknown}")
    # What the models do not know they leave out without a word: each key of ours must be theirs.
    for name, ours, models in (("dataset", raw["dataset"], taxonomy.dataset),
                               ("system", raw["system"], taxonomy.system)):
        for resource, model in zip(ours, models):
            lost = set(resource) - set(type(model).model_fields)
            if lost:
                sys.exit(f"{name}: unknown keys {sorted(lost)}")
            if name == "system":
                for declaration in resource["privacy_declarations"]:
                    known_keys = set(type(model.privacy_declarations[0]).model_fields)
                    if set(declaration) - known_keys:
                        sys.exit(f"declaration: unknown {sorted(set(declaration) - known_keys)}")
    print(json.dumps({
        "datasets": len(taxonomy.dataset),
        "systems": len(taxonomy.system),
        "fields": fields,
        "declarations": declarations,
        "categories": len(used["data_category"]),
        "uses": sorted(used["data_use"]),
    }))


main(sys.argv[1])
