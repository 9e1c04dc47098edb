import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { completeReport, download } from '../support/download.ts';
import { caDir, startSecurely } from '../support/start-securely.ts';

const QUERY =
  'SELECT CustomerName, SubscriptionId, Month, SKU FROM SeatsSubscriptionsAndRevenue TIMESPAN LAST_3_MONTHS';

test("Azure's BlobClient, unchanged, downloads a report whole, by ranges and in blocks, and sees its properties", async () => {
  await using world = await startSecurely({ linkHost: 'insightsemulator.blob.core.windows.net' });
  const { link } = await completeReport(world, { query: QUERY });
  const { bytes, headers } = await download(link);
  expect(bytes.length).toBeGreaterThan(10_000);
  const { pathname, search } = new URL(link);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(__dirname, 'blob-client.mjs'),
      `https://insightsemulator.blob.core.windows.net${pathname}${search}`,
    ],
    {
      env: {
        PATH: process.env['PATH'],
        HTTPS_PROXY: world.proxyUrl,
        NODE_EXTRA_CA_CERTS: join(caDir, 'ca.pem'),
      },
    },
  );
  const hash = (part: Uint8Array): string => createHash('sha256').update(part).digest('hex');
  const seen = JSON.parse(stdout) as { readonly step: number; readonly part: string }; // as blob-client.mjs writes it
  expect(seen).toMatchObject({
    properties: {
      contentType: 'text/csv',
      contentEncoding: 'gzip',
      contentLength: bytes.length,
      blobType: 'BlockBlob',
      etag: headers['etag'],
      lastModified: new Date(String(headers['last-modified'])).toISOString(),
      contentDisposition: headers['content-disposition'],
    },
    exists: true,
    whole: { bytes: bytes.length, hash: hash(bytes), etag: headers['etag'] },
    ranges: hash(bytes),
    blocks: hash(bytes),
    part: hash(bytes.subarray(100, 100 + seen.step)),
  });
});
