import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expectAsDescribed } from './api-description.ts';
import { createReport, executeNow } from './payloads.ts';
import type { World } from './start-for-test.ts';

export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As they came over the wire. */
  readonly bytes: Buffer;
  /** What is in them. */
  readonly text: string;
}

/** Asks for a file by node:http, which shows the bytes as they are; the answer is held to openapi.yaml. */
export async function download(
  link: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Download> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.request(link, { method, headers }, resolve).on('error', reject).end();
  });
  const chunks: Buffer[] = [];
  // Without an encoding a stream gives buffers.
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const status = response.statusCode ?? 0;
  const isWhole = response.headers['content-encoding'] === 'gzip' && status === 200 && method === 'GET';
  const text = (isWhole ? gunzipSync(bytes) : bytes).toString();
  const operation = method === 'HEAD' ? 'DownloadReportHead' : 'DownloadReport';
  if (method === 'GET' || method === 'HEAD')
    expectAsDescribed(operation, { status, headers: response.headers, body: text });
  return { status, headers: response.headers, bytes, text };
}

export interface CompletedReport {
  readonly reportId: string;
  readonly link: string;
}

/** Creates a report that runs at once, lets it complete, and gives the link to its file. */
export async function completeReport(
  { partner, sandbox }: World,
  { query, ...changes }: Readonly<Record<string, unknown>> = {},
): Promise<CompletedReport> {
  const [made] =
    query === undefined ? [] : (await partner.createQuery({ Name: 'Q', Query: query })).body.value;
  const queryId = made === undefined ? {} : { QueryId: made.queryId };
  const reportId = await createReport(partner, executeNow({ ...queryId, ...changes }));
  await sandbox.clock.advance(3);
  return { reportId, link: await linkOf({ partner }, reportId) };
}

/** A fresh link to the latest completed execution. */
export async function linkOf({ partner }: Pick<World, 'partner'>, reportId: string): Promise<string> {
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  return execution?.reportAccessSecureLink ?? '';
}
