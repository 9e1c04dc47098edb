import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A report of the Partner Center Insights API, with Java 11 or newer and nothing else:
 *
 *     TENANT_ID=… CLIENT_ID=… CLIENT_SECRET=… java Insights.java
 *
 * It knows nothing of an emulator. To run it against one:
 *
 *     insights-emulator exec -- java Insights.java
 */
public class Insights {
    static final String API = "https://api.partnercenter.microsoft.com/insights/v1/mpn";
    static final String QUERY = "SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants "
            + "ORDER BY BilledRevenueUSD LIMIT 20";
    static final HttpClient http = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        String token = getToken();
        String queryId = post(token, "/ScheduledQueries",
                "{\"Name\": \"Top customers\", \"Query\": \"" + QUERY + "\"}", "queryId");
        out.println("query " + queryId);
        String reportId = post(token, "/ScheduledReport",
                "{\"ReportName\": \"Top customers\", \"QueryId\": \"" + queryId + "\", \"ExecuteNow\": true}", "reportId");
        out.println("report " + reportId);
        HttpRequest download = HttpRequest.newBuilder(URI.create(waitForLink(token, reportId))).build();
        // Files come compressed, whatever a client accepts.
        try (InputStream body = http.send(download, BodyHandlers.ofInputStream()).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(body), UTF_8))) {
            lines.lines().limit(5).forEach(out::println);
        }
    }

    static String getToken() throws IOException, InterruptedException {
        Map<String, String> form = Map.of(
                "grant_type", "client_credentials",
                "resource", "https://api.partnercenter.microsoft.com",
                "client_id", System.getenv("CLIENT_ID"),
                "client_secret", System.getenv("CLIENT_SECRET"));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create("https://login.microsoftonline.com/" + System.getenv("TENANT_ID") + "/oauth2/token");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        return field(checked(http.send(request, BodyHandlers.ofString())), "access_token");
    }

    static String post(String token, String path, String json, String wanted) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(API + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return field(checked(http.send(request, BodyHandlers.ofString())), wanted);
    }

    /** The service says 404 until there is a completed execution. */
    static String waitForLink(String token, String reportId) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(API + "/ScheduledReport/execution/" + reportId))
                .header("Authorization", "Bearer " + token)
                .build();
        while (true) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 404) return field(checked(answer), "reportAccessSecureLink");
            Thread.sleep(60_000);
        }
    }

    static String checked(HttpResponse<String> answer) {
        if (answer.statusCode() == 200) return answer.body();
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }

    /** The first text of that name. */
    static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
        if (!found.find()) throw new IllegalStateException("no " + name + " in " + json);
        return found.group(1);
    }
}
