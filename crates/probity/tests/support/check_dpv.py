"""Parses a JSON-LD export with rdflib, without any network, and prints what is in it as JSON.

Fails when a term of dpv: or pd: is not in the list that is given (the terms of DPV 2.2).
"""

import json
import socket
import sys

from rdflib import RDF, Graph, URIRef

DPV = "https://w3id.org/dpv#"
PD = "https://w3id.org/dpv/pd#"


def refuse(*_args, **_kwargs):
    raise OSError("the export must not need the network")


def main(path, terms):
    socket.socket.connect = refuse
    graph = Graph().parse(path, format="json-ld")
    with open(terms, encoding="utf-8") as file:
        known = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    used = set()
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef):
                text = str(term)
                if text.startswith(PD):
                    used.add("pd:" + text[len(PD):])
                elif text.startswith(DPV):
                    used.add("dpv:" + text[len(DPV):])
    unknown = sorted(used - known)
    if unknown:
        sys.exit(f"not in DPV 2.2: {unknown}")
    of = lambda kind: len(set(graph.subjects(RDF.type, URIRef(DPV + kind))))
    print(json.dumps({
        "triples": len(graph),
        "notices": of("PrivacyNotice"),
        "controllers": of("DataController"),
        "processes": of("PersonalDataProcess"),
        "data": of("PersonalData"),
        "storage": of("StorageCondition"),
        "terms": len(used),
        "purposes": sorted(str(o).split("#")[1]
                           for o in set(graph.objects(None, URIRef(DPV + "hasPurpose")))),
    }))


main(sys.argv[1], sys.argv[2])
