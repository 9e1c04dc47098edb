"""One report with Python's standard library, from an emulator that runs already:

    python3 examples/nightly_export.py [http://127.0.0.1:4620] > azure-usage.csv

Sends the token as X-AadUserTicket, as a public client does, and only what a report needs.
"""

import gzip
import json
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4620") + "/insights/v1/mpn"
AZURE_USAGE = "d1a4d75e-5ca8-4847-845f-ee0a9be6f07b"  # a system query


def call(method, path, body=None):
    request = Request(
        API + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"X-AadUserTicket": "any-token-will-do", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        return json.load(answer)["value"]


def completed_execution(report_id):
    """None until there is one: the service says 404 till then."""
    try:
        return call("GET", f"/ScheduledReport/execution/{report_id}")[0]
    except HTTPError as error:
        if error.code != 404:
            raise
        return None


def download(link):
    with urlopen(link) as answer:
        data = answer.read()
        return gzip.decompress(data) if answer.headers["Content-Encoding"] == "gzip" else data


report = call(
    "POST",
    "/ScheduledReport",
    {"ReportName": "Azure usage", "Description": "All there is", "QueryId": AZURE_USAGE, "ExecuteNow": True},
)[0]
execution = None
while execution is None:
    time.sleep(0.5)
    execution = completed_execution(report["reportId"])
sys.stdout.buffer.write(download(execution["reportAccessSecureLink"]))
