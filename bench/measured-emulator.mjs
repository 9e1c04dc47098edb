/** An emulator in a process of its own, whose CPU time is measured. */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';

const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'servers/measured-emulator.cjs');

/** Of the library given by the path of its index.cjs. */
export async function startMeasured(library) {
  const child = fork(SERVER, [library]);
  const { url } = await answerOf(child);
  return { child, url };
}

/** In µs. What is measured stands as `globalThis.measured` in its process meanwhile. */
export async function cpuPerRequest(child, { url, request, requests, measured = 'all' }) {
  const before = await cpuOf(child, measured);
  await load({ url, request, connections: 8, requests });
  return ((await cpuOf(child, measured)) - before) / requests;
}

async function cpuOf(child, measured) {
  child.send(measured);
  return (await answerOf(child)).cpu;
}

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`The emulator ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
