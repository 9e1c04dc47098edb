/** Downloads a report as the Azure SDK does, told of the emulator by its environment alone. Usage: node blob-client.mjs LINK; the answer is JSON. */
import { createHash } from 'node:crypto';
import { BlobClient } from '@azure/storage-blob';

const client = new BlobClient(process.argv[2]);
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const read = async ({ readableStreamBody }) => {
  const chunks = [];
  for await (const chunk of readableStreamBody) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const properties = await client.getProperties();
const whole = await client.download();
const bytes = await read(whole);
const size = properties.contentLength;
const ranges = [];
const step = Math.ceil(size / 7);
for (let at = 0; at < size; at += step) {
  ranges.push(await read(await client.download(at, Math.min(step, size - at))));
}
const { contentType, contentEncoding, contentLength, blobType, etag, lastModified, contentDisposition } =
  properties;
console.log(
  JSON.stringify({
    properties: {
      contentType,
      contentEncoding,
      contentLength,
      blobType,
      etag,
      lastModified,
      contentDisposition,
    },
    step,
    exists: await client.exists(),
    whole: { bytes: bytes.length, hash: hash(bytes), etag: whole.etag },
    ranges: hash(Buffer.concat(ranges)),
    blocks: hash(
      await client.downloadToBuffer(0, undefined, { blockSize: Math.ceil(size / 23), concurrency: 5 }),
    ),
    part: hash(await client.downloadToBuffer(100, step, { blockSize: 1000, concurrency: 3 })),
  }),
);
