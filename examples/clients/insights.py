"""A report of the Partner Center Insights API, with Python's standard library:

    TENANT_ID=… CLIENT_ID=… CLIENT_SECRET=… python3 insights.py

It knows nothing of an emulator. To run it against one:

    insights-emulator exec -- python3 insights.py
"""

import gzip
import json
import os
import sys
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

API = "https://api.partnercenter.microsoft.com/insights/v1/mpn"
QUERY = "SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 20"


def get_token():
    form = {
        "grant_type": "client_credentials",
        "resource": "https://api.partnercenter.microsoft.com",
        "client_id": os.environ["CLIENT_ID"],
        "client_secret": os.environ["CLIENT_SECRET"],
    }
    url = f"https://login.microsoftonline.com/{os.environ['TENANT_ID']}/oauth2/token"
    with urlopen(url, data=urlencode(form).encode()) as answer:
        return json.load(answer)["access_token"]


def call(token, method, path, body=None):
    request = Request(
        API + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        return json.load(answer)["value"]


def wait_for_link(token, report_id):
    while True:
        try:
            return call(token, "GET", f"/ScheduledReport/execution/{report_id}")[0]["reportAccessSecureLink"]
        except HTTPError as error:
            if error.code != 404:  # not completed yet
                raise
        time.sleep(60)


def download(link):
    with urlopen(link) as answer:
        data = answer.read()
        return gzip.decompress(data) if answer.headers["Content-Encoding"] == "gzip" else data


def main():
    token = get_token()
    query = call(token, "POST", "/ScheduledQueries", {"Name": "Top customers", "Query": QUERY})[0]
    print("query", query["queryId"])
    report = call(
        token,
        "POST",
        "/ScheduledReport",
        {"ReportName": "Top customers", "QueryId": query["queryId"], "ExecuteNow": True},
    )[0]
    print("report", report["reportId"])
    text = download(wait_for_link(token, report["reportId"])).decode("utf-8")
    sys.stdout.write("".join(line + "\n" for line in text.split("\r\n")[:5]))


main()
