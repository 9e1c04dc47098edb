// Runs a report now, polls until it has a file, and writes the file to stdout:
//
//     dotnet run --project examples/dotnet -- http://127.0.0.1:4620

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

const string QueryId = "6664daf3-c161-423a-92a1-0ea6db2c0384"; // a system query
var service = args.Length > 0 ? args[0] : "http://127.0.0.1:4620";

// The service sends its files gzipped whatever a client accepts.
using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All });
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "any");

var created = await http.PostAsJsonAsync(
    $"{service}/insights/v1/mpn/ScheduledReport",
    new { ReportName = "Once", QueryId, ExecuteNow = true });
created.EnsureSuccessStatusCode();
var report = await created.Content.ReadFromJsonAsync<JsonElement>();
var reportId = report.GetProperty("value")[0].GetProperty("reportId").GetString();

for (var poll = 0; poll < 100; poll++)
{
    var answer = await http.GetAsync($"{service}/insights/v1/mpn/ScheduledReport/execution/{reportId}");
    if (answer.StatusCode == HttpStatusCode.NotFound)
    {
        await Task.Delay(100);
        continue;
    }
    answer.EnsureSuccessStatusCode();
    var execution = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value")[0];
    Console.Write(await http.GetStringAsync(execution.GetProperty("reportAccessSecureLink").GetString()));
    return 0;
}

Console.Error.WriteLine("The report has no file yet");
return 1;
