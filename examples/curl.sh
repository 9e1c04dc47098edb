#!/usr/bin/env bash
# One report with nothing but curl, from an emulator that runs already:
#
#     bash examples/curl.sh [http://127.0.0.1:4620] > customers.csv
set -euo pipefail

api="${1:-http://127.0.0.1:4620}/insights/v1/mpn"
token='Authorization: Bearer any-token-will-do'
json='Content-Type: application/json'
customers='6664daf3-c161-423a-92a1-0ea6db2c0384' # the system query "Customers"

# The first value of that name in the JSON on stdin; nothing when it is null.
field() { grep -o "\"$1\":\"[^\"]*" | head -n 1 | cut -d '"' -f 4 || true; }

report=$(curl -sS "$api/ScheduledReport" -H "$token" -H "$json" \
  -d "{\"ReportName\": \"Customers\", \"QueryId\": \"$customers\", \"ExecuteNow\": true}" | field reportId)
echo "report $report" >&2

# 404 until it has completed.
link=''
until link=$(curl -sS "$api/ScheduledReport/execution/$report" -H "$token" | field reportAccessSecureLink) && [ -n "$link" ]; do
  echo 'not ready yet' >&2
  sleep 1
done

curl -sS --fail --compressed "$link"
