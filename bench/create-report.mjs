const SYSTEM_QUERY = 'e65f3a4f-fb99-4319-97ff-59e57566a871';

/** A scheduled report in the sandbox of that URL, with these settings besides or instead; the answer is its id. */
export async function createReport(sandboxUrl, settings = {}) {
  const response = await fetch(`${sandboxUrl}/insights/v1/mpn/ScheduledReport`, {
    method: 'POST',
    headers: { Authorization: 'Bearer bench', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ReportName: 'R',
      QueryId: SYSTEM_QUERY,
      StartTime: '2026-01-16T00:00:00Z',
      RecurrenceInterval: 4,
      ...settings,
    }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()).value[0].reportId;
}
