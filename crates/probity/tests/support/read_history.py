"""Reads files of the history as other engines do, and prints what they find there as JSON.

Arguments: a folder, or the address of an S3 server and the bucket with its folder."""

import json
import sys

import duckdb
import pyarrow.compute as pc
import pyarrow.dataset as ds
from pyarrow import fs

NUMBERS = ["bytes", "taken_us", "visit", "duration_ms", "status", "pages"]
TEXTS = ["kind", "method", "path", "browser", "browser_version", "system", "system_version",
         "network", "entry", "exit"]
TIMES = ["time", "start"]


def of_pyarrow(place, filesystem):
    found = {}
    for table in ("requests", "visits"):
        selector = fs.FileSelector(place, recursive=True)
        files = [f.path for f in (filesystem or fs.LocalFileSystem()).get_file_info(selector)
                 if f.path.endswith(f".{table}.parquet")]
        data = ds.dataset(files, filesystem=filesystem, format="parquet",
                          partition_base_dir=place,
                          partitioning=ds.partitioning(flavor="hive")).to_table()
        names = data.column_names
        groups = data.group_by(["site", "day"]).aggregate([([], "count_all")]).to_pylist()
        found[table] = {
            "columns": {f.name: str(f.type) for f in data.schema},
            "required": [f.name for f in ds.dataset(files[0], filesystem=filesystem).schema
                         if not f.nullable],
            "rows": data.num_rows,
            "sums": {n: pc.sum(data[n]).as_py() for n in NUMBERS if n in names},
            "present": {n: len(data) - data[n].null_count for n in names},
            "texts": {n: sorted(t for t in pc.unique(data[n]).to_pylist() if t is not None)
                      for n in TEXTS if n in names},
            "times": {n: pc.sum(pc.cast(data[n], "int64")).as_py() for n in TIMES if n in names},
            "parts": {f"{g['site']} {g['day']}": g["count_all"] for g in groups},
        }
    return found


def of_duckdb(folder):
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    found = {}
    for table in ("requests", "visits"):
        files = f"read_parquet('{folder}/**/*.{table}.parquet', hive_partitioning = true)"
        one = lambda sql: db.execute(f"SELECT {sql} FROM {files}").fetchone()[0]
        columns = {c[0]: c[1] for c in db.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()}
        found[table] = {
            "columns": columns,
            "rows": one("count(*)"),
            "sums": {n: (lambda v: None if v is None else int(v))(one(f"sum({n})"))
                     for n in NUMBERS if n in columns},
            "present": {n: one(f'count("{n}")') for n in columns},
            "texts": {n: sorted(t[0] for t in db.execute(
                f'SELECT DISTINCT "{n}" FROM {files} WHERE "{n}" IS NOT NULL').fetchall())
                      for n in TEXTS if n in columns},
            "times": {n: int(one(f'sum(epoch_ms("{n}"))')) for n in TIMES if n in columns},
            "parts": {f"{s} {d}": n for s, d, n in db.execute(
                f"SELECT site, day, count(*) FROM {files} GROUP BY ALL").fetchall()},
        }
    return found


if len(sys.argv) == 2:
    found = {"pyarrow": of_pyarrow(sys.argv[1], None), "duckdb": of_duckdb(sys.argv[1])}
else:
    server = fs.S3FileSystem(access_key="any", secret_key="any", scheme="http",
                             region="us-east-1", endpoint_override=sys.argv[1])
    found = {"pyarrow": of_pyarrow(sys.argv[2], server)}
print(json.dumps(found))
