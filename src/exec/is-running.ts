import { readdirSync, readFileSync } from 'node:fs';

/**
 * Whether a process, or any of a group (negative, as `process.kill` takes it), still runs. On Linux what has ended counts as ended, though
 * nobody has asked for its exit code: in a container there may be no one to do that.
 */
export function isRunning(target: number): boolean {
  try {
    process.kill(target, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isRunningPart(name, target));
}

function isRunningPart(pid: string, target: number): boolean {
  const [state, group] = stateOf(pid);
  return state !== 'Z' && state !== 'X' && (target < 0 ? group === -target : Number(pid) === target);
}

/** The state and the group: `pid (name) state parent group …`, where a name may hold anything. */
function stateOf(pid: string): readonly [state: string, group: number] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = 'X', , group] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return [state, Number(group)];
  } catch {
    // It has ended just now.
    return ['X', 0];
  }
}
