/** Emulators in one process of their own, whose CPU time is measured. */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';

const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'servers/measured-emulators.cjs');

/** One of each library given, by the path of its index.cjs. */
export async function startMeasured(libraries) {
  const child = fork(SERVER, libraries);
  const { urls } = await answerOf(child);
  return { child, urls };
}

/** In µs. */
export async function cpuPerRequest(child, { url, request, requests }) {
  const before = await cpuOf(child);
  await load({ url, request, connections: 8, requests });
  return ((await cpuOf(child)) - before) / requests;
}

async function cpuOf(child) {
  child.send('cpu');
  return (await answerOf(child)).cpu;
}

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`The emulators ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
