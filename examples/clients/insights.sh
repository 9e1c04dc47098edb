#!/usr/bin/env bash
# A report of the Partner Center Insights API, with curl:
#
#     TENANT_ID=… CLIENT_ID=… CLIENT_SECRET=… bash insights.sh
#
# It knows nothing of an emulator. To run it against one:
#
#     insights-emulator exec -- bash insights.sh
set -euo pipefail

api='https://api.partnercenter.microsoft.com/insights/v1/mpn'
query='SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 20'

# The first value of that name in the JSON on stdin; nothing when it is null.
field() { grep -o "\"$1\":\"[^\"]*" | head -n 1 | cut -d '"' -f 4 || true; }

token=$(curl -sS --fail "https://login.microsoftonline.com/$TENANT_ID/oauth2/token" \
  --data-urlencode 'grant_type=client_credentials' \
  --data-urlencode 'resource=https://api.partnercenter.microsoft.com' \
  --data-urlencode "client_id=$CLIENT_ID" \
  --data-urlencode "client_secret=$CLIENT_SECRET" | field access_token)
call() { curl -sS "$@" -H "Authorization: Bearer $token" -H 'Content-Type: application/json'; }

queryId=$(call --fail "$api/ScheduledQueries" -d "{\"Name\": \"Top customers\", \"Query\": \"$query\"}" | field queryId)
echo "query $queryId"
reportId=$(call --fail "$api/ScheduledReport" \
  -d "{\"ReportName\": \"Top customers\", \"QueryId\": \"$queryId\", \"ExecuteNow\": true}" | field reportId)
echo "report $reportId"

# 404 until there is a completed execution.
link=$(call "$api/ScheduledReport/execution/$reportId" | field reportAccessSecureLink)
while [ -z "$link" ]; do
  sleep 60
  link=$(call "$api/ScheduledReport/execution/$reportId" | field reportAccessSecureLink)
done
curl -sS --fail --compressed "$link" | tr -d '\r' | sed -n 1,5p
