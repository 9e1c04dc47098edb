import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the user's programs keep their configuration, as the platform has it. */
export function defaultCaFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return join(configurationFolder(platform, environment), 'insights-emulator');
}

function configurationFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32') return environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return environment['XDG_CONFIG_HOME'] || join(homedir(), '.config');
}
