import { readdirSync, readFileSync } from 'node:fs';

/** The processes in whose environment a text stands, this one aside; on Linux only, elsewhere nobody tells. */
export function processesNaming(text: string): readonly number[] {
  if (process.platform !== 'linux' || text === '') return [];
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && environmentOf(name).includes(text),
  );
  return pids.map(Number).filter((pid) => pid !== process.pid);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // It is another user's, or has ended just now.
    return '';
  }
}
