/** A load of one request, repeated over raw connections: the generator must cost less than what it measures. */
import { connect } from 'node:net';

/** Requests per second, and the median time of one in ms, at so many connections with one request under way on each. */
export async function load({ url, request, connections, requests }) {
  const { hostname, port } = new URL(url);
  const times = new Float64Array(requests);
  let begun = 0;
  let done = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect({ host: hostname, port: Number(port), noDelay: true });
          let sentAt = 0;
          let received = Buffer.alloc(0);
          const next = () => {
            if (begun >= requests) {
              socket.destroy();
              return resolve();
            }
            sentAt = performance.now();
            socket.write(typeof request === 'function' ? request(begun) : request);
            begun += 1;
          };
          socket.on('connect', next);
          socket.on('error', reject);
          socket.on('close', () => reject(new Error('The server closed a connection')));
          socket.on('data', (chunk) => {
            received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
            const length = lengthOfAnswer(received);
            if (length < 0 || received.length < length) return;
            if (received.subarray(9, 12).toString() !== '200') {
              return reject(new Error(received.toString('utf8', 0, 2000)));
            }
            times[done++] = performance.now() - sentAt;
            received = received.subarray(length);
            next();
          });
        }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: requests / seconds, medianMs: times.toSorted()[requests >> 1] };
}

/** -1 while the head is not complete. */
function lengthOfAnswer(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return -1;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, end + 2));
  return end + 4 + Number(length?.[1] ?? 0);
}

export function httpRequest(method, path, body, token = 'bench') {
  const text = body === undefined ? '' : JSON.stringify(body);
  const content =
    body === undefined
      ? ''
      : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n${content}\r\n${text}`;
}
