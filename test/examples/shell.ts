import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cli/run-cli.ts';
import { run, type Ended } from './run.ts';

/** Runs commands strictly: one that fails, or an answer that is an error, ends the run and is told. */
export function runShell(commands: string, folder: string): Promise<Ended> {
  const file = join(folder, 'commands.sh');
  writeFileSync(file, PREPARED + `export HOME='${join(folder, 'home')}'\nmkdir -p "$HOME"\n` + commands);
  return run('bash', [file], folder);
}

/** npm finds what it installs here already; a command in the background is replaced by what it starts, so that it can be ended. */
const PREPARED = `set -eEuo pipefail
curl() { command curl --fail-with-body "$@"; }
insights-emulator() {
  if [ "$BASHPID" != "$$" ]; then exec node '${join(REPOSITORY, 'dist/cli.cjs')}' "$@"; fi
  node '${join(REPOSITORY, 'dist/cli.cjs')}' "$@"
}
npx() { "$@"; }
block=0
trap 'echo "block at line $block: $BASH_COMMAND" >&2' ERR
trap 'jobs -p | xargs -r kill' EXIT
export npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
`;
